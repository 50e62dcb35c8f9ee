/**
 * Query strings, parsed strictly by a TypeBox schema: unknown and repeated names, broken UTF-8, `1e3` for an integer
 * and an empty value are all refused, each with its field. Elysia's own parser is not used for queries because it
 * reads `''` as 0 and `0x10` as 16, and because the concurrency models that run without Elysia must do the same work.
 */
import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { parseDate } from '#lib/dates'
import { type FieldError, invalid, Problem } from '#lib/problem'

/** Errors for names that do not exist: two thousand fit into one URL, and each would be a line of the answer. */
const MAX_UNKNOWN = 10

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
    const { values: raw, repeated } = readPairs(url)
    const errors: FieldError[] = []
    const parsed: Record<string, unknown> = {}
    for (const name of raw.keys()) {
      if (names.has(name)) continue
      errors.push({ field: printable(name), code: 'unknown', message: 'There is no such parameter' })
      if (errors.length === MAX_UNKNOWN) break
    }
    for (const { name, convert, required, fallback } of fields) {
      const text = raw.get(name)
      if (text === undefined) {
        if (required) errors.push({ field: name, code: 'required', message: 'is required' })
        else if (fallback !== undefined) parsed[name] = fallback
        continue
      }
      const outcome = repeated?.has(name) ? refuse('repeated', 'must be given once') : convert(text)
      if ('value' in outcome) parsed[name] = outcome.value
      else errors.push({ field: name, ...outcome })
    }
    if (errors.length > 0) throw invalid(errors)
    return parsed as Static<T>
  }
}

interface Pairs {
  readonly values: ReadonlyMap<string, string>
  /** Names that were given more than once. */
  readonly repeated: ReadonlySet<string> | undefined
}

/** Values by name, decoded. Broken percent-encoding and broken UTF-8 are a 400, not U+FFFD. */
function readPairs(url: string): Pairs {
  const values = new Map<string, string>()
  let repeated: Set<string> | undefined
  const [target = ''] = url.split('#', 1)
  const start = target.indexOf('?')
  if (start === -1) return { values, repeated }
  for (const pair of target.slice(start + 1).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
    if (!values.has(name)) values.set(name, value)
    else {
      repeated ??= new Set()
      repeated.add(name)
    }
  }
  return { values, repeated }
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

/** What each kind of parameter may ask for. A keyword that documents a rule and does not enforce it is a trap. */
const keywords: Readonly<Record<string, readonly string[]>> = {
  integer: ['minimum', 'maximum', 'exclusiveMinimum'],
  number: ['minimum', 'maximum', 'exclusiveMinimum'],
  string: ['enum', 'minLength', 'maxLength', 'pattern', 'format'],
  // Repeated values become one, so `uniqueItems` always holds.
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
}
const annotations = new Set(['type', 'default', 'description', 'examples', 'title', 'deprecated', '$id'])

function converter(schema: TSchema): Convert {
  for (const keyword of Object.keys(schema)) {
    if (!annotations.has(keyword) && !keywords[String(schema.type)]?.includes(keyword))
      throw new TypeError(`a query parameter of type ${String(schema.type)} cannot have ${keyword}`)
  }
  if (schema.format !== undefined && schema.format !== 'date')
    throw new TypeError(`a query parameter cannot have the format ${String(schema.format)}`)
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
    // Beyond 2^53 it would be another number than the one that was asked for.
    if (schema.type === 'integer' && !Number.isSafeInteger(value)) return refuse('type', message)
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
    if (minLength !== undefined && codePoints(text) < minLength)
      return refuse('min_length', `must have at least ${minLength} characters`)
    if (maxLength !== undefined && codePoints(text) > maxLength)
      return refuse('max_length', `must have at most ${maxLength} characters`)
    // NUL is valid UTF-8 and no valid PostgreSQL text.
    if (text.includes('\0')) return refuse('characters', 'must not contain control characters')
    if (format === 'date' && parseDate(text) === undefined)
      return refuse('date', 'must be a calendar date, YYYY-MM-DD')
    if (pattern && !pattern.test(text)) return refuse('pattern', 'has the wrong form')
    return { value: text }
  }
}

/** The length that JSON Schema means: an emoji is one character, though two UTF-16 units. */
const codePoints = (text: string) => text.length - (text.match(/[\u{10000}-\u{10ffff}]/gu)?.length ?? 0)

function listOf(schema: TSchema): Convert {
  const convert = converter(schema.items as TSchema)
  const least = (schema.minItems as number | undefined) ?? 1
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
    if (values.length < least) return refuse('min_items', `must have at least ${least} values`)
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
