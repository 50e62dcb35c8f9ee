/** Bun only. A service on a port, with a graceful end. */
import type { Logger } from '#lib/log'
import type { Service } from '#lib/service'

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Readiness flips, requests in flight finish or meet the deadline, then the port closes. Safe to call twice. */
  stop(): Promise<void>
}

export interface ServerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  grace_ms: number
  log: Logger
}

/** Throws a `StartError` with one clear line when the port cannot be had. */
export function serve(service: Service, options: ServerOptions): RunningServer {
  const { host, port, grace_ms, log } = options
  const server = listen(service, host, port)
  let stopping: Promise<void> | undefined
  const stop = async () => {
    service.drain()
    const deadline_ms = performance.now() + grace_ms
    while (service.inFlight() > 0 && performance.now() < deadline_ms) await Bun.sleep(5)
    if (service.inFlight() > 0)
      log.warn({ in_flight: service.inFlight() }, 'stopped before every request was answered')
    await server.stop(true)
    await service.close()
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`,
    port: server.port ?? port,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
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
      fetch: (request) => service.handle(request),
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EADDRINUSE')
      throw new StartError(
        `${service.name}: port ${port} is in use; stop what uses it, or choose another --base-port`,
      )
    if (code === 'EACCES') throw new StartError(`${service.name}: no permission to listen on port ${port}`)
    throw error
  }
}

/** The program cannot start; the message is one line for the terminal. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** Stops once on the first SIGINT or SIGTERM and exits 0; a second signal exits at once. */
export function stopOnSignal(stop: () => Promise<void>, log: Pick<Logger, 'error'>): void {
  let signalled = false
  const onSignal = () => {
    if (signalled) process.exit(130)
    signalled = true
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}
