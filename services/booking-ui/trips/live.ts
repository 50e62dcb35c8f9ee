/**
 * Server-sent events of a trip: one when it is no more as its page shows it, and the page fetches itself again. The
 * trip is asked for again and again on the visitor's behalf; every stream ends after a minute, and the browser begins
 * another.
 */
import { currentContext, runInContext } from '#lib/context'
import { unavailable } from '#lib/problem'

interface LiveOptions {
  /** Whose page it is. */
  whose: string
  /** As the page shows it. */
  version: string
  current: () => Promise<string>
  signal: AbortSignal
}

const ASK_MS = 700
const STREAM_MS = 60_000
const MAX_STREAMS = 1_000
/** Tabs of one person. Whoever gets no stream looks again from time to time. */
const MAX_EACH = 5
/** One question of a stream. */
const QUESTION_MS = 5_000
/** Questions that may fail in a row: a service that restarts is no reason to leave a visitor waiting for ever. */
const MAX_FAILURES = 8

export type Live = (options: LiveOptions) => Response

export function liveTrips(): Live {
  let streams = 0
  const of_each = new Map<string, number>()
  const count = (whose: string, change: 1 | -1) => {
    streams += change
    const now = (of_each.get(whose) ?? 0) + change
    if (now > 0) of_each.set(whose, now)
    else of_each.delete(whose)
  }
  return ({ whose, version, current, signal }) => {
    if (streams >= MAX_STREAMS || (of_each.get(whose) ?? 0) >= MAX_EACH)
      throw unavailable('too_many_streams', 'Too many pages are waiting', 5)
    count(whose, 1)
    let is_over = false
    const end = () => {
      if (!is_over) count(whose, -1)
      is_over = true
    }
    const over = AbortSignal.any([signal, AbortSignal.timeout(STREAM_MS)])
    const ask = inOwnTime(current)
    const events = async function* () {
      try {
        // A browser that lost the stream comes back after this time.
        yield 'retry: 2000\n\n'
        for (let failures = 0; !over.aborted && failures < MAX_FAILURES; ) {
          const now = await ask().catch(() => undefined)
          failures = now === undefined ? failures + 1 : 0
          if (now !== undefined && now !== version) {
            yield `event: changed\ndata: ${now}\n\n`
            return
          }
          yield ': \n\n'
          await pause(ASK_MS, over)
        }
      } finally {
        end()
      }
    }
    return new Response(bytesOf(events(), end), {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // A proxy that collects the answer before it passes it on would wait for a minute.
        'x-accel-buffering': 'no',
      },
    })
  }
}

/** The request's own deadline is long over when the last question is asked. */
function inOwnTime<T>(work: () => Promise<T>): () => Promise<T> {
  const context = currentContext()
  if (context === undefined) return work
  return () =>
    runInContext({ ...context, stay: undefined, deadline_ms: performance.now() + QUESTION_MS }, work)
}

/** `end` also when nobody has read anything: a generator that was never begun has no end of its own. */
function bytesOf(events: AsyncGenerator<string>, end: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await events.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => {
      end()
      await events.return(undefined)
    },
  })
}

function pause(duration_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, duration_ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
