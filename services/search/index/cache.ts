/**
 * Answers that were given already, as bytes, by what was asked. One holds for as long as the version of the place that
 * it was made from, and for the day on which it was made: nothing is ever answered from older data than the index has.
 */
import { LRUCache } from 'lru-cache'
import type { Bytes } from './answers.ts'
import type { Nights } from './nights.ts'

/** What an answer depends on: a destination by its position, or everything. */
export type Place = number | 'all'

export interface Made {
  body: Bytes
  place: Place
  /** Of the place, read before anything else was. */
  version: number
}

interface Kept extends Made {
  today: string
}

/** Beside the bytes of body and key: the entry, its links, the headers of both. */
const OVERHEAD_BYTES = 300

export class AnswerCache {
  private readonly kept: LRUCache<string, Kept>

  /** `max_bytes` more than 0; answers that are larger than a tenth of it are not kept. */
  constructor(
    private readonly nights: Nights,
    max_bytes: number,
  ) {
    this.kept = new LRUCache({
      maxSize: max_bytes,
      maxEntrySize: Math.ceil(max_bytes / 10),
      sizeCalculation: ({ body }, target) => body.length + 2 * target.length + OVERHEAD_BYTES,
    })
  }

  get(target: string, today: string): Bytes | undefined {
    const found = this.kept.get(target)
    if (found === undefined) return undefined
    return found.version === this.nights.versionOf(found.place) && found.today === today
      ? found.body
      : undefined
  }

  set(target: string, today: string, { body, place, version }: Made): void {
    this.kept.set(target, { body, place, version, today })
  }
}
