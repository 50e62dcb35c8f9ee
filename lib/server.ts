/** Bun only. A service on a port, with a graceful end. */
import type { Logger } from '#lib/log'
import type { Service } from '#lib/service'

export interface RunningServer {
  readonly url: string
  readonly port: number
  /**
   * Readiness flips, requests in flight finish and their answers are sent, or the deadline passes; then the port
   * closes. Safe to call twice. Takes `grace_ms` and a second at most.
   */
  stop(): Promise<void>
}

export interface ServerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  grace_ms: number
  log: Pick<Logger, 'warn'>
}

/** For freeing what the service holds, after its requests. */
const CLOSE_MS = 1_000

/** Throws a `StartError` with one clear line when the port cannot be had. */
export function serve(service: Service, options: ServerOptions): RunningServer {
  const { host, port, grace_ms, log } = options
  const server = listen(service, host, port)
  let stopping: Promise<void> | undefined
  const stop = async () => {
    service.drain()
    const deadline_ms = performance.now() + grace_ms
    const left_ms = () => Math.max(0, deadline_ms - performance.now())
    while (service.inFlight() > 0 && left_ms() > 0) await Bun.sleep(5)
    if (service.inFlight() > 0)
      log.warn({ in_flight: service.inFlight() }, 'stopped before every request was answered')
    // Answered is not sent: a slow reader still gets the rest of its answer. Idle connections close at once.
    await within(left_ms(), server.stop())
    await server.stop(true)
    // A pool waits for its queries, and those of an unreachable server never end.
    if (!(await within(CLOSE_MS, service.close())))
      log.warn({ after_ms: CLOSE_MS }, 'stopped before everything was closed')
  }
  return {
    url: localUrl(host, server.port ?? port),
    port: server.port ?? port,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}

/** Whether `work` ended within the time. */
async function within(timeout_ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), timeout_ms)
  try {
    return await Promise.race([work.then(() => true as const), promise])
  } finally {
    clearTimeout(timer)
  }
}

function listen(service: Service, hostname: string, port: number) {
  try {
    return Bun.serve({
      hostname,
      port,
      // Bun shares ports by default: a stray old server would take part of the load in silence.
      reusePort: false,
      idleTimeout: 30,
      // Larger bodies with a length are refused by the frame with a proper problem; this bounds those without one.
      maxRequestBodySize: 4 * 1_048_576,
      fetch: (request, server) => service.handle(request, () => server.requestIP(request)?.address),
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EADDRINUSE') throw portInUse(service.name, port)
    if (code === 'EACCES') throw new StartError(`${service.name}: no permission to listen on port ${port}`)
    // EINVAL is what Bun says of a name that does not resolve.
    if (code === 'EADDRNOTAVAIL' || code === 'EINVAL')
      throw new StartError(`${service.name}: VACANCY_HOST is not an address of this machine`)
    throw error
  }
}

/** Where a server that listens on `host` answers to programs of the same machine. */
export function localUrl(host: string, port: number): string {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

export const portInUse = (name: string, port: number) =>
  new StartError(`${name}: port ${port} is in use; stop what uses it, or choose another --base-port`)

/** The program cannot start; the message is one line for the terminal. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** A terminal, npm and `lib/bootstrap.mjs` may each deliver the same key press: what follows this soon is an echo. */
const ECHO_MS = 500

export interface StopOptions {
  log: Pick<Logger, 'error'>
  /** What is left to end, without waiting, when the person asks a second time. */
  kill?: () => void
}

/**
 * Stops once on the first SIGINT, SIGTERM or SIGHUP (a closed terminal) and exits 0, or 1 when stopping fails. A second
 * one, later than an echo of the first, exits 130 at once.
 */
export function stopOnSignal(stop: () => Promise<void>, { log, kill }: StopOptions): void {
  let signalled_ms: number | undefined
  const onSignal = () => {
    const now_ms = performance.now()
    if (signalled_ms !== undefined) {
      if (now_ms - signalled_ms < ECHO_MS) return
      kill?.()
      process.exit(130)
    }
    signalled_ms = now_ms
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  // A closed terminal takes its output with it; what we then print must not end us before we have stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}
