/** What clinic bubbleprof knows: every asynchronous operation, and the stack in which it began. */
import { type Place, placeOf } from '../place.ts'
import type { Window } from './cpuprofile.ts'

interface BubbleFrame {
  readonly functionName?: string
  readonly fileName?: string
  /** From 1. */
  readonly lineNumber?: number
}

interface BubbleNode {
  /** Node's name for what is waited for. */
  readonly type: string | null
  /** The innermost first. */
  readonly frames: readonly BubbleFrame[] | null
  /** Milliseconds; `before` each time that it goes on. */
  readonly sources: readonly { readonly init: number | null; readonly before: readonly number[] }[]
}

/** The data in the page that clinic makes. */
export interface Bubbles {
  readonly data: readonly { readonly nodes: readonly BubbleNode[] }[]
}

export interface Operations {
  readonly type: string
  /** The innermost function of ours, or who else began it; undefined where no stack was left. */
  readonly place: Place | undefined
  count: number
  /** From where it began to where it went on for the last time, together. */
  waited_ms: number
}

/** Of a window, those that were waited for longest, all together, first. */
export function operationsOf({ data }: Bubbles, { from_us, to_us }: Window): Operations[] {
  const found = new Map<string, Operations>()
  for (const { nodes } of data)
    for (const { type, frames, sources } of nodes) {
      const place = beganIn(frames ?? [])
      const key = [type, place?.name, place?.where].join('\n')
      const one = found.get(key) ?? { type: type ?? '?', place, count: 0, waited_ms: 0 }
      for (const { init, before } of sources) {
        if (init === null || init * 1_000 < from_us || init * 1_000 > to_us) continue
        one.count++
        one.waited_ms += Math.max(init, ...before) - init
      }
      if (one.count > 0) found.set(key, one)
    }
  return [...found.values()].sort((a, b) => b.waited_ms - a.waited_ms)
}

function beganIn(frames: readonly BubbleFrame[]): Place | undefined {
  const places = frames.map(({ functionName = '', fileName = '', lineNumber = 0 }) =>
    placeOf({ functionName, url: fileName, lineNumber: lineNumber - 1 }),
  )
  for (const kind of ['ours', 'package', 'runtime'] as const) {
    const place = places.find((one) => one.kind === kind)
    if (place !== undefined) return place
  }
  return places[0]
}
