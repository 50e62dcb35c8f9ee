/** What Ctrl-C, a closed terminal or `kill` means to a run: end what it started, then say so. */

/** A terminal, npm and `lib/bootstrap.mjs` may each deliver the same key press: what follows this soon is an echo. */
const ECHO_MS = 500

export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  constructor() {
    super('interrupted: what was measured by then is kept')
  }
}

/**
 * Aborts with an {@link Interrupted} at the first signal. At a second one, later than an echo, calls `kill`, which must
 * not wait, and exits 130.
 */
export function interruptible(kill: () => void): AbortSignal {
  const controller = new AbortController()
  let signalled_ms: number | undefined
  const onSignal = () => {
    const now_ms = performance.now()
    if (signalled_ms === undefined) {
      signalled_ms = now_ms
      controller.abort(new Interrupted())
    } else if (now_ms - signalled_ms > ECHO_MS) {
      kill()
      process.exit(130)
    }
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  // A closed terminal takes its output with it; what we then print must not end us before we have cleaned up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return controller.signal
}

/** `work`, or the signal's reason when that comes first. For work that ends by itself when its database does. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
