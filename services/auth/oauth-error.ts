/** OAuth's own errors: the code and status that the RFC names, as JSON of its own form (RFC 6749 section 5.2). */

const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  /** RFC 8707: the resource is not one, or tokens for it cannot be had this way. */
  invalid_target: 400,
  unsupported_token_type: 400,
  /** The authorization endpoint's (RFC 6749 section 4.1.2.1). */
  access_denied: 400,
  unsupported_response_type: 400,
  server_error: 500,
  temporarily_unavailable: 503,
} as const
export type OAuthErrorCode = keyof typeof statuses

export class OAuthError extends Error {
  readonly code: OAuthErrorCode
  readonly status: number
  readonly description: string
  readonly headers: Readonly<Record<string, string>>

  /** `description` is public, printable ASCII without quotes and backslashes, and never holds a value of the request. */
  constructor(
    code: OAuthErrorCode,
    description: string,
    options: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(`${code}: ${description}`, { cause: options.cause })
    this.name = 'OAuthError'
    this.code = code
    this.status = statuses[code]
    this.description = description
    this.headers = options.headers ?? {}
  }

  toResponse(): Response {
    return Response.json(
      { error: this.code, error_description: this.description },
      { status: this.status, headers: { ...no_store, ...this.headers } },
    )
  }
}

export const no_store = { 'cache-control': 'no-store', pragma: 'no-cache' } as const

export const invalidRequest = (description: string) => new OAuthError('invalid_request', description)
export const invalidGrant = (description: string) => new OAuthError('invalid_grant', description)
