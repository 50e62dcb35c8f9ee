/**
 * `/oauth/authorize`: what a client asks of a person. The checks stand in the order in which they are made: before the
 * redirect URI is known to be the client's own, nothing is sent there.
 */
import type { Client } from './clients.ts'
import { isScope, mayHold, type Scope } from './contract.ts'
import type { AuthDeps } from './deps.ts'
import { type Params, queryParams, required } from './form.ts'
import { invalidRequest, OAuthError } from './oauth-error.ts'
import { scopesOf, serviceOfResource } from './resource.ts'
import * as sql from './sql.ts'

export interface AuthorizationRequest {
  readonly client: Client
  readonly redirect_uri: string
  readonly state: string | undefined
  readonly scopes: readonly Scope[]
  readonly resource: string | undefined
  readonly code_challenge: string
}

/** An error that goes to the client by way of its redirect URI, which has been checked. */
export class RedirectableError extends Error {
  override readonly name = 'RedirectableError'
  constructor(
    readonly error: OAuthError,
    readonly redirect_uri: string,
    readonly state: string | undefined,
  ) {
    super(error.message, { cause: error })
  }
}

/** SHA-256 in base64url: 43 characters. */
const S256 = /^[\w-]{43}$/
const MAX_STATE = 2_000

/** Throws an `OAuthError` for the person to read, or a `RedirectableError`. */
export async function authorizationRequest(deps: AuthDeps, query: string): Promise<AuthorizationRequest> {
  // It travels on in a Location header and in a hidden field.
  if (!/^[\x21-\x7e]*$/.test(query)) throw invalidRequest('The query is not percent-encoded')
  const params = queryParams(`?${query}`)
  const client = await clientOf(deps.db, params)
  const redirect_uri = required(params, 'redirect_uri')
  // Exactly one that was registered, character by character: no patterns, no other port.
  if (!client.redirect_uris.includes(redirect_uri))
    throw invalidRequest('The redirect_uri is not one that this client registered')
  const state = params.get('state')
  try {
    return { client, redirect_uri, state, ...asked(client, params) }
  } catch (error) {
    if (error instanceof OAuthError) throw new RedirectableError(error, redirect_uri, state)
    throw error
  }
}

async function clientOf(db: sql.Db, params: Params): Promise<Client> {
  const id = required(params, 'client_id')
  const client = id.length > 200 ? undefined : await sql.clientById(db, id)
  if (client === undefined) throw new OAuthError('invalid_client', 'There is no such client')
  return client
}

function asked(
  client: Client,
  params: Params,
): Pick<AuthorizationRequest, 'scopes' | 'resource' | 'code_challenge'> {
  if ((params.get('state') ?? '').length > MAX_STATE) throw invalidRequest('The state is too long')
  if (required(params, 'response_type') !== 'code')
    throw new OAuthError('unsupported_response_type', 'The only response_type is code')
  if (!client.grant_types.includes('authorization_code'))
    throw new OAuthError('unauthorized_client', 'This client may not ask people')
  if (params.has('request') || params.has('request_uri'))
    throw invalidRequest('Request objects are not supported')
  if ((params.get('response_mode') ?? 'query') !== 'query')
    throw invalidRequest('The only response_mode is query')
  const code_challenge = params.get('code_challenge')
  if (code_challenge === undefined) throw invalidRequest('PKCE is required: the code_challenge is missing')
  // Without the method RFC 7636 means plain, which there is not.
  if (params.get('code_challenge_method') !== 'S256')
    throw invalidRequest('The only code_challenge_method is S256')
  if (!S256.test(code_challenge)) throw invalidRequest('The code_challenge has the wrong form')
  const may = client.scopes.filter(isScope).filter((scope) => mayHold(scope, 'person'))
  const scopes = scopesOf(params.get('scope'), may)
  if (scopes === undefined) throw new OAuthError('invalid_scope', 'The scope is missing')
  const resource = params.get('resource')
  serviceOfResource(resource, scopes)
  return { scopes, resource, code_challenge }
}

/** Whether this person has to be asked. A public client cannot prove who it is, so it is asked about every time. */
export async function needsConsent(
  { db }: AuthDeps,
  subject: string,
  { client, scopes }: AuthorizationRequest,
): Promise<boolean> {
  if (client.kind === 'public') return true
  if (client.first_party) return false
  const given = await sql.consentedScopes(db, subject, client.id)
  return scopes.some((scope) => !given.includes(scope))
}

/** 303: a form's body must not travel on (RFC 9700 section 4.12). `iss` tells the client who answers (RFC 9207). */
export function backToClient(
  issuer: string,
  redirect_uri: string,
  answer: Readonly<Record<string, string | undefined>>,
): Response {
  const location = new URL(redirect_uri)
  for (const [name, value] of Object.entries({ ...answer, iss: issuer }))
    if (value !== undefined) location.searchParams.set(name, value)
  return new Response(null, {
    status: 303,
    headers: { location: location.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })
}
