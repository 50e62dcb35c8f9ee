/** Who is signed in at this browser, and forms that only our own pages can send. */
import { createHmac } from 'node:crypto'
import { typeid } from 'typeid-js'
import type { AuthDeps } from './deps.ts'
import { hashOf, randomSecret, sameBytes } from './random.ts'
import * as sql from './sql.ts'
import { after, SESSION_LIFE_MS } from './times.ts'

export interface Session {
  readonly id: string
  readonly subject: string
  readonly hash: Buffer
}

/** With TLS the browser itself keeps the prefix's promise: this host alone, never over plain HTTP. */
const cookieName = (issuer: string, name: string) =>
  issuer.startsWith('https:') ? `__Host-vacancy-${name}` : `vacancy-${name}`

function setCookie(issuer: string, name: string, value: string, max_age_s?: number): string {
  const secure = issuer.startsWith('https:') ? '; Secure' : ''
  const age = max_age_s === undefined ? '' : `; Max-Age=${max_age_s}`
  // Lax: the way to our pages leads through a link from the client's site.
  return `${cookieName(issuer, name)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${age}`
}

function cookie(request: Request, issuer: string, name: string): string | undefined {
  const wanted = cookieName(issuer, name)
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (pair.slice(0, equals).trim() === wanted) return pair.slice(equals + 1).trim()
  }
  return undefined
}

export async function sessionOf(
  { db, issuer, now_ms }: AuthDeps,
  request: Request,
): Promise<Session | undefined> {
  const value = cookie(request, issuer, 'session')
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
  return setCookie(issuer, 'session', value, SESSION_LIFE_MS / 1000)
}

export const endedSession = (issuer: string): string => setCookie(issuer, 'session', '', 0)

export interface FormToken {
  /** For the hidden field. */
  readonly token: string
  /** `Set-Cookie`, when this browser has none yet. */
  readonly set_cookie: string | undefined
}

/**
 * A signed double submit: the token follows from a cookie of this browser, and from what the form is for, so that one
 * made for one request cannot be sent with another.
 */
export function formToken({ issuer, form_key }: AuthDeps, request: Request, purpose: string): FormToken {
  const present = cookie(request, issuer, 'form')
  const value = present !== undefined && /^[\w-]{43}$/.test(present) ? present : randomSecret()
  return {
    token: sign(form_key, value, purpose),
    set_cookie: value === present ? undefined : setCookie(issuer, 'form', value),
  }
}

/** Also refuses what the browser itself says comes from another site. */
export function isOwnForm(deps: AuthDeps, request: Request, token: string, purpose: string): boolean {
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  if (origin !== null && origin !== new URL(deps.issuer).origin) return false
  if (site !== null && site !== 'same-origin' && site !== 'none') return false
  const value = cookie(request, deps.issuer, 'form')
  if (value === undefined) return false
  return sameBytes(Buffer.from(sign(deps.form_key, value, purpose)), Buffer.from(token))
}

const sign = (key: Buffer, value: string, purpose: string) =>
  createHmac('sha256', key).update(`${value}\n${purpose}`).digest('base64url')
