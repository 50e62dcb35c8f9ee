/** Routes of `auth`: OAuth, the pages of a sign-in, and accounts for `users`. */
import { Type as t } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { toProblem } from '#lib/errors'
import { EVENTS_PATH } from '#lib/events/event'
import type { Receive } from '#lib/events/inbox'
import { eventReceiver, eventRoute } from '#lib/events/receive'
import type { Logger } from '#lib/log'
import { Problem } from '#lib/problem'
import type { Guard } from '#lib/token/guard'
import { JWKS_PATH, REVOCATIONS_PATH } from '#lib/token/remote'
import { TOKEN_PATH } from '#lib/token/source'
import type { Accounts } from './accounts.ts'
import * as contract from './contract.ts'
import type { AuthDeps } from './deps.ts'
import { queryParams } from './form.ts'
import { metadata } from './metadata.ts'
import { no_store, OAuthError } from './oauth-error.ts'
import { STYLE_PATH } from './pages/page.tsx'
import { introspect, revoke } from './revoke.ts'
import { authorize, consent, endSession, signIn } from './sign-in.ts'
import * as sql from './sql.ts'
import { token } from './token.ts'

interface AuthRoutes extends AuthDeps {
  receive: Receive
  accounts: Accounts
  guard: Guard
  log: Pick<Logger, 'error'>
  /** Resolves when our own services are clients; at once after the first time. */
  registered: () => Promise<void>
}

/** Bodies are read by ourselves: the rules of OAuth's forms are stricter than a parser's. */
const open = { requires: 'none', parse: 'none' } as const
const documented = (summary: string) => ({ ...open, detail: { tags: ['OAuth 2'], summary } })

/** Transactions that are under way when a list is read show up in the next one. */
const OVERLAP_MS = 10_000

export function auth(deps: AuthRoutes) {
  const { accounts, db, guard, issuer, keys, log, now_ms, receive } = deps
  const takeEvent = eventReceiver(receive)
  const style = Bun.file(new URL('./style/auth.css', import.meta.url)).text()
  const about = metadata(issuer)
  /** OAuth's own form for every error. */
  const oauth = async (work: Promise<object | undefined>): Promise<Response> => {
    try {
      const answer = await work
      return answer === undefined
        ? new Response(null, { status: 200, headers: no_store })
        : Response.json(answer, { headers: no_store })
    } catch (error) {
      return oauthError(error, log).toResponse()
    }
  }

  const revocations = async (url: string) => {
    const now = new Date(now_ms())
    const since = Date.parse(queryParams(url).get('since') ?? '')
    const from = new Date(Number.isNaN(since) ? 0 : since - OVERLAP_MS)
    return { data: await sql.revocationsSince(db, from, now), as_of: now.toISOString() }
  }

  return new Elysia({ name: 'auth' })
    .use(guard)
    .get(
      contract.METADATA_PATH,
      () => Response.json(about, { headers: { 'cache-control': 'public, max-age=300' } }),
      documented('What this authorization server can do (RFC 8414)'),
    )
    .get(
      JWKS_PATH,
      async () => Response.json(await keys.jwks(), { headers: { 'cache-control': 'public, max-age=5' } }),
      documented('Keys that access tokens are signed with'),
    )
    .get(
      REVOCATIONS_PATH,
      ({ request }) => oauth(revocations(request.url)),
      documented('Grants and tokens that ended before their time, since an instant'),
    )
    .post(
      TOKEN_PATH,
      ({ request }) => oauth(deps.registered().then(() => token(deps, request))),
      documented('Tokens'),
    )
    .post(
      '/oauth/revoke',
      ({ request }) => oauth(revoke(deps, request).then(() => undefined)),
      documented('End a token (RFC 7009)'),
    )
    .post(
      '/oauth/introspect',
      ({ request }) => oauth(introspect(deps, request)),
      documented('What a token says (RFC 7662)'),
    )
    .get('/oauth/authorize', ({ request }) => authorize(deps, request), documented('Sign in and consent'))
    .post('/oauth/sign-in', ({ request }) => signIn(deps, request), documented('The sign-in form'))
    .post('/oauth/consent', ({ request }) => consent(deps, request), documented('The consent form'))
    .get('/oauth/end_session', ({ request }) => endSession(deps, request), documented('Sign out?'))
    .post('/oauth/end_session', ({ request }) => endSession(deps, request), documented('Sign out'))
    .get(
      STYLE_PATH,
      async () =>
        new Response(await style, {
          headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' },
        }),
      documented('Style of the pages'),
    )
    .put(
      '/v1/accounts/:subject',
      async ({ params: { subject }, body }) => done(accounts.create(subject, body)),
      { ...internal('Make an account, without a login'), params: subjectParam, body: contract.NewAccount },
    )
    .put(
      '/v1/accounts/:subject/login',
      async ({ params: { subject }, body }) => done(accounts.setLogin(subject, body.login)),
      { ...internal('The verified address to sign in with'), params: subjectParam, body: contract.Login },
    )
    .put(
      '/v1/accounts/:subject/password',
      async ({ params: { subject }, body }) => done(accounts.setPassword(subject, body)),
      { ...internal('Another password, for a reset'), params: subjectParam, body: contract.NewAccount },
    )
    .get(
      '/v1/account',
      async ({ caller }) => Response.json(await accounts.about(caller.subject), { headers: no_store }),
      personal('What is held of a person here'),
    )
    .post(
      '/v1/account/password-checks',
      ({ caller, body }) => done(accounts.checkPassword(caller.subject, body.password)),
      { ...personal('Is this the password?'), body: contract.PasswordCheck },
    )
    .put('/v1/account/password', ({ caller, body }) => done(accounts.changePassword(caller.subject, body)), {
      ...personal('Change the password'),
      body: contract.PasswordChange,
    })
    .post(EVENTS_PATH, ({ request }) => takeEvent(request), { ...eventRoute(), requires: 'auth:events' })
}

const subjectParam = t.Object({ subject: contract.Subject })
const internal = (summary: string) => ({
  requires: 'auth:accounts',
  detail: { tags: ['accounts'], summary },
})
const personal = (summary: string) => ({ requires: 'auth:self', detail: { tags: ['accounts'], summary } })

async function done(work: Promise<void>): Promise<Response> {
  await work
  return new Response(null, { status: 204, headers: no_store })
}

function oauthError(error: unknown, log: Pick<Logger, 'error'>): OAuthError {
  if (error instanceof OAuthError) return error
  const problem = error instanceof Problem ? error : toProblem(error)
  if (problem.status === 503) {
    const headers = { 'retry-after': problem.headers['retry-after'] ?? '2' }
    return new OAuthError('temporarily_unavailable', 'Try again in a moment', { headers, cause: error })
  }
  log.error({ err: problem.cause ?? error }, 'an OAuth request failed')
  return new OAuthError('server_error', 'Something went wrong on our side', { cause: error })
}
