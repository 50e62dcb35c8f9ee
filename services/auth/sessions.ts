/** Who is signed in at this browser. */
import { typeid } from 'typeid-js'
import { cookiesOf } from '#lib/web/cookies'
import type { AuthDeps } from './deps.ts'
import { hashOf, randomSecret } from './random.ts'
import * as sql from './sql.ts'
import { after, SESSION_LIFE_MS } from './times.ts'

export interface Session {
  readonly id: string
  readonly subject: string
  readonly hash: Buffer
}

export async function sessionOf(
  { db, issuer, now_ms }: AuthDeps,
  request: Request,
): Promise<Session | undefined> {
  const value = cookiesOf(issuer).read(request, 'session')
  return value === undefined ? undefined : sql.sessionByHash(db, hashOf(value), new Date(now_ms()))
}

/** Always a new one: what was in the cookie before a sign-in is worth nothing after it. Returns its `Set-Cookie`. */
export async function beginSession({ db, issuer, now_ms }: AuthDeps, subject: string): Promise<string> {
  const value = randomSecret()
  await sql.insertSession(db, {
    hash: hashOf(value),
    id: String(typeid('ses')),
    subject,
    signed_in_at: new Date(now_ms()),
    expires_at: after(now_ms(), SESSION_LIFE_MS),
  })
  return cookiesOf(issuer).write('session', value, { max_age_s: SESSION_LIFE_MS / 1000 })
}

export const endedSession = (issuer: string): string =>
  cookiesOf(issuer).write('session', '', { max_age_s: 0 })
