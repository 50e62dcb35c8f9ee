/**
 * `refresh_token` with rotation: each is good once. Sent again within the grace it gets the same answer, because the
 * first one may have been lost on its way; later, or after its successor was used, somebody else has it, and the whole
 * family ends (RFC 9700 section 4.14.2).
 *
 * The answer is kept sealed with a key that follows from the token itself: the database alone cannot read it.
 */
import { open, seal } from '#lib/keys/seal'
import { derivedKey } from '#lib/secrets'
import type { Client } from './clients.ts'
import { isScope, type Scope } from './contract.ts'
import type { AuthDeps } from './deps.ts'
import { type Params, required } from './form.ts'
import type { Issue, TokenAnswer } from './issue.ts'
import { invalidGrant } from './oauth-error.ts'
import { hashOf, randomSecret } from './random.ts'
import { scopesOf, type Target, targetOf } from './resource.ts'
import * as sql from './sql.ts'
import { after, REFRESH_GRACE_MS, REVOCATION_LIFE_MS } from './times.ts'

interface Kept {
  answer: TokenAnswer & { refresh_token: string }
  audience: string
}

export async function refresh(deps: AuthDeps, client: Client, params: Params): Promise<TokenAnswer> {
  const { db, issuing, now_ms } = deps
  const token = required(params, 'refresh_token')
  const hash = hashOf(token)
  const issue = await issuing()
  const outcome = await db.transaction().execute(async (trx) => {
    const locked = await sql.lockRefreshToken(trx, hash)
    if (locked === undefined || locked.grant.client_id !== client.id) return 'unknown' as const
    const { grant } = locked
    if (grant.revoked_at !== null || grant.expires_at.getTime() <= now_ms()) return 'unknown' as const
    const target = targetFor(params, grant)
    if (locked.token.used_at === null)
      return rotate(trx, issue, new Date(now_ms()), { token, hash, grant, target })
    const kept = await stillGraced(deps, trx, token, locked.token)
    if (kept === undefined) {
      const now = new Date(now_ms())
      await sql.revokeGrants(trx, { id: grant.id }, now, after(now_ms(), REVOCATION_LIFE_MS))
      return 'reused' as const
    }
    if (sameRequest(kept, target)) return kept.answer
    // Two requests at once for two services: each gets its access token, both the one next refresh token.
    const fresh = await issue(subjectOf(grant), target)
    return { ...fresh, refresh_token: kept.answer.refresh_token }
  })
  if (outcome === 'unknown') throw invalidGrant('The refresh token is not good')
  if (outcome === 'reused') throw invalidGrant('The refresh token was used before; its family is revoked')
  return outcome
}

/** A part of what was granted, for one service. */
function targetFor(params: Params, grant: sql.GrantRow): Target {
  const granted: Scope[] = grant.scopes.filter(isScope)
  return targetOf(params, scopesOf(params.get('scope'), granted) ?? granted, grant.resource)
}

const subjectOf = ({ subject, client_id, id }: sql.GrantRow) => ({ subject, client_id, grant_id: id })

async function rotate(
  trx: sql.Trx,
  issue: Issue,
  now: Date,
  { token, hash, grant, target }: { token: string; hash: Buffer; grant: sql.GrantRow; target: Target },
): Promise<TokenAnswer> {
  const refresh_token = randomSecret()
  const answer = { ...(await issue(subjectOf(grant), target)), refresh_token }
  const kept: Kept = { answer, audience: target.audience }
  await sql.insertRefreshToken(trx, hashOf(refresh_token), grant.id, now)
  await sql.useRefreshToken(trx, hash, now, seal(answerKey(token), JSON.stringify(kept), grant.id))
  return answer
}

async function stillGraced(
  { now_ms }: AuthDeps,
  trx: sql.Trx,
  token: string,
  { used_at, answer, grant_id }: sql.RefreshTokenRow,
): Promise<Kept | undefined> {
  if (used_at === null || answer === null || now_ms() - used_at.getTime() > REFRESH_GRACE_MS) return undefined
  const kept = JSON.parse(open(answerKey(token), answer, grant_id)) as Kept
  const successor = await sql.refreshTokenByHash(trx, hashOf(kept.answer.refresh_token))
  // Whoever used the successor had the answer: it was not lost.
  return successor?.used_at === null ? kept : undefined
}

const answerKey = (token: string) => derivedKey(token, 'auth.refresh-answer')

const sameRequest = (kept: Kept, target: Target) =>
  kept.audience === target.audience && kept.answer.scope === target.scopes.join(' ')
