/**
 * Guessing passwords is slow: failures are counted for each account name, each address and both together, in the
 * database, so that neither a restart nor a second process forgives them. A name that no account has is counted alike.
 */
import { createHmac } from 'node:crypto'
import { Problem } from '#lib/problem'
import { networkOf } from '#lib/rate-limit'
import * as sql from './sql.ts'

export interface Throttle {
  /** Throws a 429 problem with `Retry-After` before a password is even looked at. */
  admit(who: Guesser): Promise<void>
  failed(who: Guesser): Promise<void>
  succeeded(who: Guesser): Promise<void>
}

export interface Guesser {
  /** The account, by the name that was typed or by its subject. */
  account: string
  /** Undefined when another service asks, whose address is everybody's. */
  address: string | undefined
}

const WINDOW_MS = 15 * 60_000
/** One person at one place forgets a password a few times; an office behind one address does so together. */
export const MOST_BY_BOTH = 10
export const MOST_BY_ADDRESS = 50
/** From everywhere. Higher, since it also shuts out the account's owner, which would be somebody's aim. */
export const MOST_BY_ACCOUNT = 100

interface ThrottleOptions {
  db: sql.Db
  /** What is counted is a keyed hash: the table says neither who tried nor from where. */
  key: Buffer
  now_ms?: () => number
}

export function throttle({ db, key, now_ms = Date.now }: ThrottleOptions): Throttle {
  const hash = (text: string) => createHmac('sha256', key).update(text).digest()
  const keysOf = ({ account, address }: Guesser) => {
    const network = address === undefined ? '' : networkOf(address)
    return {
      both: { key: hash(`both:${account}\n${network}`), most: MOST_BY_BOTH },
      account: { key: hash(`account:${account}`), most: MOST_BY_ACCOUNT },
      ...(network === '' ? {} : { address: { key: hash(`address:${network}`), most: MOST_BY_ADDRESS } }),
    }
  }
  const windowBegan = () => new Date(now_ms() - WINDOW_MS)

  return {
    admit: async (who) => {
      const keys = Object.values(keysOf(who))
      const found = await sql.failuresOf(
        db,
        keys.map((one) => one.key),
        windowBegan(),
      )
      const over = found.filter(
        (row) => row.count >= (keys.find((one) => one.key.equals(row.key))?.most ?? 0),
      )
      if (over.length === 0) return
      const ends_ms = Math.max(...over.map((row) => row.since.getTime() + WINDOW_MS))
      throw tooManyAttempts(Math.max(1, Math.ceil((ends_ms - now_ms()) / 1000)))
    },
    failed: async (who) => {
      for (const one of Object.values(keysOf(who)))
        await sql.countFailure(db, one.key, new Date(now_ms()), windowBegan())
    },
    // The address stays counted: whoever has one account must not be able to try all others.
    succeeded: (who) => sql.forgiveFailures(db, [keysOf(who).both.key]),
  }
}

const tooManyAttempts = (retry_after_s: number) =>
  new Problem(429, 'too_many_attempts', 'Too many attempts with a wrong password', {
    headers: { 'retry-after': String(retry_after_s) },
  })
