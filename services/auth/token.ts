/** `/oauth/token`: which client asks, by which grant. */
import { EXCHANGE_GRANT } from '#lib/token/source'
import { clientCredentials } from './client-credentials.ts'
import { authenticateClient, type Client } from './clients.ts'
import { redeemCode } from './code.ts'
import type { AuthDeps } from './deps.ts'
import { exchange } from './exchange.ts'
import { formParams, type Params, refuseQuery, required } from './form.ts'
import type { TokenAnswer } from './issue.ts'
import { OAuthError } from './oauth-error.ts'
import { refresh } from './refresh.ts'

type Grant = (deps: AuthDeps, client: Client, params: Params) => Promise<TokenAnswer>

/** No password grant, nothing implicit: what is not here does not exist. */
const grants: Readonly<Record<string, Grant>> = {
  authorization_code: redeemCode,
  client_credentials: clientCredentials,
  refresh_token: refresh,
  [EXCHANGE_GRANT]: exchange,
}
export const grant_types = Object.keys(grants)

export async function token(deps: AuthDeps, request: Request): Promise<TokenAnswer> {
  refuseQuery(request)
  const params = await formParams(request)
  const client = await authenticateClient(request, params, deps)
  const name = required(params, 'grant_type')
  const grant = Object.hasOwn(grants, name) ? grants[name] : undefined
  if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'There is no such grant type')
  if (!client.grant_types.includes(name))
    throw new OAuthError('unauthorized_client', 'This client may not use that grant type')
  return grant(deps, client, params)
}
