/** Nobody uses us to fill somebody's mailbox: emails to one address, and requests from one, are few an hour. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from '#lib/problem'
import { networkOf, tooManyRequests } from '#lib/rate-limit'

export interface Floods {
  /** Throws a 429 problem with `Retry-After`. What counts is the address as typed: it says nothing about accounts. */
  take(email: string, address: string | undefined): Promise<void>
  /** Of a code. Throws 429 when wrong ones came too often; counts this one when it is wrong. */
  guess(address: string | undefined, attempt: () => Promise<void>): Promise<void>
}

const HOUR_S = 3_600
const MOST_BY_EMAIL = 6
/** Behind one address there may be a whole office. */
const MOST_BY_ADDRESS = 60
/** Nobody guesses 128 bits; who tries is told to stop all the same. */
const MOST_WRONG_CODES = 30

export function floods(): Floods {
  const by_email = new RateLimiterMemory({ points: MOST_BY_EMAIL, duration: HOUR_S })
  const by_address = new RateLimiterMemory({ points: MOST_BY_ADDRESS, duration: HOUR_S })
  const wrong = new RateLimiterMemory({ points: MOST_WRONG_CODES, duration: HOUR_S })
  const consume = async (limiter: RateLimiterMemory, key: string) => {
    try {
      await limiter.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw tooMany(error)
    }
  }
  return {
    take: async (email, address) => {
      await consume(by_email, email.trim().toLowerCase())
      if (address !== undefined) await consume(by_address, networkOf(address))
    },
    guess: async (address, attempt) => {
      if (address === undefined) return attempt()
      const key = networkOf(address)
      const before = await wrong.get(key)
      if (before !== null && before.remainingPoints <= 0) throw tooMany(before)
      try {
        await attempt()
      } catch (error) {
        if (error instanceof Problem && error.code === 'code_invalid') await wrong.penalty(key)
        throw error
      }
    },
  }
}

const tooMany = ({ msBeforeNext }: RateLimiterRes) => tooManyRequests(Math.ceil(msBeforeNext / 1000))
