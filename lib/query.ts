/**
 * Query strings, parsed strictly by a TypeBox schema: unknown and repeated names, broken UTF-8, `1e3` for an integer
 * and an empty value are all refused, each with its field. Elysia's own parser is not used for queries because it
 * reads `''` as 0 and `0x10` as 16, and because the concurrency models that run without Elysia must do the same work.
 */
import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { parseDate } from '#lib/dates'
import { type FieldError, invalid, Problem } from '#lib/problem'

/** Longer request targets are refused with 414. Every legitimate one of ours is far shorter. */
export const MAX_URL_LENGTH = 8_192

type Outcome = { value: unknown } | { code: string; message: string }
type Convert = (text: string) => Outcome

const refuse = (code: string, message: string): Outcome => ({ code, message })

/**
 * A parser of request URLs by `schema`. Lists are comma-separated. Defaults are filled in.
 * Throws a 400 Problem for broken encoding, a 422 Problem that lists every bad field.
 */
export function queryParser<T extends TObject>(schema: T): (url: string) => Static<T> {
  const fields = Object.entries(schema.properties).map(([name, property]) => ({
    name,
    convert: converter(property),
    required: schema.required?.includes(name) ?? false,
    fallback: property.default as unknown,
  }))
  const names = new Set(fields.map((field) => field.name))

  return (url) => {
    const raw = readPairs(url)
    const errors: FieldError[] = []
    const parsed: Record<string, unknown> = {}
    for (const name of raw.keys()) {
      if (!names.has(name))
        errors.push({ field: printable(name), code: 'unknown', message: 'There is no such parameter' })
    }
    for (const { name, convert, required, fallback } of fields) {
      const values = raw.get(name)
      const text = values?.[0]
      if (values === undefined || text === undefined) {
        if (required) errors.push({ field: name, code: 'required', message: 'is required' })
        else if (fallback !== undefined) parsed[name] = fallback
        continue
      }
      const outcome = values.length > 1 ? refuse('repeated', 'must be given once') : convert(text)
      if ('value' in outcome) parsed[name] = outcome.value
      else errors.push({ field: name, ...outcome })
    }
    if (errors.length > 0) throw invalid(errors)
    return parsed as Static<T>
  }
}

/** Names and values by name, decoded. Broken percent-encoding and broken UTF-8 are a 400, not U+FFFD. */
function readPairs(url: string): Map<string, string[]> {
  const pairs = new Map<string, string[]>()
  const start = url.indexOf('?')
  if (start === -1) return pairs
  const end = url.indexOf('#', start)
  for (const pair of url.slice(start + 1, end === -1 ? undefined : end).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
    const values = pairs.get(name)
    if (values) values.push(value)
    else pairs.set(name, [value])
  }
  return pairs
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw new Problem(400, 'malformed_encoding', 'The request URL is not valid percent-encoded UTF-8')
  }
}

/** A stranger's parameter name, short and harmless enough to be named in an error. */
const printable = (name: string) => name.replace(/[^\w.-]/g, '?').slice(0, 40) || '(empty)'

function converter(schema: TSchema): Convert {
  switch (schema.type) {
    case 'integer':
      return numeric(schema, /^-?\d{1,16}$/, 'must be a whole number')
    case 'number':
      return numeric(schema, /^-?\d{1,16}(\.\d{1,16})?$/, 'must be a decimal number')
    case 'array':
      return listOf(schema)
    case 'string':
      return schema.enum === undefined ? stringOf(schema) : enumOf(schema)
    default:
      throw new TypeError(`a query parameter cannot have the schema type ${String(schema.type)}`)
  }
}

function numeric(schema: TSchema, pattern: RegExp, message: string): Convert {
  const { minimum, maximum, exclusiveMinimum } = schema as {
    minimum?: number
    maximum?: number
    exclusiveMinimum?: number
  }
  return (text) => {
    if (!pattern.test(text)) return refuse('type', message)
    const value = Number(text)
    if (minimum !== undefined && value < minimum) return refuse('minimum', `must be at least ${minimum}`)
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
      return refuse('minimum', `must be more than ${exclusiveMinimum}`)
    if (maximum !== undefined && value > maximum) return refuse('maximum', `must be at most ${maximum}`)
    return { value: value === 0 ? 0 : value }
  }
}

function enumOf(schema: TSchema): Convert {
  const allowed = schema.enum as readonly string[]
  return (text) =>
    allowed.includes(text) ? { value: text } : refuse('enum', `must be one of ${allowed.join(', ')}`)
}

function stringOf(schema: TSchema): Convert {
  const { minLength, maxLength, format } = schema as {
    minLength?: number
    maxLength?: number
    format?: string
  }
  const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, 'u')
  return (text) => {
    if (minLength !== undefined && text.length < minLength) return refuse('min_length', 'must not be empty')
    if (maxLength !== undefined && text.length > maxLength)
      return refuse('max_length', `must have at most ${maxLength} characters`)
    // NUL is valid UTF-8 and no valid PostgreSQL text.
    if (text.includes('\0')) return refuse('characters', 'must not contain control characters')
    if (format === 'date' && parseDate(text) === undefined)
      return refuse('date', 'must be a calendar date, YYYY-MM-DD')
    if (pattern && !pattern.test(text)) return refuse('pattern', 'has the wrong form')
    return { value: text }
  }
}

function listOf(schema: TSchema): Convert {
  const convert = converter(schema.items as TSchema)
  const most = (schema.maxItems as number | undefined) ?? 100
  return (text) => {
    const items = text.split(',')
    if (items.length > most) return refuse('max_items', `must have at most ${most} values`)
    const values: unknown[] = []
    for (const item of items) {
      const outcome = convert(item)
      if (!('value' in outcome)) return refuse(outcome.code, `each value ${outcome.message}`)
      if (!values.includes(outcome.value)) values.push(outcome.value)
    }
    return { value: values }
  }
}

/** OpenAPI parameter objects of a query schema: one schema documents and parses. */
export function queryParameters(
  schema: TObject,
): { in: 'query'; name: string; required: boolean; schema: TSchema; explode?: boolean }[] {
  return Object.entries(schema.properties).map(([name, property]) => ({
    in: 'query' as const,
    name,
    required: schema.required?.includes(name) ?? false,
    schema: property,
    ...(property.type === 'array' ? { style: 'form', explode: false } : {}),
    ...(property.description === undefined ? {} : { description: property.description as string }),
  }))
}
