/**
 * JSON bodies, parsed strictly by a TypeBox schema, with the field codes that `query.ts` has for queries. Elysia's own
 * parser is not used where those matter: it answers every bad field with one code, and a body of another content type
 * as one without fields.
 */
import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { ValueErrorType as Kind, Value, type ValueError } from '@sinclair/typebox/value'
import { parseDate } from '#lib/dates'
import { type FieldError, invalid, Problem } from '#lib/problem'

const MAX_BYTES = 16_384
/** A body of thousands of unknown fields is answered with a few lines. */
const MAX_ERRORS = 20

/**
 * A reader of request bodies by `schema`, an object that knows all its fields. Defaults are filled in.
 * Throws a problem: 415, 413 or 400 for what is no JSON object, 422 with every bad field.
 * A string with `format: 'date'` is a calendar date; only fields of the top level may have it.
 */
export function bodyParser<T extends TObject>(schema: T): (request: Request) => Promise<Static<T>> {
  const dates = Object.entries(schema.properties)
    .filter(([, property]) => property.format === 'date')
    .map(([name]) => name)
  const checked = withoutFormats(schema)

  return async (request) => {
    const body = await readJson(request)
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw invalid([{ field: 'body', code: 'type', message: 'must be a JSON object' }])
    const errors = fieldErrors(checked, body)
    for (const field of dates) {
      const value: unknown = (body as Record<string, unknown>)[field]
      if (typeof value === 'string' && parseDate(value) === undefined)
        errors.push({ field, code: 'date', message: 'must be a calendar date, YYYY-MM-DD' })
    }
    if (errors.length > 0) throw invalid(errors.slice(0, MAX_ERRORS))
    return Value.Default(checked, body) as Static<T>
  }
}

/** TypeBox knows formats by a global registry, in which other libraries put looser rules of the same name. */
function withoutFormats<T extends TObject>(schema: T): T {
  const properties = Object.entries(schema.properties).map(([name, { format: _, ...property }]) => [
    name,
    property,
  ])
  return { ...schema, properties: Object.fromEntries(properties) }
}

async function readJson(request: Request): Promise<unknown> {
  const [media_type, ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='))
  if (
    media_type?.trim() !== 'application/json' ||
    !/^(charset="?utf-8"?)?$/.test(charset ?? '') ||
    request.headers.has('content-encoding')
  ) {
    throw new Problem(415, 'unsupported_media_type', 'The body must be application/json in UTF-8', {
      headers: { accept: 'application/json' },
    })
  }
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > MAX_BYTES)
    throw new Problem(413, 'body_too_large', `The request body is larger than ${MAX_BYTES} bytes`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new Problem(400, 'malformed_body', 'The body could not be read', { cause })
  }
}

function fieldErrors(schema: TSchema, body: unknown): FieldError[] {
  const fields = new Map<string, FieldError>()
  for (const error of Value.Errors(schema, body)) {
    const field = printable(error.path)
    // The first one of a field is what is wrong with it; a missing one has the wrong type as well.
    if (!fields.has(field)) fields.set(field, { field, ...reasonOf(error) })
    if (fields.size === MAX_ERRORS) break
  }
  return [...fields.values()]
}

function reasonOf({ type, schema }: ValueError): { code: string; message: string } {
  const { minimum, maximum, minLength, maxLength } = schema as Record<string, unknown>
  switch (type) {
    case Kind.ObjectRequiredProperty:
      return { code: 'required', message: 'is required' }
    case Kind.ObjectAdditionalProperties:
      return { code: 'unknown', message: 'There is no such field' }
    case Kind.IntegerMinimum:
    case Kind.NumberMinimum:
      return { code: 'minimum', message: `must be at least ${String(minimum)}` }
    case Kind.IntegerMaximum:
    case Kind.NumberMaximum:
      return { code: 'maximum', message: `must be at most ${String(maximum)}` }
    case Kind.StringMinLength:
      return { code: 'min_length', message: `must have at least ${String(minLength)} characters` }
    case Kind.StringMaxLength:
      return { code: 'max_length', message: `must have at most ${String(maxLength)} characters` }
    case Kind.StringPattern:
      return { code: 'pattern', message: 'has the wrong form' }
    default:
      return { code: 'type', message: typeMessage(schema) }
  }
}

function typeMessage({ type }: TSchema): string {
  switch (type) {
    case 'integer':
      return 'must be a whole number'
    case 'boolean':
      return 'must be true or false'
    case 'string':
      return 'must be a text'
    case 'object':
      return 'must be an object'
    default:
      return 'has the wrong form'
  }
}

/** `/expected_total/amount` as `expected_total.amount`, a stranger's name short and harmless. */
const printable = (path: string) =>
  path
    .slice(1)
    .replaceAll('/', '.')
    .replace(/[^\w.-]/g, '?')
    // Somebody's number of something: no field is called so.
    .replace(/\d{9,}/g, '?')
    .slice(0, 60) || '(empty)'
