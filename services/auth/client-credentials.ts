/** `client_credentials`: a client for itself. */
import type { Client } from './clients.ts'
import { isScope, mayHold } from './contract.ts'
import type { AuthDeps } from './deps.ts'
import type { Params } from './form.ts'
import type { TokenAnswer } from './issue.ts'
import { OAuthError } from './oauth-error.ts'
import { scopesOf, targetOf } from './resource.ts'

export async function clientCredentials(
  { issuing }: AuthDeps,
  client: Client,
  params: Params,
): Promise<TokenAnswer> {
  if (client.kind !== 'confidential')
    throw new OAuthError('unauthorized_client', 'A public client has nothing of its own to act with')
  const holder = client.service === null ? 'customer' : 'service'
  const own = client.scopes.filter(isScope).filter((scope) => mayHold(scope, holder))
  if (own.length === 0) throw new OAuthError('invalid_scope', 'This client has no scopes of its own')
  const target = targetOf(params, scopesOf(params.get('scope'), own) ?? own)
  const issue = await issuing()
  return issue({ subject: client.id, client_id: client.id }, target)
}
