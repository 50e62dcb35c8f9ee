/** The accounts that sign in, and how they do. */
import { scryptSync } from 'node:crypto'
import { okText, post } from '#bench/ask'
import { SCRYPT } from '#bench/waiting'
import type { Random } from '#lib/dataset/random'
import { withPool } from '../database.ts'
import { zipf } from '../targets.ts'
import { KEY_BYTES, SIGN_IN_PATH, signedIn } from './core.ts'
import { hasAccounts, writeAccount } from './sql.ts'

const ACCOUNTS = 50
/** Of a thousand sign-ins so many are mistyped. */
const WRONG_PERMILLE = 100

const loginOf = (n: number) => `guest-${n}@guests.example`
const passwordOf = (n: number) => `the password of guest ${n}`
const userOf = (n: number) => `usr_bench${n}`

export async function prepareAccounts(database_url: string): Promise<void> {
  await withPool(database_url, async (pool) => {
    if (await hasAccounts(pool, ACCOUNTS)) return
    for (let n = 0; n < ACCOUNTS; n++) {
      const salt = `salt-${n}`
      const key = scryptSync(passwordOf(n), salt, KEY_BYTES, SCRYPT).toString('hex')
      await writeAccount(pool, { login: loginOf(n), user_id: userOf(n), salt, key })
    }
  })
}

export function signInAsks(random: Random): () => string {
  const account = zipf(ACCOUNTS, random)
  return () => {
    const n = account()
    const password = random.chance(WRONG_PERMILLE) ? 'mistyped' : passwordOf(n)
    return post(SIGN_IN_PATH, JSON.stringify({ login: loginOf(n), password }))
  }
}

export function goldenSignIn(ask: string) {
  const { login, password } = JSON.parse(ask.slice(ask.indexOf('\n') + 1)) as Record<string, string>
  const n = Number(/\d+/.exec(login ?? '')?.[0])
  return okText(String(signedIn(password === passwordOf(n) ? { user_id: userOf(n) } : undefined).body))
}
