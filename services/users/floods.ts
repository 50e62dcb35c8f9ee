/** Nobody uses us to fill somebody's mailbox: emails to one address, and requests from one, are few an hour. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf, tooManyRequests } from '#lib/rate-limit'

export interface Floods {
  /** Throws a 429 problem with `Retry-After`. What counts is the address as typed: it says nothing about accounts. */
  take(email: string, address: string | undefined): Promise<void>
}

const HOUR_S = 3_600
const MOST_BY_EMAIL = 6
/** Behind one address there may be a whole office. */
const MOST_BY_ADDRESS = 60

export function floods(): Floods {
  const by_email = new RateLimiterMemory({ points: MOST_BY_EMAIL, duration: HOUR_S })
  const by_address = new RateLimiterMemory({ points: MOST_BY_ADDRESS, duration: HOUR_S })
  const consume = async (limiter: RateLimiterMemory, key: string) => {
    try {
      await limiter.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw tooManyRequests(Math.ceil(error.msBeforeNext / 1000))
    }
  }
  return {
    take: async (email, address) => {
      await consume(by_email, email.trim().toLowerCase())
      if (address !== undefined) await consume(by_address, networkOf(address))
    },
  }
}
