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

/** Why a text is no value. Values are never of this class. */
class Refusal {
  constructor(
    readonly code: string,
    readonly message: string,
  ) {}
}
type Convert = (text: string) => unknown

const refuse = (code: string, message: string) => new Refusal(code, message)

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
  const position_of = new Map(fields.map(({ name }, i) => [name, i]))

  if (fields.length > 31) throw new TypeError('a query has at most 31 parameters')
  return (url) => {
    const pairs = readPairs(url, position_of, fields.length)
    const errors: FieldError[] = pairs.unknown.map((name) => ({
      field: printable(name),
      code: 'unknown',
      message: 'There is no such parameter',
    }))
    const parsed: Record<string, unknown> = {}
    for (let i = 0; i < fields.length; i++) {
      const { name, convert, required, fallback } = fields[i] as (typeof fields)[number]
      const text = pairs.values[i]
      if (text === undefined) {
        if (required) errors.push({ field: name, code: 'required', message: 'is required' })
        else if (fallback !== undefined) parsed[name] = fallback
        continue
      }
      const value =
        (pairs.repeated & (1 << i)) !== 0 ? refuse('repeated', 'must be given once') : convert(text)
      if (value instanceof Refusal) errors.push({ field: name, code: value.code, message: value.message })
      else parsed[name] = value
    }
    if (errors.length > 0) throw invalid(errors)
    return parsed as Static<T>
  }
}

/** This is where a search from memory would spend a fifth of its time: one pass, and no object for a pair. */
interface Pairs {
  /** By position of the field, decoded. */
  readonly values: readonly (string | undefined)[]
  /** Bits of the fields that were given more than once. */
  repeated: number
  /** Names that are none of a field, each once and not too many. */
  readonly unknown: string[]
}

/** Broken percent-encoding and broken UTF-8 are a 400, not U+FFFD. */
function readPairs(url: string, position_of: ReadonlyMap<string, number>, fields: number): Pairs {
  const values = new Array<string | undefined>(fields).fill(undefined)
  const pairs: Pairs = { values, repeated: 0, unknown: [] }
  const hash = url.indexOf('#')
  const end = hash === -1 ? url.length : hash
  const start = url.indexOf('?')
  if (start === -1 || start > end) return pairs
  const encoded = url.includes('%', start) || url.includes('+', start)
  for (let at = start + 1; at < end; ) {
    let next = url.indexOf('&', at)
    if (next === -1 || next > end) next = end
    if (next > at) {
      let equals = url.indexOf('=', at)
      if (equals === -1 || equals > next) equals = next
      const name = encoded ? decode(url.slice(at, equals)) : url.slice(at, equals)
      const value = encoded ? decode(url.slice(equals + 1, next)) : url.slice(equals + 1, next)
      const position = position_of.get(name)
      if (position === undefined) {
        if (pairs.unknown.length < MAX_UNKNOWN && !pairs.unknown.includes(name)) pairs.unknown.push(name)
      } else if (values[position] === undefined) values[position] = value
      else pairs.repeated |= 1 << position
    }
    at = next + 1
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
      return numeric(schema, isInteger, 'must be a whole number')
    case 'number':
      return numeric(schema, (text) => DECIMAL.test(text), 'must be a decimal number')
    case 'array':
      return listOf(schema)
    case 'string':
      return schema.enum === undefined ? stringOf(schema) : enumOf(schema)
    default:
      throw new TypeError(`a query parameter cannot have the schema type ${String(schema.type)}`)
  }
}

const DECIMAL = /^-?\d{1,16}(\.\d{1,16})?$/

/** Sixteen digits at most, and a sign. By hand: a regular expression would cost more than all the rest. */
function isInteger(text: string): boolean {
  const first = text.charCodeAt(0) === 45 ? 1 : 0
  const count = text.length - first
  if (count < 1 || count > 16) return false
  for (let i = first; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return false
  }
  return true
}

function numeric(schema: TSchema, isNumber: (text: string) => boolean, message: string): Convert {
  const { minimum, maximum, exclusiveMinimum } = schema as {
    minimum?: number
    maximum?: number
    exclusiveMinimum?: number
  }
  return (text) => {
    if (!isNumber(text)) return refuse('type', message)
    const value = Number(text)
    // Beyond 2^53 it would be another number than the one that was asked for.
    if (schema.type === 'integer' && !Number.isSafeInteger(value)) return refuse('type', message)
    if (minimum !== undefined && value < minimum) return refuse('minimum', `must be at least ${minimum}`)
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
      return refuse('minimum', `must be more than ${exclusiveMinimum}`)
    if (maximum !== undefined && value > maximum) return refuse('maximum', `must be at most ${maximum}`)
    return value === 0 ? 0 : value
  }
}

function enumOf(schema: TSchema): Convert {
  const allowed = schema.enum as readonly string[]
  return (text) => (allowed.includes(text) ? text : refuse('enum', `must be one of ${allowed.join(', ')}`))
}

function stringOf(schema: TSchema): Convert {
  const { minLength, maxLength, format } = schema as {
    minLength?: number
    maxLength?: number
    format?: string
  }
  const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, 'u')
  return (text) => {
    if (minLength !== undefined && text.length < 2 * minLength && codePoints(text) < minLength)
      return refuse('min_length', `must have at least ${minLength} characters`)
    if (maxLength !== undefined && text.length > maxLength && codePoints(text) > maxLength)
      return refuse('max_length', `must have at most ${maxLength} characters`)
    // NUL is valid UTF-8 and no valid PostgreSQL text.
    if (text.includes('\0')) return refuse('characters', 'must not contain control characters')
    if (format === 'date' && parseDate(text) === undefined)
      return refuse('date', 'must be a calendar date, YYYY-MM-DD')
    if (pattern && !pattern.test(text)) return refuse('pattern', 'has the wrong form')
    return text
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
      const value = convert(item)
      if (value instanceof Refusal) return refuse(value.code, `each value ${value.message}`)
      if (!values.includes(value)) values.push(value)
    }
    if (values.length < least) return refuse('min_items', `must have at least ${least} values`)
    return values
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
