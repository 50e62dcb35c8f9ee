/** Documents rendered in threads: a page takes some fifty milliseconds, which the event loop does not have. */
import { Piscina } from 'piscina'
import { Problem, unavailable } from '#lib/problem'
import type { NewDocument } from './contract.ts'

export interface PdfPool {
  /** 503 `overloaded` when as many wait as may, 500 `rendering_failed` when it cannot be done. */
  render(document: NewDocument): Promise<Uint8Array>
  close(): Promise<void>
}

export interface PoolOptions {
  threads: number
  /** Documents that may wait for a thread. */
  waiting: number
  /** Whoever takes longer is ended with its thread, and another thread is begun. */
  timeout_ms: number
}

export const pool_options: PoolOptions = { threads: 2, waiting: 64, timeout_ms: 15_000 }

export function pdfPool({ threads, waiting, timeout_ms }: PoolOptions = pool_options): PdfPool {
  const pool = new Piscina<NewDocument, Uint8Array>({
    filename: new URL('./render.worker.ts', import.meta.url).href,
    // Begun with the first document: a service that renders none holds no fonts.
    minThreads: 0,
    maxThreads: threads,
    maxQueue: waiting,
    idleTimeout: 60_000,
  })
  return {
    render: async (document) => {
      if (pool.queueSize >= waiting) throw unavailable('overloaded', 'As many documents wait as may', 2)
      const late = AbortSignal.timeout(timeout_ms)
      try {
        return await pool.run(document, { signal: late })
      } catch (cause) {
        if (cause instanceof Error && cause.message.includes('queue is at limit'))
          throw unavailable('overloaded', 'As many documents wait as may', 2)
        throw new Problem(500, 'rendering_failed', 'The document could not be made', { cause })
      }
    },
    close: () => pool.destroy(),
  }
}
