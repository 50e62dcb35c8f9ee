/** `POST /v1/events`: what a service mounts in its `http.ts`. */
import { Value } from '@sinclair/typebox/value'
import { type FieldError, invalid, Problem, ProblemDetails } from '#lib/problem'
import { CloudEvent, EVENT_CONTENT_TYPE } from './event.ts'
import type { Receive } from './inbox.ts'

/** 204 when the event is dealt with; problems are thrown. */
export function eventReceiver(receive: Receive): (request: Request) => Promise<Response> {
  return async (request) => {
    await receive(await readEvent(request))
    return new Response(null, { status: 204 })
  }
}

/** 415, 400 or 422 for what is not one CloudEvent in structured JSON. */
export async function readEvent(request: Request): Promise<CloudEvent> {
  const [media_type] = (request.headers.get('content-type') ?? '').split(';')
  if (media_type?.trim().toLowerCase() !== EVENT_CONTENT_TYPE) {
    throw new Problem(415, 'unsupported_media_type', `The body must be ${EVENT_CONTENT_TYPE}`, {
      headers: { accept: EVENT_CONTENT_TYPE },
    })
  }
  const body = await parsed(request)
  if (!Value.Check(CloudEvent, body)) throw invalid(fieldErrors(body))
  return body
}

async function parsed(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch (cause) {
    throw new Problem(400, 'malformed_body', 'The body could not be read', { cause })
  }
}

const MAX_ERRORS = 20

/** Names and reasons only: the offending values stay out. */
function fieldErrors(body: unknown): FieldError[] {
  const fields = new Map<string, FieldError>()
  for (const { path } of Value.Errors(CloudEvent, body)) {
    const field = path.slice(1).replaceAll('/', '.') || 'body'
    fields.set(field, { field, code: 'invalid', message: 'is missing or has the wrong form' })
    if (fields.size === MAX_ERRORS) break
  }
  return [...fields.values()]
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemDetails as object } },
})

/**
 * The rest of the route's options beside its `requires`; new ones for each route, since Elysia writes into them. The
 * body is not Elysia's to read: it knows no such content type, and the 415 would become a 422.
 */
export const eventRoute = () => ({
  parse: 'none' as const,
  detail: {
    tags: ['events'],
    summary: 'Take an event of another service',
    requestBody: { required: true, content: { [EVENT_CONTENT_TYPE]: { schema: CloudEvent as object } } },
    responses: {
      204: { description: 'Dealt with, now or before' },
      400: problem('Not JSON'),
      415: problem('Not a CloudEvent in structured JSON'),
      422: problem('Not a CloudEvent'),
    },
  },
})
