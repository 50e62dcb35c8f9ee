import { describe, expect, test } from 'bun:test'
import { type TSchema, Type as t } from '@sinclair/typebox'
import Ajv from 'ajv'
import fc from 'fast-check'
import { parseDate } from '#lib/dates'
import { Problem } from '#lib/problem'
import { MAX_URL_LENGTH, queryParameters, queryParser } from '#lib/query'

const Colours = t.Unsafe<'red' | 'blue'>({ type: 'string', enum: ['red', 'blue'] })
const Params = t.Object({
  check_in: t.String({ format: 'date' }),
  adults: t.Optional(t.Integer({ minimum: 1, maximum: 30, default: 2 })),
  radius_km: t.Optional(t.Number({ exclusiveMinimum: 0, maximum: 100 })),
  stars: t.Optional(t.Array(t.Integer({ minimum: 1, maximum: 5 }), { minItems: 1, maxItems: 3 })),
  colour: t.Optional(Colours),
  id: t.Optional(t.String({ pattern: '^htl_[0-9]+$' })),
  name: t.Optional(t.String({ minLength: 2, maxLength: 5 })),
  any: t.Optional(t.Integer()),
})
const parse = queryParser(Params)
const of = (query: string) => parse(`http://x/v1/things?check_in=2026-12-01${query}`)

/** The problem that parsing ends with; anything else fails the test. */
function refusal(url: string): Problem {
  try {
    parse(url)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error(`${url} was accepted`)
}

describe('a query string', () => {
  test('is typed, filled with defaults, and without what was not given', () => {
    expect(of('')).toEqual({ check_in: '2026-12-01', adults: 2 })
    expect(of('&adults=4&radius_km=2.5&stars=5,4,5&colour=blue&id=htl_7&name=a+b%C3%A9')).toEqual({
      check_in: '2026-12-01',
      adults: 4,
      radius_km: 2.5,
      stars: [5, 4],
      colour: 'blue',
      id: 'htl_7',
      name: 'a bé',
    })
    expect(of('&&')).toEqual(of(''))
    expect(Object.is(of('&any=-0').any, 0)).toBe(true)
    expect(of('&name=%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80').name).toBe('😀😀😀')
  })

  test('ends where the fragment begins', () => {
    expect(of('#&adults=9')).toEqual(of(''))
    expect(refusal('http://x/#?check_in=2026-12-01').errors?.[0]?.code).toBe('required')
  })

  test.each([
    ['adults=', 'adults', 'type'],
    ['adults', 'adults', 'type'],
    ['adults=two', 'adults', 'type'],
    ['adults=1e1', 'adults', 'type'],
    ['adults=0x10', 'adults', 'type'],
    ['adults=2.0', 'adults', 'type'],
    ['adults=%2B2', 'adults', 'type'],
    ['adults=+2', 'adults', 'type'],
    ['adults=%D9%A2', 'adults', 'type'],
    ['any=9007199254740993', 'any', 'type'],
    ['any=99999999999999999999', 'any', 'type'],
    ['adults=0', 'adults', 'minimum'],
    ['adults=31', 'adults', 'maximum'],
    ['adults=2&adults=3', 'adults', 'repeated'],
    ['radius_km=0', 'radius_km', 'minimum'],
    ['radius_km=-0.0', 'radius_km', 'minimum'],
    ['radius_km=.5', 'radius_km', 'type'],
    ['radius_km=1e3', 'radius_km', 'type'],
    ['radius_km=NaN', 'radius_km', 'type'],
    ['radius_km=Infinity', 'radius_km', 'type'],
    ['radius_km=100.1', 'radius_km', 'maximum'],
    ['stars=', 'stars', 'type'],
    ['stars=5,', 'stars', 'type'],
    ['stars=6', 'stars', 'maximum'],
    ['stars=1,2,3,4', 'stars', 'max_items'],
    ['colour=green', 'colour', 'enum'],
    ['colour=Red', 'colour', 'enum'],
    ['id=htl_x', 'id', 'pattern'],
    ['name=a', 'name', 'min_length'],
    ['name=abcdef', 'name', 'max_length'],
    ['name=a%00b', 'name', 'characters'],
    ['Adults=2', 'Adults', 'unknown'],
    ['__proto__=1', '__proto__', 'unknown'],
    ['=1', '(empty)', 'unknown'],
    ['%3Cscript%3E=1', '?script?', 'unknown'],
    ['check_in=2026-12-02', 'check_in', 'repeated'],
  ])('%s is refused', (query, field, code) => {
    const problem = refusal(`http://x/?check_in=2026-12-01&${query}`)
    expect([problem.status, problem.code]).toEqual([422, 'validation_failed'])
    expect(problem.errors?.map((error) => [error.field, error.code])).toEqual([[field, code]])
  })

  test.each(['', '2026-02-30', '2026-1-1', '9999-12-31', '2026-12-01T00:00:00Z'])('%s is no date', (date) => {
    expect(refusal(`http://x/?check_in=${date}`).errors?.[0]?.code).toBe('date')
  })

  test.each(['name=%', 'name=%zz', 'name=%ff', 'name=%C3', 'name=%ED%A0%80', '%ff=1'])(
    '%s is a 400: neither guessed nor replaced',
    (query) => {
      const problem = refusal(`http://x/?check_in=2026-12-01&${query}`)
      expect([problem.status, problem.code]).toEqual([400, 'malformed_encoding'])
    },
  )

  test('names every bad field at once, and of strange names only some', () => {
    const problem = refusal('http://x/?adults=0&colour=green&extra=1')
    expect(problem.errors?.map((error) => error.field)).toEqual(['extra', 'check_in', 'adults', 'colour'])
    const strange = Array.from({ length: 1_000 }, (_, i) => `x${i}`).join('&')
    expect(refusal(`http://x/?${strange}`).errors?.length).toBeLessThan(20)
  })
})

const within_limits = { minLength: 0, maxLength: MAX_URL_LENGTH }
const plausible = {
  check_in: ['2026-12-01', '2026-02-30', ''],
  adults: ['2', '30', '31', '-0'],
  radius_km: ['2.5', '100', '0', '1e2'],
  stars: ['5', '5,4', '5,5', ','],
  colour: ['red', 'blue', 'Red'],
  id: ['htl_1', 'htl_'],
  name: ['ab', 'a+b', '%C3%A9%C3%A9', '%'],
  any: ['-7', '9007199254740991', '9007199254740993'],
} as const
/** Strings that come close: our own names with values that fit them, or almost. */
const nearly = fc
  .subarray(Object.entries(plausible), { maxLength: 4 })
  .chain((fields) =>
    fc.tuple(
      ...fields.map(([name, values]) =>
        fc
          .oneof(
            { weight: 16, arbitrary: fc.constantFrom(values[0], values[0], ...values) },
            { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
            { weight: 1, arbitrary: fc.double().map(String) },
          )
          .map((value) => `${name}=${value}`),
      ),
    ),
  )
  .chain((pairs) => fc.constantFrom(pairs, ['check_in=2026-12-01', ...pairs]))
  .map((pairs) => pairs.join('&'))

test('whatever the string: parsed as the schema says, or a problem that keeps the values to itself', () => {
  // Another reader of the same schema, which is also the documented one.
  const ajv = new Ajv({ formats: { date: (text: string) => parseDate(text) !== undefined } })
  const fits = ajv.compile(Params)
  let accepted = 0
  fc.assert(
    fc.property(
      fc.oneof(nearly, fc.string({ unit: 'binary', ...within_limits }), fc.webQueryParameters()),
      (query) => {
        const url = `http://x/v1/things?${query}`
        try {
          const parsed = parse(url)
          accepted += 1
          expect([fits(parsed), fits.errors]).toEqual([true, null])
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          expect([400, 422]).toContain(error.status)
        }
      },
    ),
    { numRuns: 3_000 },
  )
  // The generator must reach the inside, or the property says little.
  expect(accepted).toBeGreaterThan(100)
})

test('a secret in a value is nowhere in the answer', async () => {
  for (const name of Object.keys(Params.properties)) {
    for (const value of ['hunter2', 'hunter2&adults=x', 'hunter2%', 'hunter2%00', `${name}=hunter2`]) {
      const problem = refusal(`http://x/?${name}=${value}`)
      expect(await problem.toResponse().text()).not.toContain('hunter2')
      expect(problem.message).not.toContain('hunter2')
    }
  }
})

describe('a schema', () => {
  const refuses = (property: TSchema) => () => queryParser(t.Object({ x: property }))
  test('may only ask for what the parser holds', () => {
    expect(refuses(t.Integer({ multipleOf: 5 }))).toThrow('type integer cannot have multipleOf')
    expect(refuses(t.Array(t.Integer({ exclusiveMaximum: 3 })))).toThrow('exclusiveMaximum')
    expect(refuses(t.String({ format: 'uuid' }))).toThrow('uuid')
    expect(refuses(t.Boolean())).toThrow('boolean')
    expect(refuses(t.Union([t.Literal('a'), t.Literal('b')]))).toThrow(TypeError)
  })

  test('documents what it parses', () => {
    const schema = t.Object({ a: t.Integer({ description: 'A' }), b: t.Optional(t.Array(t.String())) })
    expect(queryParameters(schema)).toMatchObject([
      { in: 'query', name: 'a', required: true, description: 'A' },
      { in: 'query', name: 'b', required: false, style: 'form', explode: false } as object,
    ])
  })

  test('of lists may ask for several different values', () => {
    const list = queryParser(t.Object({ x: t.Array(t.Integer(), { minItems: 2 }) }))
    expect(list('/?x=1,2')).toEqual({ x: [1, 2] })
    expect(() => list('/?x=1,1')).toThrow(Problem)
  })
})
