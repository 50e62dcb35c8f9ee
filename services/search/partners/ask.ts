/**
 * Asks partners, all at once, and waits for none longer than the deadline. Each has a policy of its own: so many at once
 * (bulkhead), none while it fails (circuit breaker), a second request when the first is late or fails (hedging), nothing
 * for as long as it asked us to stay away (429).
 */
import {
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isTaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import { LRUCache } from 'lru-cache'
import type { PartnerName } from '#lib/config'
import { elsewhere } from '#lib/context'
import type { PartnerStatus } from '../contract.ts'
import { adapters } from './adapters/index.ts'
import { believable } from './believable.ts'
import { type Adapter, PartnerNonsense, type PartnerOffer, type PartnerQuery } from './partner.ts'

export interface PartnerAnswer {
  partner: PartnerName
  status: PartnerStatus
  /** Only what can be believed. */
  offers: readonly PartnerOffer[]
  took_ms: number
}

export interface PartnerSettings {
  deadline_ms: number
  /** When a second request is sent. */
  hedge_after_ms: number
  max_body_bytes: number
  /** Requests of ours to one partner at once; one more is skipped. */
  at_once: number
  /** So many failures one after another, and it is left alone. */
  failures: number
  half_open_after_ms: number
  /** How long an answer is used again; 0 not at all. */
  keep_ms: number
}

export const partner_settings: PartnerSettings = {
  deadline_ms: 300,
  hedge_after_ms: 120,
  max_body_bytes: 1_048_576,
  at_once: 64,
  failures: 5,
  half_open_after_ms: 5_000,
  // Long enough for the pages of one answer.
  keep_ms: 30_000,
}

const MOST_KEPT = 1_000
const MOST_RETRY_AFTER_S = 300

/** 429: it names the time itself. */
class TooMany extends Error {
  override readonly name = 'TooMany'
  constructor(readonly retry_after_s: number) {
    super('too many requests')
  }
}

export interface PartnerDesk {
  /** One answer for each partner, in their order. Never rejects. */
  ask(query: PartnerQuery): Promise<PartnerAnswer[]>
}

export function partnerDesk(options: {
  partners: Readonly<Partial<Record<PartnerName, string>>>
  settings?: Partial<PartnerSettings>
  onAnswer?: (answer: PartnerAnswer) => void
}): PartnerDesk {
  const settings = { ...partner_settings, ...options.settings }
  const all = Object.entries(options.partners).map(([name, url]) =>
    onePartner(name as PartnerName, url, settings),
  )
  return {
    ask: (query) =>
      elsewhere(() =>
        Promise.all(
          all.map(async (ask) => {
            const answer = await ask(query)
            options.onAnswer?.(answer)
            return answer
          }),
        ),
      ),
  }
}

function onePartner(partner: PartnerName, url: string, settings: PartnerSettings) {
  const adapter = adapters[partner]
  const kept =
    settings.keep_ms === 0
      ? undefined
      : new LRUCache<string, readonly PartnerOffer[]>({ max: MOST_KEPT, ttl: settings.keep_ms })
  const policy = policyOf(settings)
  let away_until_ms = Number.NEGATIVE_INFINITY

  return async (query: PartnerQuery): Promise<PartnerAnswer> => {
    const started_ms = performance.now()
    const answer = (status: PartnerStatus, offers: readonly PartnerOffer[] = []): PartnerAnswer => ({
      ...{ partner, status, offers },
      took_ms: Math.round(performance.now() - started_ms),
    })
    const target = adapter.target(query)
    const known = kept?.get(target)
    if (known !== undefined) return answer('ok', known)
    if (started_ms < away_until_ms) return answer('skipped')
    try {
      // Nonsense is a failure like any other: it is asked for again, and opens the circuit.
      const once = async (signal: AbortSignal) =>
        adapter
          .read(await fetchBody(url + target, adapter, settings, signal), query)
          .filter((offer) => believable(offer, query))
      const offers = await policy.execute(({ signal }) => hedged(once, settings.hedge_after_ms, signal))
      kept?.set(target, offers)
      return answer('ok', offers)
    } catch (error) {
      if (error instanceof TooMany) away_until_ms = performance.now() + error.retry_after_s * 1_000
      return answer(statusOf(error))
    }
  }
}

function policyOf({ at_once, failures, half_open_after_ms, deadline_ms }: PartnerSettings) {
  return wrap(
    bulkhead(at_once, 0),
    circuitBreaker(handleAll, {
      halfOpenAfter: half_open_after_ms,
      breaker: new ConsecutiveBreaker(failures),
    }),
    timeout(deadline_ms, TimeoutStrategy.Aggressive),
  )
}

function statusOf(error: unknown): PartnerStatus {
  if (isBrokenCircuitError(error)) return 'open_circuit'
  if (isBulkheadRejectedError(error)) return 'skipped'
  return isTaskCancelledError(error) ? 'timeout' : 'error'
}

/** The first good answer of two; the second is asked for when the first is late, or at once when it fails. */
async function hedged<T>(
  once: (signal: AbortSignal) => Promise<T>,
  after_ms: number,
  signal: AbortSignal,
): Promise<T> {
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, after_ms)
  const first = once(both)
  // It is not asked again when it has answered, for what it refuses to say, nor after the end.
  const second = Promise.race([late.promise, first.then(never, rethrowFinal)]).then(() =>
    both.aborted ? first : once(both),
  )
  try {
    return await Promise.any([first, second])
  } catch {
    return await first
  } finally {
    clearTimeout(timer)
    over.abort()
    second.catch(() => undefined)
  }
}

const never = () => new Promise<never>(() => undefined)

function rethrowFinal(error: unknown): void {
  if (error instanceof TooMany) throw error
}

async function fetchBody(
  url: string,
  { accept }: Adapter,
  { max_body_bytes }: PartnerSettings,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(url, { headers: { accept }, redirect: 'manual', signal })
  const type = response.headers.get('content-type') ?? ''
  if (response.status !== 200 || !type.toLowerCase().startsWith(accept)) {
    await response.body?.cancel()
    if (response.status === 429) throw new TooMany(retryAfter_s(response))
    throw new PartnerNonsense(`status ${response.status}, ${type}`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > max_body_bytes) throw new PartnerNonsense('a body beyond all measure')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function retryAfter_s(response: Response): number {
  const text = response.headers.get('retry-after') ?? ''
  return Math.min(MOST_RETRY_AFTER_S, /^\d{1,6}$/.test(text) ? Number(text) : 1)
}
