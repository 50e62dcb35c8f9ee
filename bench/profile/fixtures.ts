/** A profile made by hand, for tests: seven busy samples, 100 µs apart, two idle ones. */
import { root } from '#lib/child'
import type { CpuProfile } from './formats/cpuprofile.ts'
import type { CallFrame } from './place.ts'

export const frame = (functionName: string, url: string, lineNumber = -1): CallFrame => ({
  ...{ functionName, url, lineNumber, columnNumber: lineNumber },
})

const answer = frame('answer', `file://${root}/services/search/answer.ts`, 9)

export const small_profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 3, 4] },
    { id: 2, callFrame: frame('(idle)', '') },
    { id: 3, callFrame: frame('(garbage collector)', '') },
    { id: 4, callFrame: answer, children: [5, 6, 8] },
    { id: 5, callFrame: answer, children: [7] },
    { id: 6, callFrame: frame('parse', `file://${root}/node_modules/pg/lib/query.js`, 4) },
    { id: 7, callFrame: frame('toString', '') },
    { id: 8, callFrame: frame('neverCalled', 'node:fs', 3) },
  ],
  startTime: 1_000_000,
  samples: [2, 4, 4, 5, 7, 5, 3, 6, 2],
  timeDeltas: [0, 100, 100, 100, 100, 100, 100, 100, 100],
}
