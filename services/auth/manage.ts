/** What an operator does to clients and keys. Takes a database: the service need not run, and sees it at once. */
import { importJWK, type JWK } from 'jose'
import { databasePool, kyselyOver } from '#lib/database'
import { isScope, mayHold } from './contract.ts'
import { ForeignKeyError, keyRing, sealingKey, signingKeys } from './keys.ts'
import { hashOf, randomSecret } from './random.ts'
import { loginOf } from './sign-in.ts'
import * as sql from './sql.ts'
import { after, REVOCATION_LIFE_MS } from './times.ts'
import { grant_types } from './token.ts'

export interface NewClient {
  id: string
  name: string
  kind: 'confidential' | 'public'
  redirect_uris: string[]
  end_session_uris: string[]
  scopes: string[]
  /** A JWK set of a client that proves itself with `private_key_jwt` instead of a secret; from a file of anybody's. */
  jwks?: unknown
}

/** The operator's mistake; the message is for the terminal. */
export class ManageError extends Error {
  override readonly name = 'ManageError'
}

/** Returns the secret, which is shown once and kept nowhere; undefined for a client that has none. */
export async function createClient(url: string, client: NewClient): Promise<string | undefined> {
  check(client)
  const jwks = client.jwks === undefined ? null : await checkedKeys(client.jwks)
  const secret = client.kind === 'confidential' && jwks === null ? randomSecret() : undefined
  const for_people = client.redirect_uris.length > 0
  const row: sql.ClientRow = {
    id: client.id,
    name: client.name,
    kind: client.kind,
    secret_hash: secret === undefined ? null : hashOf(secret),
    jwks,
    redirect_uris: client.redirect_uris,
    end_session_uris: client.end_session_uris,
    grant_types: grant_types.filter((type) =>
      type === 'client_credentials'
        ? client.kind === 'confidential'
        : for_people && (type === 'authorization_code' || type === 'refresh_token'),
    ),
    scopes: client.scopes,
    on_behalf: [],
    first_party: false,
    service: null,
  }
  const created = await withDb(url, (db) => sql.insertClient(db, row))
  if (!created) throw new ManageError(`there is a client ${client.id} already`)
  return secret
}

/** Of the account that signs in with this address. */
export async function subjectOf(url: string, email: string): Promise<string> {
  const account = await withDb(url, (db) => sql.accountByLogin(db, loginOf(email)))
  if (account === undefined) throw new ManageError(`nobody signs in with ${email}`)
  return account.subject
}

/** The addresses that accounts sign in with, by subject. */
export const loginsOf = (url: string, subjects: readonly string[]): Promise<Map<string, string>> =>
  withDb(url, async (db) => {
    const found = await Promise.all(subjects.map((subject) => sql.accountBySubject(db, subject)))
    return new Map(found.flatMap((one) => (one?.login ? [[one.subject, one.login] as const] : [])))
  })

export const listClients = (url: string) => withDb(url, sql.allClients)

/** Its tokens for people are refused everywhere a second later; those for itself end by themselves. */
export async function deleteClient(url: string, id: string): Promise<void> {
  const now_ms = Date.now()
  const outcome = await withDb(url, (db) =>
    db.transaction().execute(async (trx) => {
      const client = await sql.clientById(trx, id)
      // It would be away from everybody until `auth` starts again, which makes it anew.
      if (client?.service != null) return 'service' as const
      await sql.revokeGrants(trx, { client_id: id }, new Date(now_ms), after(now_ms, REVOCATION_LIFE_MS))
      return sql.deleteClient(trx, id)
    }),
  )
  if (outcome === 'service') throw new ManageError(`${id} is one of our own services`)
  if (!outcome) throw new ManageError(`there is no client ${id}`)
}

export const listKeys = (url: string) => withDb(url, signingKeys)

/** The kid of the new key; undefined when another one is about to sign. */
export async function rotateKeys(url: string, auth_secret: string): Promise<string | undefined> {
  try {
    return await withDb(url, (db) => keyRing({ db, sealing_key: sealingKey(auth_secret) }).rotate())
  } catch (error) {
    throw error instanceof ForeignKeyError ? new ManageError(error.message) : error
  }
}

async function withDb<T>(url: string, use: (db: sql.Db) => Promise<T>): Promise<T> {
  const pool = databasePool({ url, size: 1, name: 'auth-admin' })
  try {
    return await use(kyselyOver<sql.AuthSchema>(pool))
  } finally {
    await pool.end()
  }
}

function check({ id, name, kind, redirect_uris, end_session_uris, scopes }: NewClient): void {
  const refuse = (message: string) => {
    throw new ManageError(message)
  }
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(id)) refuse('an id has 2 to 64 of a-z, 0-9, dot, dash, underscore')
  // It is the `sub` of the client's own tokens: nobody may take it for a person's (RFC 9700 section 4.15).
  if (id.startsWith('usr_')) refuse('an id that begins with usr_ is for people')
  if (name.trim() === '' || name.length > 100) refuse('a name has 1 to 100 characters')
  if (kind === 'public' && redirect_uris.length === 0)
    refuse('a public client acts for people alone: give it a --redirect-uri')
  for (const uri of [...redirect_uris, ...end_session_uris]) checkRedirect(uri)
  if (scopes.length === 0) refuse('give it at least one --scope')
  for (const scope of scopes) {
    if (!isScope(scope)) refuse(`there is no scope ${scope}`)
    else if (!mayHold(scope, 'person') && !mayHold(scope, 'customer'))
      refuse(`the scope ${scope} is for our own services`)
  }
}

/** TLS, a loopback address, or an app's own scheme (RFC 8252): codes must not cross a network in the clear. */
function checkRedirect(uri: string): void {
  const parsed = URL.canParse(uri) ? new URL(uri) : undefined
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(parsed?.hostname ?? '')
  const scheme = parsed?.protocol ?? ''
  const good =
    scheme === 'https:' ||
    (scheme === 'http:' && loopback) ||
    /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(scheme)
  if (!good || uri.includes('#') || uri.length > 500)
    throw new ManageError(
      `${uri} cannot be a redirect URI: it must be https, http on this machine, or an app's scheme (com.example.app:/…), without #`,
    )
}

async function checkedKeys(jwks: unknown): Promise<{ keys: JWK[] }> {
  const keys: unknown = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : undefined
  if (!Array.isArray(keys) || keys.length === 0) throw new ManageError('the JWK set has no keys')
  for (const key of keys) {
    if (typeof key !== 'object' || key === null) throw new ManageError('a key of the JWK set cannot be read')
    if ('d' in key || 'k' in key)
      throw new ManageError('the JWK set has a private key: keep that to the client')
    await importJWK(key as JWK, (key as JWK).alg ?? 'EdDSA').catch(() => {
      throw new ManageError('a key of the JWK set cannot be read')
    })
  }
  return { keys }
}
