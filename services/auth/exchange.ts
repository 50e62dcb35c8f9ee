/**
 * Token exchange (RFC 8693): a service that was called with a person's token gets one of its own for another service.
 * The person's token itself never travels further than the service that it was made for.
 */
import { Problem } from '#lib/problem'
import { ACCESS_TOKEN_URI } from '#lib/token/source'
import type { Client } from './clients.ts'
import type { AuthDeps } from './deps.ts'
import { type Params, required } from './form.ts'
import type { TokenAnswer } from './issue.ts'
import { invalidRequest, OAuthError } from './oauth-error.ts'
import { scopesOf, targetOf } from './resource.ts'

export async function exchange(deps: AuthDeps, client: Client, params: Params): Promise<TokenAnswer> {
  if (client.service === null)
    throw new OAuthError('unauthorized_client', 'Only services act for somebody else')
  if (params.has('actor_token')) throw invalidRequest('The actor is the client itself: send no actor_token')
  for (const name of ['subject_token_type', 'requested_token_type']) {
    const type = name === 'subject_token_type' ? required(params, name) : params.get(name)
    if (type !== undefined && type !== ACCESS_TOKEN_URI)
      throw invalidRequest('Only access tokens are exchanged, for access tokens')
  }
  const person = await deps
    .verifierOf(client.service)
    .verify(required(params, 'subject_token'))
    .catch((error: unknown) => {
      // RFC 8693 section 2.2.2: not acceptable for whatever reason. What is away is away.
      if (error instanceof Problem && error.status === 401)
        throw invalidRequest('The subject_token is not good, or not for this service')
      throw error
    })
  const allowed =
    scopesOf(params.get('scope'), client.on_behalf) ?? scopesOf(client.on_behalf.join(' '), client.on_behalf)
  if (allowed === undefined) throw new OAuthError('invalid_scope', 'This service acts for nobody')
  const target = targetOf(params, allowed)
  const issue = await deps.issuing()
  const tokens = await issue(
    {
      subject: person.subject,
      client_id: client.id,
      actor: client.id,
      not_after_s: Math.floor(person.expires_ms / 1000),
      ...(person.grant_id === undefined ? {} : { grant_id: person.grant_id }),
    },
    target,
  )
  return { ...tokens, issued_token_type: ACCESS_TOKEN_URI }
}
