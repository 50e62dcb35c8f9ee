/**
 * Load shedding of one service: what it cannot answer soon it refuses at once, so that what it answers stays quick. See
 * the README beside this file.
 */
import { Counter, Gauge } from 'prom-client'
import type { Stay } from '#lib/context'
import type { Logger } from '#lib/log'
import type { Metrics } from '#lib/metrics'
import { unavailable } from '#lib/problem'
import { type AdaptiveLimit, adaptiveLimit } from '#lib/shedding/limit'
import { type LoopQueue, loopQueue } from '#lib/shedding/loop-queue'

/** Spread into the `detail` of a route that is held open on purpose: a long poll, server-sent events. */
export const NOT_SHED = { 'x-load-shedding': false } as object

const RETRY_AFTER_S = 1
const WARN_EVERY_MS = 10_000
const REMEMBERED_MS = 1_000

export const overloaded = () =>
  unavailable('overloaded', 'There is more to do than can be done: try again shortly', RETRY_AFTER_S)

export interface SheddableRoute {
  readonly method: string
  /** The pattern. */
  readonly path: string
  readonly shed: boolean
}

export interface Shedding {
  /**
   * Whether a request that arrives now has stood in the event loop's queue for too long, or its route is known to be
   * full: then nothing more need be done for it. `path` is asked for only where it matters.
   */
  refuses(method: string, path: () => string, now_ms: number): boolean
  /** Counts a request of a route until its `end`; undefined for what is not shed. Throws `overloaded`. */
  admit(method: string, route: string, now_ms: number): Stay | undefined
  /** From now on everything is let in. */
  off(): void
}

export interface SheddingParts {
  routes: readonly SheddableRoute[]
  metrics: Pick<Metrics, 'registry'>
  log: Pick<Logger, 'warn'>
  /** Tests bring their own. */
  queue?: LoopQueue
}

export function shedding({ routes, metrics, log, queue = loopQueue() }: SheddingParts): Shedding {
  const shed = routes.filter((route) => route.shed)
  const kept = routes.filter((route) => !route.shed)
  // All made now: what strangers ask for makes no new ones.
  const limits = new Map(shed.map((route) => [keyOf(route.method, route.path), adaptiveLimit()]))
  // Plain numbers: a counter of the library takes a microsecond.
  const refused = { loop: 0, routes: new Map<string, number>() }
  instruments(metrics, shed, limits, refused)
  /**
   * Routes that had to refuse not long ago: while they are full they are refused before the framework has looked at the
   * request. Each answer makes room for one, so that a route that is overloaded has room again and again, and the next
   * refusal would be the dear one.
   */
  const full = new Map<AdaptiveLimit, SheddableRoute & { since_ms: number }>()
  let enabled = true
  let unsaid = 0
  let said_ms = Number.NEGATIVE_INFINITY

  const say = (now_ms: number) => {
    unsaid++
    if (now_ms - said_ms < WARN_EVERY_MS) return
    log.warn({ refused: unsaid }, 'overloaded')
    said_ms = now_ms
    unsaid = 0
  }
  const countRefused = (route: string) => {
    refused.routes.set(route, (refused.routes.get(route) ?? 0) + 1)
  }
  const isFull = (method: string, path: string, now_ms: number): boolean => {
    // `/things/known` is no `/things/:id` where there is a route for it.
    const exact = limits.has(keyOf(method, path)) || isKept(method, path)
    for (const [limit, route] of full) {
      if (limit.in_flight < limit.limit) {
        if (now_ms - route.since_ms > REMEMBERED_MS) full.delete(limit)
      } else if (
        route.method === methodOf(method) &&
        (exact ? route.path === path : matchesPath(route.path, path))
      ) {
        route.since_ms = now_ms
        countRefused(route.path)
        return true
      }
    }
    return false
  }
  const isKept = (method: string, path: string) =>
    kept.some((route) => (route.method === method || method === 'HEAD') && matchesPath(route.path, path))

  return {
    refuses: (method, path, now_ms) => {
      if (!enabled) return false
      if (queue.refuses(now_ms) && !isKept(method, path())) refused.loop++
      else if (full.size === 0 || !isFull(method, path(), now_ms)) return false
      say(now_ms)
      return true
    },
    admit: (method, route, now_ms) => {
      const limit = enabled ? limits.get(keyOf(method, route)) : undefined
      if (limit === undefined) return undefined
      if (limit.admit(now_ms)) return stayUnder(limit, now_ms)
      full.set(limit, { method: methodOf(method), path: route, shed: true, since_ms: now_ms })
      countRefused(route)
      say(now_ms)
      throw overloaded()
    },
    off: () => {
      enabled = false
    },
  }
}

/** HEAD is answered by the handler of GET. */
const methodOf = (method: string) => (method === 'HEAD' ? 'GET' : method)
const keyOf = (method: string, route: string) => `${methodOf(method)} ${route}`

/** Whether a path is one of a pattern such as `/v1/hotels/:id`. */
export function matchesPath(pattern: string, path: string): boolean {
  if (pattern === path) return true
  if (!pattern.includes(':')) return false
  const asked = path.split('/')
  const segments = pattern.split('/')
  return (
    segments.length === asked.length && segments.every((one, i) => one.startsWith(':') || one === asked[i])
  )
}

/** A request's stay under a limit: what it waits for others is not its own. */
function stayUnder(limit: AdaptiveLimit, began_ms: number): Stay {
  let ended = false
  let away = 0
  let away_since_ms = 0
  let away_ms = 0
  const comeBack = (now_ms: number) => {
    away_ms += now_ms - away_since_ms
    limit.enter()
  }
  return {
    leave: (now_ms) => {
      if (ended || away++ > 0) return
      away_since_ms = now_ms
      limit.leave()
    },
    // What it started may outlive it.
    enter: (now_ms) => {
      if (ended || --away > 0) return
      comeBack(now_ms)
    },
    end: (now_ms) => {
      if (ended) return
      ended = true
      if (away > 0) comeBack(now_ms)
      limit.release(began_ms, now_ms - began_ms - away_ms, now_ms)
    },
  }
}

interface Refused {
  /** Had stood in their sockets too long. */
  loop: number
  /** By pattern: as many of the route were under way as may be. */
  readonly routes: ReadonlyMap<string, number>
}

function instruments(
  { registry }: Pick<Metrics, 'registry'>,
  routes: readonly SheddableRoute[],
  limits: ReadonlyMap<string, AdaptiveLimit>,
  refused: Refused,
): void {
  const byRoute = (name: string, help: string, value: (limit: AdaptiveLimit) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['method', 'route'],
      registers: [registry],
      collect() {
        for (const { method, path } of routes) {
          const limit = limits.get(keyOf(method, path))
          if (limit !== undefined) this.set({ method, route: path }, value(limit))
        }
      },
    })
  byRoute('load_shedding_limit', 'Requests of a route that may be under way at once', (one) => one.limit)
  byRoute(
    'load_shedding_in_flight',
    'Requests of a route under way, less those that wait for others',
    (one) => one.in_flight,
  )
  new Counter({
    name: 'load_shedding_refused_total',
    help: 'Requests answered 503 `overloaded`, by what was full: the event loop, or a route',
    labelNames: ['reason', 'route'],
    registers: [registry],
    collect() {
      this.reset()
      this.inc({ reason: 'event_loop', route: '' }, refused.loop)
      for (const [route, count] of refused.routes) this.inc({ reason: 'route', route }, count)
    },
  })
}
