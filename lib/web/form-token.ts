/**
 * Forms that only our own pages can send. A signed double submit: the token follows from a cookie of this browser, and
 * from what the form is for, so that one made for one purpose cannot be sent with another. It is masked with random
 * bytes, others in every answer: of two compressed answers the lengths say nothing of it (BREACH).
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { cookiesOf } from './cookies.ts'

export interface FormToken {
  /** For the hidden field. */
  readonly token: string
  /** `Set-Cookie`, when this browser has none yet. */
  readonly set_cookie: string | undefined
}

export interface Forms {
  token(request: Request, purpose: string): FormToken
  /** For what must be led to from elsewhere: the token alone. */
  isBound(request: Request, token: string, purpose: string): boolean
  /** Also refuses what the browser itself says comes from another site. */
  isOwn(request: Request, token: string, purpose: string): boolean
}

interface FormsOptions {
  /** As browsers see us. */
  public_url: string
  key: Buffer
  /** Of the cookie: two of our programs may share a host, and browsers do not tell ports apart. */
  cookie: string
}

export function forms({ public_url, key, cookie }: FormsOptions): Forms {
  const cookies = cookiesOf(public_url)
  const own_origin = new URL(public_url).origin
  const sign = (value: string, purpose: string) =>
    createHmac('sha256', key).update(`${value}\n${purpose}`).digest()
  const isBound = (request: Request, token: string, purpose: string) => {
    const value = cookies.read(request, cookie)
    const signature = unmasked(token)
    return value !== undefined && signature !== undefined && timingSafeEqual(sign(value, purpose), signature)
  }
  /** For browsers that have no cookie yet: of all forms of one page the browser keeps one. */
  const begun = new WeakMap<Request, string>()
  const begin = (request: Request): string => {
    const value = begun.get(request) ?? randomBytes(SIZE).toString('base64url')
    begun.set(request, value)
    return value
  }
  return {
    isBound,
    token: (request, purpose) => {
      const present = cookies.read(request, cookie)
      const value = present !== undefined && /^[\w-]{43}$/.test(present) ? present : begin(request)
      return {
        token: masked(sign(value, purpose)),
        set_cookie: value === present ? undefined : cookies.write(cookie, value),
      }
    },
    isOwn: (request, token, purpose) => {
      const origin = request.headers.get('origin')
      const site = request.headers.get('sec-fetch-site')
      if (origin !== null && origin !== own_origin) return false
      if (site !== null && site !== 'same-origin' && site !== 'none') return false
      return isBound(request, token, purpose)
    },
  }
}

/** Bytes of a signature, and of the mask before it. */
const SIZE = 32

function masked(signature: Buffer): string {
  const mask = randomBytes(SIZE)
  return Buffer.concat([mask, exclusiveOr(signature, mask)]).toString('base64url')
}

function unmasked(token: string): Buffer | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 2 * SIZE) return undefined
  return exclusiveOr(bytes.subarray(SIZE), bytes.subarray(0, SIZE))
}

const exclusiveOr = (bytes: Buffer, mask: Buffer): Buffer =>
  Buffer.from(bytes.map((byte, i) => byte ^ (mask[i] ?? 0)))
