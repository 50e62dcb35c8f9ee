/** One table from whatever was thrown to the problem that the caller sees. */
import { NotFoundError, ParseError, ValidationError } from 'elysia'
import { databaseProblem } from '#lib/database'
import { type FieldError, invalid, notFound, Problem } from '#lib/problem'
import { awayProblem, UpstreamProblem, UpstreamUnavailable } from '#lib/transport'

/**
 * `instanceof` throughout: Elysia's own `code` can be a PostgreSQL one. Whatever is not recognised is a 500 that says
 * nothing; the log has the rest.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof UpstreamUnavailable) return error.toProblem()
  if (error instanceof UpstreamProblem) return upstreamProblem(error)
  if (error instanceof NotFoundError) return notFound('not_found', 'There is nothing at this address')
  // What a guard says before the body is read comes wrapped.
  if (error instanceof ParseError && error.cause instanceof Problem) return error.cause
  if (error instanceof ParseError)
    return new Problem(400, 'malformed_body', 'The body could not be read', { cause: error })
  // A response that breaks its own schema is our fault, not the caller's; Elysia would answer 422 with the body.
  if (error instanceof ValidationError && error.type !== 'response') return invalid(fieldErrors(error))
  return (
    databaseProblem(error) ??
    new Problem(500, 'internal', 'Something went wrong on our side', { cause: error })
  )
}

function upstreamProblem(error: UpstreamProblem): Problem {
  if (error.problem.status === 503) return awayProblem(error.missing, error.retry_after ?? '2', error)
  return new Problem(502, 'upstream_failed', `The ${error.service} service could not do its part`, {
    cause: error,
  })
}

/** Names and reasons only: the offending values stay out. */
function fieldErrors(error: ValidationError): FieldError[] {
  const fields = new Map<string, FieldError>()
  for (const issue of error.all) {
    const path = 'path' in issue && typeof issue.path === 'string' ? issue.path : ''
    const field = path.slice(1).replaceAll('/', '.') || error.type
    if (!fields.has(field))
      fields.set(field, { field, code: 'invalid', message: 'is missing or has the wrong form' })
  }
  return [...fields.values()]
}
