/** `.cpuprofile`, as V8 writes it and Bun, too: one file for each thread. */
import { addUp, type Call, type Calls, childOf, noCalls } from '../calls.ts'
import { type CallFrame, type Place, placeOf } from '../place.ts'

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: CallFrame
    readonly children?: readonly number[]
  }[]
  /** Microseconds: of a clock that never stops on Node, since 1970 on Bun. */
  readonly startTime: number
  /** A node each, and how long after the sample before. */
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** In microseconds, by the clock of the profile. */
export interface Window {
  readonly from_us: number
  readonly to_us: number
}

/** The samples of a window. The first profile is that of the main thread. */
export function callsOfCpu(profiles: readonly CpuProfile[], window?: Window): Calls {
  const calls = noCalls('samples')
  for (const [i, profile] of profiles.entries()) {
    const parent = profiles.length === 1 ? calls.root : childOf(calls.root, threadOf(i, profiles.length))
    addProfile(calls, parent, profile, hitsOf(profile, window))
  }
  addUp(calls.root)
  return calls
}

const threadOf = (i: number, count: number): Place => ({
  name: i === 0 ? 'the main thread' : `${count - 1} other ${count === 2 ? 'thread' : 'threads'}`,
  where: '',
  kind: 'native',
  owner: '',
})

/** By node. */
function hitsOf({ samples, timeDeltas, startTime }: CpuProfile, window: Window | undefined) {
  const hits = new Map<number, number>()
  let at_us = startTime
  for (const [i, id] of samples.entries()) {
    at_us += timeDeltas[i] ?? 0
    if (window === undefined || (at_us >= window.from_us && at_us <= window.to_us))
      hits.set(id, (hits.get(id) ?? 0) + 1)
  }
  return hits
}

function addProfile(
  calls: Calls,
  parent: Call,
  { nodes }: CpuProfile,
  hits: ReadonlyMap<number, number>,
): void {
  const by_id = new Map(nodes.map((node) => [node.id, node]))
  const called = new Set(nodes.flatMap(({ children = [] }) => children))
  const add = (above: Call, id: number) => {
    const node = by_id.get(id)
    if (node === undefined) return
    const { functionName } = node.callFrame
    const self = hits.get(id) ?? 0
    if (functionName === '(idle)') {
      calls.idle += self
      return
    }
    const call = functionName === '(root)' ? above : childOf(above, placeOf(node.callFrame))
    call.self += self
    for (const child of node.children ?? []) add(call, child)
  }
  for (const { id } of nodes) if (!called.has(id)) add(parent, id)
}
