/** The pages of a sign-in, as steps: who are you, do you allow this, back to the client with a code. */
import { currentContext } from '#lib/context'
import { toProblem } from '#lib/errors'
import { Problem } from '#lib/problem'
import {
  type AuthorizationRequest,
  authorizationRequest,
  backToClient,
  needsConsent,
  RedirectableError,
} from './authorize.ts'
import { makeCode } from './code.ts'
import { limits } from './contract.ts'
import type { AuthDeps } from './deps.ts'
import { formParams, type Params, queryParams } from './form.ts'
import { OAuthError } from './oauth-error.ts'
import { consentPage } from './pages/consent.tsx'
import { badRequestPage, brokenPage, endSessionPage, signedOutPage } from './pages/others.tsx'
import { type Page, render } from './pages/page.tsx'
import { signInPage } from './pages/sign-in.tsx'
import { endGrants } from './revoke.ts'
import { beginSession, endedSession, type Session, sessionOf } from './sessions.ts'
import * as sql from './sql.ts'
import type { Text } from './text/en.ts'
import { textOf } from './text/languages.ts'

/** What a form is for is part of its token. */
const purposes = {
  sign_in: (request: string) => `sign-in\n${request}`,
  consent: (session: Session, request: string) => `consent\n${session.id}\n${request}`,
  end: (request: string) => `end\n${request}`,
}

/** `GET /oauth/authorize` */
export const authorize = (deps: AuthDeps, request: Request): Promise<Response> =>
  answered(deps, request, async (way) => {
    const query = queryOf(request.url)
    const { text } = way.on(query)
    const asked = await authorizationRequest(deps, query)
    const session = await sessionOf(deps, request)
    if (session === undefined) return render(text, signInForm(deps, way, asked))
    if (await needsConsent(deps, session.subject, asked))
      return render(text, await consentForm(deps, way, asked, session))
    return granted(deps, asked, session)
  })

/** `POST /oauth/sign-in` */
export const signIn = (deps: AuthDeps, request: Request): Promise<Response> =>
  answered(deps, request, async (way) => {
    const params = await formParams(request)
    const query = params.get('request') ?? ''
    const { text } = way.on(query)
    const asked = await authorizationRequest(deps, query)
    const login = loginOf(params.get('login') ?? '')
    const again = (error: string, status: number, headers: Record<string, string> = {}) =>
      render(text, signInForm(deps, way, asked, { login, error, status, headers }))
    if (!deps.forms.isOwn(request, params.get('form_token') ?? '', purposes.sign_in(query)))
      return again(text.sign_in.stale, 403)
    try {
      const subject = await checkPassword(deps, { login, password: params.get('password') ?? '' })
      if (subject === undefined) return again(text.sign_in.wrong, 401)
      const location = `/oauth/authorize?${query}`
      return new Response(null, {
        status: 303,
        headers: {
          location,
          'set-cookie': await beginSession(deps, subject),
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
        },
      })
    } catch (error) {
      if (!(error instanceof Problem) || (error.status !== 429 && error.code !== 'overloaded')) throw error
      const wait_s = Number(error.headers['retry-after'] ?? 2)
      const words = error.status === 429 ? text.sign_in.too_many(Math.ceil(wait_s / 60)) : text.sign_in.busy
      return again(words, error.status, { 'retry-after': String(wait_s) })
    }
  })

/** `POST /oauth/consent` */
export const consent = (deps: AuthDeps, request: Request): Promise<Response> =>
  answered(deps, request, async (way) => {
    const params = await formParams(request)
    const query = params.get('request') ?? ''
    const { text } = way.on(query)
    const asked = await authorizationRequest(deps, query)
    const session = await sessionOf(deps, request)
    if (session === undefined) return render(text, signInForm(deps, way, asked))
    const purpose = purposes.consent(session, query)
    if (!deps.forms.isOwn(request, params.get('form_token') ?? '', purpose))
      return render(text, { ...(await consentForm(deps, way, asked, session)), status: 403 })
    if (params.get('decision') !== 'allow')
      throw new RedirectableError(
        new OAuthError('access_denied', 'The person refused'),
        asked.redirect_uri,
        asked.state,
      )
    await sql.putConsent(deps.db, {
      subject: session.subject,
      client_id: asked.client.id,
      scopes: await allConsented(deps, session, asked),
      given_at: new Date(deps.now_ms()),
    })
    return granted(deps, asked, session)
  })

/** `GET /oauth/end_session` asks, `POST` does. */
export const endSession = (deps: AuthDeps, request: Request): Promise<Response> =>
  answered(deps, request, async (way) => {
    if (request.method === 'GET') {
      const query = queryOf(request.url)
      const { text } = way.on(query)
      const target = await endTarget(deps, queryParams(`?${query}`))
      const form = deps.forms.token(request, purposes.end(query))
      return render(
        text,
        endSessionPage(text, { request: query, form_token: form.token, target, headers: cookieHeader(form) }),
      )
    }
    const params = await formParams(request)
    const query = params.get('request') ?? ''
    const { text } = way.on(query)
    const target = await endTarget(deps, queryParams(`?${query}`))
    if (!deps.forms.isOwn(request, params.get('form_token') ?? '', purposes.end(query)))
      throw new OAuthError('invalid_request', 'The form came from another page')
    const session = await sessionOf(deps, request)
    if (session !== undefined) {
      await endGrants(deps, { session_id: session.id })
      await sql.deleteSession(deps.db, session.hash)
    }
    const headers = { 'set-cookie': endedSession(deps.issuer) }
    if (target === undefined) return render(text, signedOutPage(text, headers))
    return new Response(null, { status: 303, headers: { ...headers, location: target } })
  })

/** The subject, or undefined for a wrong name or password: nobody learns which. */
export async function checkPassword(
  { db, passwords, throttle }: Pick<AuthDeps, 'db' | 'passwords' | 'throttle'>,
  { login, password }: { login: string; password: string },
): Promise<string | undefined> {
  const who = { account: login, address: currentContext()?.address }
  await throttle.admit(who)
  const account = login.length > limits.max_login ? undefined : await sql.accountByLogin(db, login)
  const good = await passwords.verify(password.slice(0, 1_000), account?.password_hash)
  // Again: of many guesses at once, all were let in before the first had failed. Right or wrong, these hear the same.
  await throttle.admit(who)
  if (!good || account === undefined) {
    await throttle.failed(who)
    return undefined
  }
  await throttle.succeeded(who)
  return account.subject
}

/** As an address is compared: nobody types the case of their own. */
export const loginOf = (text: string): string => text.trim().normalize('NFC').toLowerCase()

async function granted(
  deps: AuthDeps,
  { client, redirect_uri, state, scopes, resource, code_challenge }: AuthorizationRequest,
  session: Session,
): Promise<Response> {
  const code = await makeCode(deps, {
    client_id: client.id,
    subject: session.subject,
    session_id: session.id,
    redirect_uri,
    code_challenge,
    scopes,
    resource,
  })
  return backToClient(deps.issuer, redirect_uri, { code, state })
}

async function allConsented(deps: AuthDeps, { subject }: Session, { client, scopes }: AuthorizationRequest) {
  const before = await sql.consentedScopes(deps.db, subject, client.id)
  return [...new Set([...before, ...scopes])]
}

function signInForm(
  deps: AuthDeps,
  { request, query, text }: Way,
  { client, redirect_uri }: AuthorizationRequest,
  more: { login?: string; error?: string; status?: number; headers?: Record<string, string> } = {},
): Page {
  const form = deps.forms.token(request, purposes.sign_in(query))
  return signInPage(text, {
    client: client.name,
    site_url: deps.site_url,
    request: query,
    form_token: form.token,
    redirect_uri,
    ...more,
    headers: { ...cookieHeader(form), ...more.headers },
  })
}

async function consentForm(
  deps: AuthDeps,
  { request, query, text }: Way,
  { client, redirect_uri, scopes }: AuthorizationRequest,
  session: Session,
): Promise<Page> {
  const form = deps.forms.token(request, purposes.consent(session, query))
  const account = await sql.accountBySubject(deps.db, session.subject)
  return consentPage(text, {
    client: client.name,
    login: account?.login ?? '',
    scopes,
    request: query,
    form_token: form.token,
    redirect_uri,
    headers: cookieHeader(form),
  })
}

/** Where a client wants the person back after the end of the session: one that it registered, exactly. */
async function endTarget({ db }: AuthDeps, params: Params): Promise<string | undefined> {
  const uri = params.get('post_logout_redirect_uri')
  if (uri === undefined) return undefined
  const client = await sql.clientById(db, params.get('client_id') ?? '')
  if (client === undefined || !client.end_session_uris.includes(uri))
    throw new OAuthError(
      'invalid_request',
      'The post_logout_redirect_uri is not one that the client registered',
    )
  const state = params.get('state')
  if (state === undefined) return uri
  const target = new URL(uri)
  target.searchParams.set('state', state)
  return target.href
}

const cookieHeader = ({ set_cookie }: { set_cookie: string | undefined }): Record<string, string> =>
  set_cookie === undefined ? {} : { 'set-cookie': set_cookie }

const queryOf = (url: string) => {
  const start = url.indexOf('?')
  return start === -1 ? '' : (url.slice(start + 1).split('#', 1)[0] ?? '')
}

/** A person on the way through our pages. */
interface Way {
  readonly request: Request
  /** What was asked for when the way began: forms carry it on. */
  readonly query: string
  /** In the language of the query, once that is known. */
  readonly text: Text
  on(query: string): Way
}

function wayOf({ issuer }: AuthDeps, request: Request): Way {
  let query = ''
  const way = {
    request,
    get query() {
      return query
    },
    get text() {
      return textOf(request, { issuer, query })
    },
    on: (begun: string) => {
      query = begun
      return way
    },
  }
  return way
}

/** A page or a redirect for whatever is thrown: a person is at the other end. */
async function answered(
  deps: AuthDeps,
  request: Request,
  work: (way: Way) => Promise<Response>,
): Promise<Response> {
  const way = wayOf(deps, request)
  try {
    return await work(way)
  } catch (error) {
    if (error instanceof RedirectableError)
      return backToClient(deps.issuer, error.redirect_uri, {
        error: error.error.code,
        error_description: error.error.description,
        state: error.state,
      })
    if (error instanceof OAuthError) return render(way.text, badRequestPage(way.text, error))
    const problem = toProblem(error)
    if (problem.status === 503)
      return render(way.text, brokenPage(way.text, 503, problem.headers['retry-after']))
    throw error
  }
}
