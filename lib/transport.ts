/**
 * How one service reaches another: a function of the shape of `fetch`. Over HTTP between processes, or straight into
 * the other's handler inside a monolith. The caller cannot tell which.
 */

import { Value } from '@sinclair/typebox/value'
import { currentContext, DEADLINE_HEADER, elsewhere, remaining_ms } from '#lib/context'
import { Problem, ProblemDetails } from '#lib/problem'

/** Takes a request whose URL has any host (only path and query count) and answers as `fetch` would. */
export type Transport = (request: Request) => Promise<Response>

/** Over HTTP to `base_url`, for example `http://127.0.0.1:3003`, or `https://gateway/search` with a path before ours. */
export function httpTransport(base_url: string): Transport {
  const { origin, pathname: prefix } = new URL(base_url)
  const base = origin + prefix.replace(/\/+$/, '')
  return (request) => {
    const { pathname, search } = new URL(request.url)
    return fetch(new Request(base + pathname + search, request), { redirect: 'manual' })
  }
}

/** Into a handler of this process. Bun's `fetch` runs at most 256 requests at once, so a monolith must not use it on itself. */
export function inProcessTransport(
  handler: () => { handle(request: Request): Promise<Response> | Response },
): Transport {
  // A fresh context below: the callee makes its own from the headers, exactly as over HTTP.
  return async (request) => handler().handle(request)
}

/** The other service did not answer, or not in time. */
export class UpstreamUnavailable extends Error {
  readonly service: string
  readonly reason: 'timeout' | 'unreachable' | 'bad_answer'
  /** Of an answer that was no problem of ours. */
  readonly status: number | undefined
  constructor(service: string, reason: UpstreamUnavailable['reason'], cause?: unknown, status?: number) {
    super(`${service}: ${reason}`, { cause })
    this.name = 'UpstreamUnavailable'
    this.service = service
    this.reason = reason
    this.status = status
  }
  toProblem(): Problem {
    return awayProblem(this.service, '2', this)
  }
}

/** 503 that names who is away: whoever asked us can say what is missing, however far behind us it is. */
export const awayProblem = (service: string, retry_after: string, cause: unknown): Problem =>
  new Problem(503, 'upstream_unavailable', `The ${service} service is unavailable`, {
    ...{ members: { service }, headers: { 'retry-after': retry_after }, cause },
  })

/** The other service answered with a problem of its own. */
export class UpstreamProblem extends Error {
  readonly service: string
  readonly problem: ProblemDetails
  readonly retry_after: string | undefined
  constructor(service: string, problem: ProblemDetails, retry_after?: string) {
    super(`${service}: ${problem.status} ${problem.code}`)
    this.name = 'UpstreamProblem'
    this.service = service
    this.problem = problem
    this.retry_after = retry_after
  }
  /** Who is away: the other service, or one behind it. */
  get missing(): string {
    return this.problem.service ?? this.service
  }
}

export interface CallOptions {
  service: string
  transport: Transport
  /** Upper bound on waiting; what is left of the caller's own deadline counts if it is less. */
  timeout_ms: number
  /** An access token for that service; undefined sends none. Its time counts. */
  token?: () => Promise<string | undefined>
  /** Gives up before the time is over. One for each call: what outlives calls would keep all of them. */
  signal?: AbortSignal
}

type QueryValue = string | number | readonly (string | number)[] | undefined

/** `a=1&b=2,3`: undefined is left out, lists are comma-separated. */
export function queryString(params: Readonly<Record<string, QueryValue>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) search.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: object
  headers?: Readonly<Record<string, string>>
}

/** GET and parse. Throws UpstreamProblem for a 4xx or 5xx with a problem body, UpstreamUnavailable for everything else. */
export async function getJson<T>(options: CallOptions, path: string): Promise<T> {
  return (await callJson<T>(options, { method: 'GET', path })).body
}

/** As `getJson`, with a method and a body; the answer's headers come with it. An empty answer's body is undefined. */
export async function callJson<T>(options: CallOptions, call: Call): Promise<{ body: T; headers: Headers }> {
  const { path, method, body } = call
  const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers }
  const request = { path, method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  return exchange<T>(options, request, problemOf(options.service))
}

/** GET of a document as it is, a PDF for example. Throws as `getJson`. */
export async function getBytes(options: CallOptions, path: string, accept: string): Promise<Uint8Array> {
  const request = { path, method: 'GET', headers: { accept }, read: bytesOf }
  return (await exchange<Uint8Array>(options, request, problemOf(options.service))).body
}

const problemOf =
  (service: string): RefusalOf =>
  (answer) => {
    if (!Value.Check(ProblemDetails, answer)) return undefined
    return (status, retry_after) =>
      answer.status === status ? new UpstreamProblem(service, answer, retry_after) : undefined
  }

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
const jsonOf = async (response: Response): Promise<unknown> => {
  const text = await response.text()
  return response.status === 204 ? undefined : JSON.parse(text)
}

/** POST of a form, as OAuth has it. Throws UpstreamUnavailable for every refusal: a form of ours is never at fault. */
export async function sendForm<T>(
  options: CallOptions,
  call: { path: string; form: Readonly<Record<string, string>>; headers?: Readonly<Record<string, string>> },
): Promise<T> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...call.headers }
  const body = new URLSearchParams(call.form).toString()
  const request = { path: call.path, method: 'POST', headers, body }
  return (await exchange<T>(options, request, () => undefined)).body
}

type Refusal = (status: number, retry_after: string | undefined) => UpstreamProblem | undefined
type RefusalOf = (answer: unknown) => Refusal | undefined

interface Outgoing {
  path: string
  method: string
  headers: Record<string, string>
  body?: string
  /** Of a good answer; JSON where it is left out. What is refused is refused in JSON. */
  read?: (response: Response) => Promise<unknown>
}

const exchange = <T>(options: CallOptions, request: Outgoing, refusalOf: RefusalOf) =>
  elsewhere(() => exchangeNow<T>(options, request, refusalOf))

async function exchangeNow<T>(
  options: CallOptions,
  request: Outgoing,
  refusalOf: RefusalOf,
): Promise<{ body: T; headers: Headers }> {
  const { service, transport } = options
  const context = currentContext()
  const started_ms = performance.now()
  const total_ms = Math.floor(Math.min(options.timeout_ms, remaining_ms()))
  if (total_ms <= 0) throw new UpstreamUnavailable(service, 'timeout')
  const token = await options.token?.()
  const spent_ms = options.token === undefined ? 0 : Math.ceil(performance.now() - started_ms)
  const budget_ms = total_ms - spent_ms
  if (budget_ms <= 0) throw new UpstreamUnavailable(service, 'timeout')
  const headers: Record<string, string> = {
    accept: 'application/json',
    [DEADLINE_HEADER]: String(passedOn(budget_ms)),
    ...(context === undefined ? {} : { traceparent: context.traceparent }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...request.headers,
  }
  const timeout = AbortSignal.timeout(budget_ms)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
  const { path, method, body } = request
  try {
    // The race matters in process, where nothing listens to the signal; the signal matters over HTTP, where a
    // half-open socket would hang.
    const answer = transport(
      new Request(`http://${service}${path}`, {
        method,
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
      }),
    ).then(async (response) => ({
      response,
      parsed: await (response.ok ? (request.read ?? jsonOf) : jsonOf)(response),
    }))
    const { response, parsed } = await Promise.race([answer, rejection(signal)])
    if (response.ok) return { body: parsed as T, headers: response.headers }
    const refusal = refusalOf(parsed)?.(response.status, response.headers.get('retry-after') ?? undefined)
    throw (
      refusal ??
      new UpstreamUnavailable(service, 'bad_answer', new Error(`status ${response.status}`), response.status)
    )
  } catch (error) {
    if (error instanceof UpstreamProblem || error instanceof UpstreamUnavailable) throw error
    const reason = signal.aborted ? 'timeout' : error instanceof SyntaxError ? 'bad_answer' : 'unreachable'
    throw new UpstreamUnavailable(service, reason, error)
  }
}

/** Whoever is asked gives up a little before we do, and can still say whom it waited for. */
const passedOn = (budget_ms: number): number =>
  Math.max(1, budget_ms - Math.min(WAY_BACK_MS, Math.ceil(budget_ms / 20)))
const WAY_BACK_MS = 100

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
