/** What an operator does to clients and keys. Takes a database: the service need not run, and sees it at once. */
import { importJWK, type JWK } from 'jose'
import { databasePool, kyselyOver } from '#lib/database'
import { isScope, mayHold } from './contract.ts'
import { keyRing, sealingKey } from './keys.ts'
import { hashOf, randomSecret } from './random.ts'
import * as sql from './sql.ts'
import { grant_types } from './token.ts'

export interface NewClient {
  id: string
  name: string
  kind: 'confidential' | 'public'
  redirect_uris: string[]
  end_session_uris: string[]
  scopes: string[]
  /** Public keys of a client that proves itself with `private_key_jwt` instead of a secret. */
  jwks?: { keys: JWK[] }
}

/** The operator's mistake; the message is for the terminal. */
export class ManageError extends Error {
  override readonly name = 'ManageError'
}

/** Returns the secret, which is shown once and kept nowhere; undefined for a client that has none. */
export async function createClient(url: string, client: NewClient): Promise<string | undefined> {
  check(client)
  if (client.jwks !== undefined) await checkKeys(client.jwks)
  const secret = client.kind === 'confidential' && client.jwks === undefined ? randomSecret() : undefined
  const for_people = client.redirect_uris.length > 0
  const row: sql.ClientRow = {
    id: client.id,
    name: client.name,
    kind: client.kind,
    secret_hash: secret === undefined ? null : hashOf(secret),
    jwks: client.jwks ?? null,
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

export const listClients = (url: string) => withDb(url, sql.allClients)

export async function deleteClient(url: string, id: string): Promise<void> {
  if (!(await withDb(url, (db) => sql.deleteClient(db, id))))
    throw new ManageError(`there is no client ${id}`)
}

export const listKeys = (url: string) => withDb(url, sql.signingKeys)

/** The kid of the new key; undefined when another one is about to sign. */
export const rotateKeys = (url: string, auth_secret: string): Promise<string | undefined> =>
  withDb(url, (db) => keyRing({ db, sealing_key: sealingKey(auth_secret) }).rotate())

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

async function checkKeys({ keys }: { keys: JWK[] }): Promise<void> {
  if (!Array.isArray(keys) || keys.length === 0) throw new ManageError('the JWK set has no keys')
  for (const key of keys) {
    if ('d' in key || 'k' in key)
      throw new ManageError('the JWK set has a private key: keep that to the client')
    await importJWK(key, key.alg ?? 'EdDSA').catch(() => {
      throw new ManageError('a key of the JWK set cannot be read')
    })
  }
}
