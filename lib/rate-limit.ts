/**
 * How often one caller may ask: by address without a token, by client with one. In memory, for each process: the limit
 * protects a process, and a shared counter would be one more thing to be away.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '#lib/problem'
import type { Caller } from '#lib/token/caller'

export interface RateLimit {
  /** Throws a 429 problem with `Retry-After` when it was too often. */
  take(caller: Caller, address: string | undefined): Promise<void>
}

/** Counted over so long: a page that asks for much at once is not refused for it. */
const WINDOW_S = 4
/** API customers may ask so many times as often as an address without a token. */
const CUSTOMER_FACTOR = 10

/** `per_second` 0 is no limit. Our own services, named by their client ids, are not limited here: they limit their callers. */
export function rateLimit(per_second: number, services: readonly string[]): RateLimit {
  if (per_second === 0) return { take: async () => undefined }
  const addresses = new RateLimiterMemory({ points: per_second * WINDOW_S, duration: WINDOW_S })
  const customers = new RateLimiterMemory({
    points: per_second * WINDOW_S * CUSTOMER_FACTOR,
    duration: WINDOW_S,
  })
  return {
    take: async (caller, address) => {
      if (services.includes(caller.client_id)) return
      const [limiter, key] =
        caller.client_id === ''
          ? [addresses, networkOf(address ?? 'in process')]
          : [customers, caller.client_id]
      try {
        await limiter.consume(key)
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        throw tooManyRequests(Math.ceil(error.msBeforeNext / 1000))
      }
    },
  }
}

export function tooManyRequests(retry_after_s: number): Problem {
  return new Problem(429, 'too_many_requests', 'Too many requests: slow down', {
    headers: { 'retry-after': String(Math.max(1, retry_after_s)) },
  })
}

/** One customer of an IPv6 provider has a /64 at least, and would otherwise have 2^64 limits. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '')
  const [head = '', tail = ''] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const rest = tail.split(':').filter(Boolean)
  const full = [...groups, ...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
  return full
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')
}
