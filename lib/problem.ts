/**
 * Errors as RFC 9457 problem details. Every 4xx and 5xx of every service is one of these, the framework's own
 * included; a 5xx never carries an internal message, and a validation error names the field without its value.
 */
import { type Static, Type as t } from '@sinclair/typebox'

export const FieldError = t.Object({
  field: t.String(),
  code: t.String(),
  message: t.String(),
})
export type FieldError = Static<typeof FieldError>

export const ProblemDetails = t.Object({
  type: t.String(),
  title: t.String(),
  status: t.Integer(),
  code: t.String(),
  detail: t.Optional(t.String()),
  errors: t.Optional(t.Array(FieldError)),
  request_id: t.Optional(t.String()),
  /** Of a 503: the service that is away, when it is another than the one that answers. */
  service: t.Optional(t.String()),
})
export type ProblemDetails = Static<typeof ProblemDetails>

interface ProblemOptions {
  detail?: string
  errors?: readonly FieldError[]
  headers?: Readonly<Record<string, string>>
  /** Members of this kind of problem (RFC 9457 section 3.2): what a program needs beside the code. Public. */
  members?: Readonly<Record<string, unknown>>
  cause?: unknown
}

/** An error that is meant for the caller. `detail` is public text: never put an internal message into it. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string | undefined
  readonly errors: readonly FieldError[] | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly members: Readonly<Record<string, unknown>> | undefined

  constructor(status: number, code: string, title: string, options: ProblemOptions = {}) {
    super(`${code}: ${options.detail ?? title}`, { cause: options.cause })
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.title = title
    this.detail = options.detail
    this.errors = options.errors
    this.headers = options.headers ?? {}
    this.members = options.members
  }

  toResponse(request_id?: string): Response {
    const body: ProblemDetails = {
      ...this.members,
      // about:blank: the status says what kind of problem it is; `code` is the stable name within ours.
      type: 'about:blank',
      title: this.title,
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.errors === undefined ? {} : { errors: [...this.errors] }),
      ...(request_id === undefined ? {} : { request_id }),
    }
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...this.headers },
    })
  }
}

/** 422: the request is well formed, but these fields are not acceptable. */
export function invalid(errors: readonly FieldError[], code = 'validation_failed'): Problem {
  return new Problem(422, code, 'The request has invalid fields', { errors })
}

export function notFound(code: string, title: string): Problem {
  return new Problem(404, code, title)
}

/** 503 with Retry-After: something that this service needs is away for the moment. */
export function unavailable(code: string, title: string, retry_after_s: number, cause?: unknown): Problem {
  return new Problem(503, code, title, { headers: { 'retry-after': String(retry_after_s) }, cause })
}
