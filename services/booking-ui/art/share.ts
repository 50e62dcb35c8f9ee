/** The pictures that social networks show beside a link to a hotel: made in a thread, kept, never many at once. */
import { LRUCache } from 'lru-cache'
import { Piscina } from 'piscina'
import { unavailable } from '#lib/problem'
import type { ShareCard } from './share.worker.ts'

export interface SharePictures {
  /** A PNG. 503 when as many wait as may. */
  picture(card: ShareCard): Promise<Uint8Array>
  close(): Promise<void>
}

/** Some 150 KB each. */
const KEPT = 100
const WAITING = 16

export function sharePictures(): SharePictures {
  const kept = new LRUCache<string, Promise<Uint8Array>>({ max: KEPT })
  const pool = new Piscina<ShareCard, Uint8Array>({
    filename: new URL('./share.worker.ts', import.meta.url).href,
    // Begun with the first picture: most visitors never ask for one.
    minThreads: 0,
    maxThreads: 1,
    maxQueue: WAITING,
    idleTimeout: 30_000,
  })
  return {
    picture: (card) => {
      const known = kept.get(card.id)
      if (known !== undefined) return known
      if (pool.queueSize >= WAITING) throw unavailable('overloaded', 'As many pictures wait as may', 5)
      const made = pool.run(card)
      kept.set(card.id, made)
      made.catch(() => kept.delete(card.id))
      return made
    },
    close: () => pool.destroy(),
  }
}
