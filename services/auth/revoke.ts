/** `/oauth/revoke` (RFC 7009), `/oauth/introspect` (RFC 7662), and ending everything of a grant, a session or a person. */
import { decodeJwt } from 'jose'
import { Problem } from '#lib/problem'
import type { Caller } from '#lib/token/caller'
import { audienceOfClient, authenticateClient, type Client } from './clients.ts'
import type { AuthDeps } from './deps.ts'
import { formParams, refuseQuery, required } from './form.ts'
import { invalidGrant, OAuthError } from './oauth-error.ts'
import { hashOf } from './random.ts'
import * as sql from './sql.ts'
import { after, REVOCATION_LIFE_MS } from './times.ts'

/** Whatever it is and whether it still was: afterwards it is not good. A refresh token takes its family along. */
export async function revoke(deps: AuthDeps, request: Request): Promise<void> {
  refuseQuery(request)
  const params = await formParams(request)
  const client = await authenticateClient(request, params, deps)
  const token = required(params, 'token')
  const grant = await grantOfRefreshToken(deps.db, token)
  if (grant !== undefined) {
    if (grant.client_id !== client.id) throw notYours()
    await endGrants(deps, { id: grant.id })
    return
  }
  const found = await accessToken(deps, token)
  // RFC 7009 section 2.2: an unknown token is one that is not good, which is what was asked for.
  if (found === undefined) return
  if (found.caller.client_id !== client.id) throw notYours()
  const now = new Date(deps.now_ms())
  await sql.insertRevocation(deps.db, found.caller.token_id, now, after(deps.now_ms(), REVOCATION_LIFE_MS))
}

const notYours = () => invalidGrant('The token was not made for this client')

export async function endGrants(deps: Pick<AuthDeps, 'db' | 'now_ms'>, what: sql.RevokeWhat): Promise<void> {
  const now_ms = deps.now_ms()
  await deps.db
    .transaction()
    .execute((trx) => sql.revokeGrants(trx, what, new Date(now_ms), after(now_ms, REVOCATION_LIFE_MS)))
}

export type Introspection = { active: false } | ({ active: true } & Record<string, unknown>)

/** About a client's own tokens, and for a service about those that it is given. Of all others it learns nothing. */
export async function introspect(deps: AuthDeps, request: Request): Promise<Introspection> {
  refuseQuery(request)
  const params = await formParams(request)
  const client = await authenticateClient(request, params, deps)
  if (client.kind !== 'confidential')
    throw new OAuthError('invalid_client', 'A public client cannot prove who it is')
  const token = required(params, 'token')
  return (await aboutRefreshToken(deps, client, token)) ?? (await aboutAccessToken(deps, client, token))
}

async function aboutRefreshToken(
  { db, now_ms, issuer }: AuthDeps,
  client: Client,
  token: string,
): Promise<Introspection | undefined> {
  const row = await sql.refreshTokenByHash(db, hashOf(token))
  const grant = row === undefined ? undefined : await sql.grantById(db, row.grant_id)
  if (row === undefined || grant === undefined) return undefined
  const over = row.used_at !== null || grant.revoked_at !== null || grant.expires_at.getTime() <= now_ms()
  if (over || grant.client_id !== client.id) return { active: false }
  return {
    active: true,
    client_id: grant.client_id,
    sub: grant.subject,
    scope: grant.scopes.join(' '),
    iss: issuer,
    iat: Math.floor(row.created_at.getTime() / 1000),
    exp: Math.floor(grant.expires_at.getTime() / 1000),
  }
}

async function aboutAccessToken(deps: AuthDeps, client: Client, token: string): Promise<Introspection> {
  const found = await accessToken(deps, token)
  if (found === undefined) return { active: false }
  const { caller, audience } = found
  if (caller.client_id !== client.id && audience !== audienceOfClient(client)) return { active: false }
  const { iat, exp } = decodeJwt(token)
  return {
    active: true,
    client_id: caller.client_id,
    sub: caller.subject,
    scope: [...caller.scopes].join(' '),
    aud: audience,
    iss: deps.issuer,
    jti: caller.token_id,
    token_type: 'Bearer',
    iat,
    exp,
    ...(caller.actor === undefined ? {} : { act: { sub: caller.actor } }),
  }
}

/** A good access token of ours, for whichever service it is. */
async function accessToken(
  deps: AuthDeps,
  token: string,
): Promise<{ caller: Caller; audience: string } | undefined> {
  const audience = audienceIn(token)
  const service = /^urn:vacancy:([a-z-]{1,40})$/.exec(audience)?.[1]
  if (service === undefined) return undefined
  try {
    return { caller: await deps.verifierOf(service).verify(token), audience }
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}

function audienceIn(token: string): string {
  try {
    const { aud } = decodeJwt(token)
    return typeof aud === 'string' ? aud : ''
  } catch {
    return ''
  }
}

async function grantOfRefreshToken(db: sql.Db, token: string): Promise<sql.GrantRow | undefined> {
  const row = await sql.refreshTokenByHash(db, hashOf(token))
  return row === undefined ? undefined : sql.grantById(db, row.grant_id)
}
