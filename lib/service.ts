/**
 * The frame of every service: what happens around its routes. Limits, request context, errors as problems, the
 * request log, metrics, health, OpenAPI, and draining. The result is one function from Request to Response, which a
 * server, a monolith or a test calls alike.
 */
import { openapi } from '@elysiajs/openapi'
import { type AnyElysia, Elysia } from 'elysia'
import { currentContext, runInContext } from '#lib/context'
import { toProblem } from '#lib/errors'
import type { Logger } from '#lib/log'
import { type Metrics, metrics as serviceMetrics } from '#lib/metrics'
import { Problem, unavailable } from '#lib/problem'
import { MAX_URL_LENGTH } from '#lib/query'
import { scalarScript } from '#lib/scalar'
import type { LoopQueue } from '#lib/shedding/loop-queue'
import { matchesPath, overloaded, type SheddableRoute, shedding as sheddingOf } from '#lib/shedding/shedding'
import { contextOf } from '#lib/trace'

/** Bodies of our APIs are small; uploads do not exist. */
const MAX_BODY_BYTES = 1_048_576
const READY_TIMEOUT_MS = 1_000

/**
 * From our own process alone: the script is served beside it, and nothing is fetched from or sent to Scalar's hosts.
 * The plugin merges this into its defaults; its type is of another release and asks for all of them.
 */
const documentation_page = {
  cdn: '/openapi/scalar.js',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
} as object as NonNullable<NonNullable<Parameters<typeof openapi>[0]>['scalar']>

export interface Service {
  readonly name: string
  readonly metrics: Metrics
  /** Every route, with what it requires of its caller (`lib/token/guard.ts`). */
  readonly routes: readonly Route[]
  /** Refuses at once what it could not answer soon, until it is switched off (`lib/shedding`). */
  readonly shedding: { off(): void }
  /** `address` is the other end of the connection. Never throws: every failure is a problem response. */
  handle(request: Request, address?: Address): Promise<Response>
  /** Resolves when the service can serve; rejects with the reason otherwise. */
  ready(): Promise<void>
  /** Readiness becomes false; requests in flight go on, new ones are refused with 503. */
  drain(): void
  /** Requests now being answered. */
  inFlight(): number
  /** Frees what the service holds: pools, timers. */
  close(): Promise<void>
}

/** Asked for only where it is needed: it takes its time. */
export type Address = string | (() => string | undefined)

export interface Route {
  readonly method: string
  readonly path: string
  /** A scope, one with `?` where a token is optional, or 'none'. */
  readonly requires: string
}

export interface ServiceParts {
  name: string
  description: string
  /** The service's own routes, each with its `requires`. */
  routes: AnyElysia
  /** The authorization server, for the documentation. */
  issuer?: string
  log: Logger
  /** What it cannot serve without, by name; each rejects when it is away. */
  checks?: Readonly<Record<string, () => Promise<unknown>>>
  /** Paths that programs ask all day: their requests are logged for debugging alone. */
  quiet?: readonly string[]
  /** Ends what waits for something that may not come, so that nobody waits for it. */
  drain?: () => void
  close?: () => Promise<void>
  /** Tests bring their own, which no busy machine fills. */
  loop_queue?: LoopQueue
}

export function service(parts: ServiceParts): Service {
  const { name, log } = parts
  const metrics = serviceMetrics(name)
  let draining = false
  let was_ready = false
  let in_flight = 0

  const ready = async () => {
    if (draining) throw new Error('draining')
    for (const [check, run] of Object.entries(parts.checks ?? {})) {
      await withTimeout(run(), READY_TIMEOUT_MS).catch((cause) => {
        throw new Error(`${check} is away`, { cause })
      })
    }
  }

  const app = new Elysia({
    name: `${name}-frame`,
    normalize: false,
    precompile: true,
    handler: { standardHostname: false },
  })
    .onError(({ error, request }) => {
      const problem = nearestProblem(error, app, request)
      // Before it was ready for the first time that is no error: somebody is waiting for it. Of an overload one line
      // for all tells more than one for each.
      const expected = problem.code === 'overloaded' || (problem.code === 'not_ready' && !was_ready)
      const level = expected ? 'debug' : 'error'
      if (problem.status >= 500)
        log[level]({ err: problem.cause ?? problem, request_id: currentContext()?.request_id }, problem.code)
      return problem.toResponse(currentContext()?.request_id)
    })
    // Where there is a body it has been read by now, and the token checked: a hook of ours for parsing would make
    // Elysia read those that routes want to read themselves.
    .onTransform(({ request, route }) => {
      const context = currentContext()
      if (context === undefined) return
      context.route = route
      context.stay = shedding.admit(request.method, route, performance.now())
    })
    .use(
      openapi({
        path: '/openapi',
        documentation: {
          info: { title: `Vacancy ${name}`, description: parts.description, version: '1' },
          ...(parts.issuer === undefined ? {} : { components: securitySchemes(parts.issuer) }),
        },
        exclude: { paths: ['/openapi', '/openapi/json', '/openapi/scalar.js'] },
        scalar: documentation_page,
      }),
    )
    .get('/openapi/scalar.js', () => scalarScript(), { detail: hidden })
    // Browsers ask for it on pages that name no icon, the documentation's among them.
    .get('/favicon.ico', () => new Response(null, { status: 204 }), { detail: hidden })
    .get('/healthz', () => Response.json({ status: 'ok' }), {
      detail: operation('Alive'),
    })
    .get(
      '/readyz',
      async () => {
        await ready().catch((error: Error) => {
          throw unavailable('not_ready', 'The service is not ready', 1, error)
        })
        was_ready = true
        return Response.json({ status: 'ready' })
      },
      { detail: operation('Can serve') },
    )
    .get(
      '/metrics',
      async () =>
        new Response(await metrics.registry.metrics(), {
          headers: { 'content-type': metrics.registry.contentType },
        }),
      { detail: operation('Prometheus metrics') },
    )
    .use(parts.routes)

  const routes = declaredRoutes(name, app)
  const loggable = loggablePaths(routes)
  const shedding = sheddingOf({
    ...{ routes: sheddableRoutes(app), metrics, log },
    ...(parts.loop_queue === undefined ? {} : { queue: parts.loop_queue }),
  })

  const quiet = new Set(parts.quiet)
  const isQuiet = (request: Request) =>
    isOperations(request) || (quiet.size > 0 && quiet.has(pathOf(request.url)))

  const answer = async (request: Request): Promise<Response> => {
    try {
      refuseOversize(request)
      if (draining && !isOperations(request)) throw unavailable('draining', 'The service is stopping', 1)
      return await app.handle(request)
    } catch (error) {
      return toProblem(error).toResponse(currentContext()?.request_id)
    }
  }

  return {
    name,
    metrics,
    routes,
    shedding,
    ready,
    inFlight: () => in_flight,
    drain: () => {
      draining = true
      parts.drain?.()
    },
    close: async () => parts.close?.(),
    handle: (request, address) => {
      const started_ms = performance.now()
      // First of all, and nothing else for it: a refusal that costs as much as an answer does not help. What another
      // service of this process asks for was let in when it came.
      if (
        currentContext() === undefined &&
        shedding.refuses(request.method, () => pathOf(request.url), started_ms)
      )
        return Promise.resolve(refusal(request.method))
      const context = contextOf(request.headers, typeof address === 'function' ? address() : address)
      in_flight++
      return runInContext(context, () => answer(request))
        .then((response) => {
          const duration_ms = performance.now() - started_ms
          const route = context.route ?? 'none'
          metrics.observe(request.method, route, response.status, duration_ms / 1000)
          log[isQuiet(request) ? 'debug' : 'info'](
            {
              request_id: context.request_id,
              trace_id: context.traceparent.slice(3, 35),
              method: request.method,
              // The path without its query: people type names and addresses into queries.
              path: loggable(pathOf(request.url)),
              status: response.status,
              duration_ms: Math.round(duration_ms * 100) / 100,
            },
            'request',
          )
          response.headers.set('x-request-id', context.request_id)
          if (draining) response.headers.set('connection', 'close')
          return request.method === 'HEAD' ? new Response(null, response) : response
        })
        .finally(() => {
          in_flight--
          context.stay?.end(performance.now())
        })
    },
  }
}

const hidden = { hide: true, security: [] }
const operation = (summary: string) => ({ tags: ['operations'], summary, security: [] })

/** Throws for a route that does not say what it requires: forgetting it must not make it public. */
function declaredRoutes(service: string, app: AnyElysia): Route[] {
  return app.routes
    .filter(({ path }) => !path.startsWith('/openapi'))
    .map(({ method, path, hooks }) => {
      const { security } = ((hooks as { detail?: unknown }).detail ?? {}) as {
        security?: Record<string, string[]>[]
      }
      if (security === undefined) throw new TypeError(`${service}: ${method} ${path} declares no 'requires'`)
      const scope = security.find((one) => one.oauth2 !== undefined)?.oauth2?.[0]
      const requires = scope === undefined ? 'none' : security.length > 1 ? `${scope}?` : scope
      return { method, path, requires }
    })
}

/** What it says of each: operations must answer above all when there is too much to do. */
function sheddableRoutes(app: AnyElysia): SheddableRoute[] {
  return app.routes.map(({ method, path, hooks }) => {
    const detail = ((hooks as { detail?: unknown }).detail ?? {}) as Record<string, unknown>
    const operations = path.startsWith('/openapi') || isOperationsPath(path)
    return { method, path, shed: !operations && detail['x-load-shedding'] !== false }
  })
}

/** Made once: a refusal must cost next to nothing. */
const refused = await overloaded().toResponse().text()
const refused_init = { status: 503, headers: overloaded().toResponse().headers }
const refusal = (method: string) => new Response(method === 'HEAD' ? null : refused, refused_init)

const securitySchemes = (issuer: string) => ({
  securitySchemes: {
    oauth2: {
      type: 'oauth2' as const,
      flows: {
        clientCredentials: { tokenUrl: `${issuer}/oauth/token`, scopes: {} },
        authorizationCode: {
          authorizationUrl: `${issuer}/oauth/authorize`,
          tokenUrl: `${issuer}/oauth/token`,
          refreshUrl: `${issuer}/oauth/token`,
          scopes: {},
        },
      },
    },
  },
})

function refuseOversize(request: Request): void {
  if (request.url.length > MAX_URL_LENGTH) {
    throw new Problem(414, 'uri_too_long', `The request URL is longer than ${MAX_URL_LENGTH} bytes`)
  }
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) {
    throw new Problem(413, 'body_too_large', `The request body is larger than ${MAX_BODY_BYTES} bytes`)
  }
}

/** 405 with `Allow` where the path exists under another method; otherwise whatever the error maps to. */
function nearestProblem(error: unknown, app: AnyElysia, request: Request): Problem {
  const problem = toProblem(error)
  if (problem.code !== 'not_found') return problem
  const path = pathOf(request.url)
  const allowed = new Set(
    app.routes.filter((route) => matchesPath(route.path, path)).map((route) => route.method),
  )
  if (allowed.size === 0 || allowed.has(request.method)) return problem
  return new Problem(405, 'method_not_allowed', 'This address does not take that method', {
    headers: { allow: [...allowed].join(', ') },
  })
}

/** No password is so short, and no token or code (`limits.min_password` of `auth`). */
const MAX_LOGGED_SEGMENT = 9
const OUR_ID = /^[a-z]{3}_([0-7][0-9a-hjkmnp-tv-z]{25}|\d{1,10})$/
/**
 * A path as it may be written down: people and programs put passwords and tokens where they do not belong. What stands
 * is what the routes themselves say, our ids, and what is too short to be a secret.
 */
function loggablePaths(routes: readonly Route[]): (path: string) => string {
  const words = new Set(routes.flatMap(({ path }) => path.split('/')))
  const known = (segment: string) =>
    segment.length <= MAX_LOGGED_SEGMENT || words.has(segment) || OUR_ID.test(segment)
  return (path) =>
    path
      .slice(0, 200)
      .split('/')
      .map((segment) => (known(segment) ? segment : '…'))
      .join('/')
}

/** The path of an absolute URL, without parsing the rest of it. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  if (start === -1) return '/'
  const end = url.slice(start).search(/[?#]/)
  return end === -1 ? url.slice(start) : url.slice(start, start + end)
}

const operations = new Set(['/healthz', '/readyz', '/metrics'])
const isOperationsPath = (path: string) => operations.has(path)
const isOperations = (request: Request) => isOperationsPath(pathOf(request.url))

function withTimeout<T>(work: Promise<T>, timeout_ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer in ${timeout_ms} ms`)), timeout_ms)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
