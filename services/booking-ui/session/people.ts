/**
 * Who is signed in. Their tokens never reach the browser: it holds a sealed cookie that only we can open, with the
 * refresh token in it; access tokens live in this process, and are got again by whoever does not have them.
 *
 * A refresh token is good once. Its successor is remembered here and goes into the cookie of the next answer; `auth`
 * gives the same successor again for half a minute, so that two requests at once, or an answer that got lost, end nothing.
 */
import { type Static, Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { decodeJwt } from 'jose'
import { LRUCache } from 'lru-cache'
import { open, seal } from '#lib/keys/seal'
import { audienceOf } from '#lib/token/caller'
import { TOKEN_PATH } from '#lib/token/source'
import { sendForm, type Transport, UpstreamUnavailable } from '#lib/transport'
import type { Cookies } from '#lib/web/cookies'

/** Services that a person's tokens are for. */
export type PersonalService = 'users' | 'reservations' | 'payments'

export interface Person {
  readonly subject: string
  /** Changes with every sign-in. */
  readonly session_id: string
  /** An access token. Throws `SignedOut` when `auth` has ended the session. */
  token(service: PersonalService): Promise<string>
  /** From now on nobody is signed in at this browser. */
  leave(): void
}

/** What one request has of its person. */
export interface Visit {
  readonly person: Person | undefined
  /** For the answer: the session as it is after this request. */
  setCookies(): string[]
  /** As `Person.leave`, for whom it turned out that they are nobody. */
  forget(): void
}

export interface People {
  visit(request: Request): Visit
  /** Redeems a code; the `Set-Cookie` of the session that begins. Throws `SignedOut` for a code that is not good. */
  begin(redemption: { code: string; code_verifier: string; redirect_uri: string }): Promise<string>
}

/** The session is over: by time, by the person elsewhere, or by a change of password. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

interface PeopleOptions {
  transport: Transport
  cookies: Cookies
  /** Opens and seals the cookie. */
  key: Buffer
  client_id: string
  client_secret: string
  now_ms?: () => number
}

const COOKIE = 'person'
/** As long as `auth` lets a sign-in be refreshed. */
const SESSION_S = 30 * 24 * 3_600
/** Sessions whose access tokens are kept; the others get theirs again. */
const MAX_KEPT = 10_000
const TIMEOUT_MS = 3_000
/** Not handed out any more so long before its end. */
const SPARE_MS = 30_000

const Kept = t.Object({
  session_id: t.String(),
  subject: t.String(),
  refresh_token: t.String(),
  /** How often it was refreshed: of two processes of ours the one that is behind goes on from where the other is. */
  turn: t.Integer(),
})
const TokenAnswer = t.Object({
  access_token: t.String(),
  refresh_token: t.String(),
  expires_in: t.Number(),
})

interface Session {
  readonly session_id: string
  readonly subject: string
  refresh_token: string
  turn: number
  /** Of `refresh_token`: each waits for the one before it. */
  flight: Promise<unknown>
  readonly access: Map<string, { token: string; expires_ms: number }>
}

export function people(options: PeopleOptions): People {
  const { transport, cookies, key, client_id, client_secret, now_ms = Date.now } = options
  const sessions = new LRUCache<string, Session>({ max: MAX_KEPT })
  const basic = Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)
  const headers = { authorization: `Basic ${basic.toString('base64')}` }

  const ask = async (form: Record<string, string>) => {
    const asked_ms = now_ms()
    const answer = await sendForm<unknown>(
      { service: 'auth', transport, timeout_ms: TIMEOUT_MS },
      { path: TOKEN_PATH, form, headers },
    ).catch((error: unknown) => {
      if (error instanceof UpstreamUnavailable && error.status === 400)
        throw new SignedOut('auth takes the grant no more', { cause: error })
      throw error
    })
    if (!Value.Check(TokenAnswer, answer)) throw new UpstreamUnavailable('auth', 'bad_answer')
    return { ...answer, expires_ms: asked_ms + answer.expires_in * 1_000 - SPARE_MS }
  }

  const tokenOf = async (session: Session, service: PersonalService): Promise<string> => {
    const held = () => {
      const have = session.access.get(service)
      return have !== undefined && now_ms() < have.expires_ms ? have.token : undefined
    }
    const now = held()
    if (now !== undefined) return now
    const flight = session.flight
      .catch(() => undefined)
      .then(async () => {
        const meanwhile = held()
        if (meanwhile !== undefined) return meanwhile
        const { refresh_token } = session
        const answer = await ask({
          grant_type: 'refresh_token',
          refresh_token,
          resource: audienceOf(service),
        })
        if (answer.refresh_token !== refresh_token) session.turn++
        session.refresh_token = answer.refresh_token
        session.access.set(service, { token: answer.access_token, expires_ms: answer.expires_ms })
        return answer.access_token
      })
    session.flight = flight
    return flight
  }

  const sealed = ({ session_id, subject, refresh_token, turn }: Session) => {
    const kept = JSON.stringify({ session_id, subject, refresh_token, turn })
    return cookies.write(COOKIE, seal(key, kept, COOKIE).toString('base64url'), { max_age_s: SESSION_S })
  }

  const sessionOf = (kept: Static<typeof Kept>): Session => {
    const known = sessions.get(kept.session_id)
    if (known !== undefined) {
      if (kept.turn > known.turn) {
        known.refresh_token = kept.refresh_token
        known.turn = kept.turn
      }
      return known
    }
    const session = { ...kept, flight: Promise.resolve(), access: new Map() }
    sessions.set(kept.session_id, session)
    return session
  }

  return {
    visit: (request) => {
      const value = cookies.read(request, COOKIE)
      const kept = value === undefined ? undefined : opened(key, value)
      const session = kept === undefined ? undefined : sessionOf(kept)
      // A cookie that we cannot open is of no use to anybody.
      let gone = value !== undefined && session === undefined
      const forget = () => {
        if (session !== undefined) sessions.delete(session.session_id)
        gone = true
      }
      return {
        forget,
        get person() {
          if (session === undefined || gone) return undefined
          const { subject, session_id } = session
          return {
            subject,
            session_id,
            token: (service: PersonalService) => tokenOf(session, service),
            leave: forget,
          }
        },
        setCookies: () => {
          if (gone) return [cookies.write(COOKIE, '', { max_age_s: 0 })]
          return session === undefined || session.turn <= (kept?.turn ?? 0) ? [] : [sealed(session)]
        },
      }
    },
    begin: async (redemption) => {
      const answer = await ask({
        grant_type: 'authorization_code',
        ...redemption,
        resource: audienceOf('users'),
      })
      // Straight from `auth`: whose it is need not be proved again.
      const { sub: subject = '' } = decodeJwt(answer.access_token)
      const session: Session = {
        session_id: crypto.randomUUID(),
        subject,
        refresh_token: answer.refresh_token,
        turn: 0,
        flight: Promise.resolve(),
        access: new Map([['users', { token: answer.access_token, expires_ms: answer.expires_ms }]]),
      }
      sessions.set(session.session_id, session)
      return sealed(session)
    },
  }
}

/** Undefined for whatever is not ours, or was sealed with another key. */
function opened(key: Buffer, value: string) {
  try {
    const kept: unknown = JSON.parse(open(key, Buffer.from(value, 'base64url'), COOKIE))
    return Value.Check(Kept, kept) ? kept : undefined
  } catch {
    return undefined
  }
}
