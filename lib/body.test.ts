/** Bodies by a schema of their own: what is read, what is refused, and that nothing is echoed. */
import { expect, test } from 'bun:test'
import { Type as t } from '@sinclair/typebox'
import { bodyParser } from '#lib/body'
import type { Problem } from '#lib/problem'

const parse = bodyParser(
  t.Object(
    {
      day: t.String({ format: 'date' }),
      count: t.Optional(t.Integer({ minimum: 1, maximum: 9, default: 3 })),
      name: t.Optional(t.String({ minLength: 2, maxLength: 4 })),
      inner: t.Optional(t.Object({ on: t.Boolean() }, { additionalProperties: false })),
    },
    { additionalProperties: false },
  ),
)
const json = { 'content-type': 'application/json' }
const read = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
  parse(new Request('http://x/', { method: 'POST', body, headers }))
const refusal = (body: Parameters<typeof read>[0], headers?: Record<string, string>) =>
  read(body, headers).then(
    () => 'taken',
    ({ status, code, errors = [] }: Problem) =>
      [status, code, ...errors.map((one) => `${one.field} ${one.code}`)].join(' '),
  )

test('a body is read, with its defaults', async () => {
  expect(await read('{"day":"2028-02-29"}')).toEqual({ day: '2028-02-29', count: 3 })
  for (const type of ['application/json; charset=utf-8', 'Application/JSON ; charset="UTF-8"'])
    expect(await refusal('{"day":"2028-02-29"}', { 'content-type': type })).toBe('taken')
})

test.each([
  ['{"day":"2027-02-29"}', 'day date'],
  ['{"day":"today"}', 'day date'],
  ['{"day":5}', 'day type'],
  ['{}', 'day required'],
  ['{"day":"2028-02-29","count":0}', 'count minimum'],
  ['{"day":"2028-02-29","count":10}', 'count maximum'],
  ['{"day":"2028-02-29","count":1.5}', 'count type'],
  ['{"day":"2028-02-29","count":"1"}', 'count type'],
  ['{"day":"2028-02-29","count":null}', 'count type'],
  ['{"day":"2028-02-29","name":"a"}', 'name min_length'],
  ['{"day":"2028-02-29","name":"abcde"}', 'name max_length'],
  ['{"day":"2028-02-29","inner":{}}', 'inner.on required'],
  ['{"day":"2028-02-29","inner":{"on":1}}', 'inner.on type'],
  ['{"day":"2028-02-29","inner":{"on":true,"off":1}}', 'inner.off unknown'],
  ['{"day":"2028-02-29","inner":[]}', 'inner type'],
  ['{"day":"2028-02-29","__proto__":{"count":5}}', '__proto__ unknown'],
  ['{"count":0,"x":1}', 'day required, count minimum, x unknown'],
])('%s is refused: %s', async (body, fields) => {
  const found = (await refusal(body)).replace('422 validation_failed ', '')
  expect([...(found.match(/\S+ \S+/g) ?? [])].sort()).toEqual(fields.split(', ').sort())
})

test('what is not JSON in UTF-8, or too much, is not looked at', async () => {
  expect(await refusal('{"day":', json)).toBe('400 malformed_body')
  expect(await refusal(new Uint8Array([0x22, 0xc3, 0x28, 0x22]))).toBe('400 malformed_body')
  expect(await refusal('[]')).toBe('422 validation_failed body type')
  expect(await refusal(' '.repeat(16_385))).toBe('413 body_too_large')
  expect(await refusal('{}', { 'content-type': 'text/json' })).toBe('415 unsupported_media_type')
  expect(await refusal('{}', { ...json, 'content-encoding': 'gzip' })).toBe('415 unsupported_media_type')
})
