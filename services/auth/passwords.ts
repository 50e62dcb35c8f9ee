/** Bun only. Passwords: what is good enough, and argon2id with bounded parallelism. */

import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { type FieldError, unavailable } from '#lib/problem'
import { limits } from './contract.ts'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 20 ms of one core. */
const COST = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const
/** At once, each with its 19 MiB and its core; more of them would only slow down everything else. */
const PARALLEL = 2
/** Who has to wait longer than for so many others is told to come back. */
const QUEUE = 64

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes the same time when there is no account, and is then false. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

export function passwords(): Passwords {
  const few = bulkhead(PARALLEL, QUEUE)
  const bounded = <T>(work: () => Promise<T>): Promise<T> =>
    few.execute(work).catch((error: unknown) => {
      if (error instanceof BulkheadRejectedError)
        throw unavailable('overloaded', 'Too many passwords are being checked at the moment', 2, error)
      throw error
    })
  const nobodys = Bun.password.hash(crypto.randomUUID(), COST)
  nobodys.catch(() => undefined)
  return {
    hash: (password) => bounded(() => Bun.password.hash(normal(password), COST)),
    verify: async (password, hash) => {
      const stored = hash ?? (await nobodys)
      const same = await bounded(() => Bun.password.verify(normal(password), stored))
      return same && hash !== undefined
    },
  }
}

/** One password, however the keyboard composes its accents (RFC 8265). */
const normal = (password: string) => password.normalize('NFC')

/**
 * Guessed within so many guesses: the worst of what an offline attack begins with, words of the list of breached
 * passwords (the 30,000 most common, in `@zxcvbn-ts/language-common`), keyboard rows, dates, repetitions.
 */
const MIN_SCORE = 2

/** The estimate takes time by the length, on the one thread: a beginning that is good enough is good enough. */
const MOST_ESTIMATED = 40
const MOST_HINT = 40

let estimator: ZxcvbnFactory | undefined

/** What is wrong with a new password; empty when nothing is. `hints` are the person's name and address: not good as one. */
export function passwordErrors(password: string, hints: readonly string[]): FieldError[] {
  const refuse = (code: string, message: string) => [{ field: 'password', code, message }]
  const length = [...password].length
  if (length < limits.min_password)
    return refuse('too_short', `must have at least ${limits.min_password} characters`)
  if (length > limits.max_password)
    return refuse('too_long', `must have at most ${limits.max_password} characters`)
  if (password.includes('\0')) return refuse('characters', 'must not contain control characters')
  if (hints.some((hint) => isNearly(password, hint)))
    return refuse('too_common', 'must not be your name or address')
  // Made on first use: its dictionary takes a moment and some megabytes.
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  const beginning = [...normal(password)].slice(0, MOST_ESTIMATED).join('')
  const { score } = estimator.check(beginning, ['vacancy', 'hotel', ...hints.flatMap(partsOf)])
  return score < MIN_SCORE ? refuse('too_common', 'is among the first that somebody would try') : []
}

/** A name or an address with a few characters around it. */
function isNearly(password: string, hint: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const given = bare(password)
  return [hint, hint.split('@')[0] ?? ''].some((part) => {
    const known = bare(part)
    return known.length >= 4 && given.includes(known) && given.length - known.length < 4
  })
}

const partsOf = (hint: string) =>
  [hint, ...hint.split(/[\s@.,_-]+/).slice(0, 8)]
    .filter((part) => part.length > 2)
    .map((part) => part.slice(0, MOST_HINT))
