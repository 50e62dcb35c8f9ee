/**
 * A sign-in as a part of mixed workloads: an account by its name, then the key of a password, which takes a processor for
 * 30 ms. The product's argon2id is on one of the three runtimes only; scrypt is on all of them.
 */
import { timingSafeEqual } from 'node:crypto'
import { ok, type Waiting } from '#bench/core'
import { notFound } from '#lib/problem'
import { type Account, accountStatement } from './sql.ts'

export const SIGN_IN_PATH = '/v1/sign-ins'
export const KEY_BYTES = 32

export const signedIn = (account: Pick<Account, 'user_id'> | undefined) =>
  ok(
    JSON.stringify(
      account === undefined ? { signed_in: false } : { signed_in: true, user_id: account.user_id },
    ),
  )

export function signInJob(body: string): Waiting {
  const { login, password } = JSON.parse(body) as { login?: string; password?: string }
  if (typeof login !== 'string' || typeof password !== 'string')
    throw notFound('not_found', 'A sign-in has a login and a password')
  return {
    wait: { kind: 'statement', statement: accountStatement(login) },
    finish: ({ rows: [row] = [] }) => {
      const account = row as unknown as Account | undefined
      if (account === undefined) return signedIn(undefined)
      const { salt, key } = account
      return {
        wait: { kind: 'scrypt', password, salt, bytes: KEY_BYTES },
        finish: ({ bytes = new Uint8Array() }) =>
          signedIn(timingSafeEqual(bytes, Buffer.from(key, 'hex')) ? account : undefined),
      }
    },
  }
}
