/** Who asks at the token endpoint: client authentication by RFC 6749 section 2.3 and RFC 7523, one method at a time. */
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { audienceOf } from '#lib/token/caller'
import type { Params } from './form.ts'
import { invalidRequest, OAuthError } from './oauth-error.ts'
import { hashOf, sameBytes } from './random.ts'
import * as sql from './sql.ts'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
export const auth_methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const
export const assertion_algorithms = ['EdDSA', 'ES256', 'PS256', 'RS256']

export type Client = sql.ClientRow

interface ClientOptions {
  db: sql.Db
  issuer: string
  now_ms: () => number
}

const MAX_ID = 200
const MAX_ASSERTION_LIFE_S = 600

/** Throws `invalid_client`, 401; with `WWW-Authenticate` where the client tried that header. */
export async function authenticateClient(
  request: Request,
  params: Params,
  options: ClientOptions,
): Promise<Client> {
  const authorization = request.headers.get('authorization')
  const by = [
    ...(authorization === null ? [] : ['header']),
    ...(params.has('client_secret') ? ['secret'] : []),
    ...(params.has('client_assertion') ? ['assertion'] : []),
  ]
  if (by.length > 1) throw invalidRequest('The client authenticates in more than one way')
  if (authorization !== null) return byHeader(authorization, params, options)
  if (params.has('client_assertion')) return byAssertion(params, options)
  // RFC 6749 section 5.2: no client authentication included.
  const id = params.get('client_id')
  if (id === undefined) throw invalidClient()
  const client = await known(options.db, id)
  if (params.has('client_secret')) return withSecret(client, params.get('client_secret') ?? '')
  if (client?.kind !== 'public') throw invalidClient()
  return client
}

async function byHeader(authorization: string, params: Params, { db }: ClientOptions): Promise<Client> {
  const encoded = /^Basic +([\w+/]+=*) *$/i.exec(authorization)?.[1]
  const decoded = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  const [id, secret] = [formDecoded(decoded.slice(0, colon)), formDecoded(decoded.slice(colon + 1))]
  const headers = { 'www-authenticate': 'Basic realm="vacancy"' }
  if (colon <= 0 || id === undefined || secret === undefined) throw invalidClient(headers)
  if (params.has('client_id') && params.get('client_id') !== id)
    throw invalidRequest('Two different clients are named')
  try {
    return withSecret(await known(db, id), secret)
  } catch (error) {
    throw error instanceof OAuthError ? invalidClient(headers) : error
  }
}

/** RFC 6749 section 2.3.1 has both form-encoded before they are joined. */
function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const known = (db: sql.Db, id: string): Promise<Client | undefined> =>
  id.length > MAX_ID || id.includes('\0') ? Promise.resolve(undefined) : sql.clientById(db, id)

const no_secret = hashOf('')

/** The same work and the same answer for a client that does not exist. */
function withSecret(client: Client | undefined, secret: string): Client {
  const same = sameBytes(hashOf(secret), client?.secret_hash ?? no_secret)
  if (client === undefined || client.secret_hash === null || !same) throw invalidClient()
  return client
}

async function byAssertion(params: Params, { db, issuer, now_ms }: ClientOptions): Promise<Client> {
  if (params.get('client_assertion_type') !== ASSERTION_TYPE)
    throw invalidRequest('The client assertion has an unknown type')
  const assertion = params.get('client_assertion') ?? ''
  const id = params.get('client_id') ?? subjectOf(assertion)
  const client = id === undefined ? undefined : await known(db, id)
  if (client === undefined || client.jwks === null) throw invalidClient()
  const { payload } = await jwtVerify(assertion, createLocalJWKSet(client.jwks), {
    issuer: client.id,
    subject: client.id,
    audience: [issuer, `${issuer}/oauth/token`],
    algorithms: assertion_algorithms,
    requiredClaims: ['exp', 'jti'],
    currentDate: new Date(now_ms()),
    clockTolerance: 5,
  }).catch((cause: unknown) => {
    throw invalidClient({}, cause)
  })
  const { exp = 0, jti } = payload
  // One audience, so that it cannot be used at another server; a short life, so that remembering it is bounded.
  if (
    typeof payload.aud !== 'string' ||
    typeof jti !== 'string' ||
    exp - now_ms() / 1000 > MAX_ASSERTION_LIFE_S
  )
    throw invalidClient()
  if (!(await sql.useAssertion(db, hashOf(`${client.id}\n${jti}`), new Date((exp + 60) * 1000))))
    throw invalidClient()
  return client
}

function subjectOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub
  } catch {
    return undefined
  }
}

const invalidClient = (headers: Readonly<Record<string, string>> = {}, cause?: unknown) =>
  new OAuthError('invalid_client', 'The client could not be authenticated', {
    headers: { 'www-authenticate': 'Basic realm="vacancy"', ...headers },
    cause,
  })

/** The audience of tokens that this client may exchange and look into: its own service's. */
export const audienceOfClient = (client: Client): string | undefined =>
  client.service === null ? undefined : audienceOf(client.service)
