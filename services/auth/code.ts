/** `authorization_code` with PKCE (RFC 7636, S256 only): a code becomes tokens once, or never. */
import { createHash } from 'node:crypto'
import { typeid } from 'typeid-js'
import type { Client } from './clients.ts'
import { isScope } from './contract.ts'
import type { AuthDeps } from './deps.ts'
import { type Params, required } from './form.ts'
import type { TokenAnswer } from './issue.ts'
import { invalidGrant, invalidRequest } from './oauth-error.ts'
import { hashOf, randomSecret, sameBytes } from './random.ts'
import { targetOf } from './resource.ts'
import * as sql from './sql.ts'
import { after, CODE_LIFE_MS, GRANT_LIFE_MS, REVOCATION_LIFE_MS } from './times.ts'

/** RFC 7636 section 4.1. */
const CODE_VERIFIER = /^[\w.~-]{43,128}$/

export interface Authorization {
  client_id: string
  subject: string
  session_id: string
  redirect_uri: string
  code_challenge: string
  scopes: readonly string[]
  resource: string | undefined
}

/** The code, which only the client's redirect URI gets to see. */
export async function makeCode({ db, now_ms }: AuthDeps, authorization: Authorization): Promise<string> {
  const code = randomSecret()
  await sql.insertCode(db, {
    ...authorization,
    scopes: [...authorization.scopes],
    resource: authorization.resource ?? null,
    hash: hashOf(code),
    expires_at: after(now_ms(), CODE_LIFE_MS),
    grant_id: null,
  })
  return code
}

export async function redeemCode(deps: AuthDeps, client: Client, params: Params): Promise<TokenAnswer> {
  const { db, issuing, now_ms } = deps
  const hash = hashOf(required(params, 'code'))
  const verifier = required(params, 'code_verifier')
  if (!CODE_VERIFIER.test(verifier)) throw invalidRequest('The code_verifier has the wrong form')
  const redirect_uri = required(params, 'redirect_uri')

  const issue = await issuing()
  // One transaction: whatever moment this process dies at, there are either tokens for a used code, or neither.
  const redeemed = await db.transaction().execute(async (trx) => {
    const code = await sql.lockCode(trx, hash)
    if (code === undefined || code.client_id !== client.id) return 'unknown' as const
    const now = new Date(now_ms())
    if (code.grant_id !== null) {
      // Somebody has seen this code who should not have: what it was exchanged for ends, too.
      await sql.revokeGrants(trx, { id: code.grant_id }, now, after(now_ms(), REVOCATION_LIFE_MS))
      return 'used' as const
    }
    if (
      code.expires_at <= now ||
      code.redirect_uri !== redirect_uri ||
      !matches(verifier, code.code_challenge)
    )
      return 'unknown' as const
    const scopes = code.scopes.filter(isScope)
    const target = targetOf(params, scopes, code.resource)
    const grant_id = String(typeid('grt'))
    await sql.insertGrant(trx, {
      id: grant_id,
      subject: code.subject,
      client_id: client.id,
      session_id: code.session_id,
      scopes,
      resource: code.resource,
      created_at: now,
      expires_at: after(now_ms(), GRANT_LIFE_MS),
      revoked_at: null,
    })
    await sql.redeemCode(trx, hash, grant_id)
    const refresh_token = client.grant_types.includes('refresh_token') ? randomSecret() : undefined
    if (refresh_token !== undefined) await sql.insertRefreshToken(trx, hashOf(refresh_token), grant_id, now)
    const tokens = await issue({ subject: code.subject, client_id: client.id, grant_id }, target)
    return refresh_token === undefined ? tokens : { ...tokens, refresh_token }
  })
  if (redeemed === 'unknown') throw invalidGrant('The code is not good, or not for this request')
  if (redeemed === 'used') throw invalidGrant('The code was used before; what it was used for is revoked')
  return redeemed
}

const matches = (verifier: string, challenge: string) =>
  sameBytes(createHash('sha256').update(verifier).digest(), Buffer.from(challenge, 'base64url'))
