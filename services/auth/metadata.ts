/** What a client may read about this authorization server: RFC 8414. */
import { JWKS_PATH } from '#lib/token/remote'
import { assertion_algorithms, auth_methods } from './clients.ts'
import { scopes } from './contract.ts'
import { language_names } from './text/languages.ts'
import { grant_types } from './token.ts'

export const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/oauth/authorize`,
  token_endpoint: `${issuer}/oauth/token`,
  revocation_endpoint: `${issuer}/oauth/revoke`,
  introspection_endpoint: `${issuer}/oauth/introspect`,
  end_session_endpoint: `${issuer}/oauth/end_session`,
  jwks_uri: `${issuer}${JWKS_PATH}`,
  // Those that somebody outside may be given; what our services hold among themselves is nobody's business.
  scopes_supported: Object.entries(scopes)
    .filter(([, { says }]) => says !== '')
    .map(([scope]) => scope),
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: grant_types,
  token_endpoint_auth_methods_supported: auth_methods,
  token_endpoint_auth_signing_alg_values_supported: assertion_algorithms,
  revocation_endpoint_auth_methods_supported: auth_methods,
  revocation_endpoint_auth_signing_alg_values_supported: assertion_algorithms,
  introspection_endpoint_auth_methods_supported: auth_methods.filter((method) => method !== 'none'),
  introspection_endpoint_auth_signing_alg_values_supported: assertion_algorithms,
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  ui_locales_supported: language_names,
})
