/** Composition: every service in one process, on one port, calling each other in memory. */

import { Elysia } from 'elysia'
import { AggregatorRegistry } from 'prom-client'
import { type Config, configuredClock } from '#lib/config'
import { logger } from '#lib/log'
import { ownSecret } from '#lib/secrets'
import { localUrl, type RunningServer, StartError, serve } from '#lib/server'
import { pathOf, type Service, service } from '#lib/service'
import { portOf } from '#lib/topology'
import { inProcessTransport } from '#lib/transport'
import { grants, registry, type ServiceEntry, subscribers } from './registry.ts'

export async function startMonolith(config: Config): Promise<RunningServer> {
  const monolith = await buildMonolith(config)
  const log = logger({ service: 'monolith', level: config.log_level })
  const running = serve(monolith, {
    host: config.host,
    port: portOf(config.base_port, 'booking-ui'),
    grace_ms: config.shutdown_grace_ms,
    log,
  })
  await untilReady(monolith)
  return running
}

const READY_MS = 60_000
const LOOK_AGAIN_MS = 20

/** As the supervisor waits for each process: what is said to be ready can serve. */
async function untilReady(monolith: Service): Promise<void> {
  const deadline_ms = performance.now() + READY_MS
  for (;;) {
    const reason = await monolith.ready().then(
      () => undefined,
      (error: Error) => error,
    )
    if (reason === undefined) return
    if (performance.now() > deadline_ms)
      throw new StartError(`the monolith was not ready after ${READY_MS / 1000} s: ${reason.message}`)
    await new Promise((wake) => setTimeout(wake, LOOK_AGAIN_MS))
  }
}

async function buildMonolith(given: Config): Promise<Service> {
  // For those outside who are told where to find one of us: all of us are at one place.
  const here = localUrl(given.host, portOf(given.base_port, 'booking-ui'))
  const urls = Object.fromEntries(registry.map(({ name }) => [name, here]))
  const config = { ...given, service_urls: { ...urls, ...given.service_urls } }
  const clock = configuredClock(config)
  const parts = new Map<string, { entry: ServiceEntry; built: Service }>()
  const built = (name: string) => {
    const part = parts.get(name)
    if (part === undefined) throw new Error(`${name} is not built yet`)
    return part.built
  }
  for (const entry of registry) {
    const { build } = await entry.load()
    const log = logger({ service: entry.name, level: config.log_level })
    const transport = (callee: string) => inProcessTransport(() => built(callee))
    const database_url = config.database_urls[entry.name] ?? ''
    const context = {
      config,
      clock,
      log,
      database_url,
      transport,
      secret: ownSecret(config, entry.name),
      subscribers,
      services: grants,
    }
    parts.set(entry.name, { entry, built: build(context) })
    if (!config.load_shedding) built(entry.name).shedding.off()
  }
  return whole([...parts.values()], config)
}

/** One service made of several: its own health and metrics, and every other path to the part that owns it. */
function whole(parts: readonly { entry: ServiceEntry; built: Service }[], config: Config): Service {
  const own = service({
    name: 'monolith',
    description: 'Every service in one process.',
    routes: new Elysia(),
    log: logger({ service: 'monolith', level: config.log_level }),
    checks: Object.fromEntries(parts.map(({ entry, built }) => [entry.name, () => built.ready()])),
  })
  const all = [own, ...parts.map(({ built }) => built)]
  const routes = parts
    .flatMap(({ entry, built }) => entry.paths.map((path) => ({ path, built })))
    .sort((a, b) => b.path.length - a.path.length)
  const owner = (path: string) =>
    routes.find((route) => path === route.path || path.startsWith(`${route.path}/`))?.built ?? own

  return {
    ...own,
    handle: async (request, address) => {
      const path = pathOf(request.url)
      if (path === '/metrics') {
        // Each has a label with its service, so that what is added up are texts and not figures.
        const figures = await Promise.all(all.map((one) => one.metrics.registry.getMetricsAsJSON()))
        const merged = AggregatorRegistry.aggregate(figures)
        return new Response(await merged.metrics(), { headers: { 'content-type': merged.contentType } })
      }
      if (path === '/healthz' || path === '/readyz') return own.handle(request, address)
      const inner = /^\/services\/([a-z-]+)(\/.*)$/.exec(path)
      const part = parts.find(({ entry }) => entry.name === inner?.[1])
      // `/services/search/openapi`: what would collide on one port (docs, health) by service.
      if (part && inner?.[2])
        return part.built.handle(
          new Request(request.url.replace(`/services/${inner[1]}`, ''), request),
          address,
        )
      return owner(path).handle(request, address)
    },
    drain: () => {
      for (const one of all) one.drain()
    },
    inFlight: () => all.reduce((sum, one) => sum + one.inFlight(), 0),
    close: async () => {
      for (const one of all.toReversed()) await one.close()
    },
  }
}
