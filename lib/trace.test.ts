import { expect, test } from 'bun:test'
import { contextOf } from '#lib/trace'

const of = (headers: Record<string, string>) => contextOf(new Headers(headers))
const left_ms = (headers: Record<string, string>) => of(headers).deadline_ms - performance.now()
const trace_id = '0af7651916cd43dd8448eb211c80319c'

test('a trace goes on under a span of our own, with its flags', () => {
  expect(of({ traceparent: `00-${trace_id}-b7ad6b7169203331-01` }).traceparent).toMatch(
    new RegExp(`^00-${trace_id}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`),
  )
})

test.each([
  '',
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-${'4242424242424242'.repeat(2)}-b7ad6b7169203331-01`,
  `00-${trace_id}-${'0'.repeat(16)}-01`,
  `00-${trace_id.toUpperCase()}-b7ad6b7169203331-01`,
  `00-${trace_id}-b7ad6b7169203331-01-more`,
  `ff-${trace_id}-b7ad6b7169203331-01`,
])('a new one begins where the header is %p', (traceparent) => {
  const made = of({ traceparent }).traceparent
  expect(made).toMatch(/^00-[0-9a-f]{32}-[a-f][0-9a-f]{15}-00$/)
  expect(made).not.toContain(trace_id)
})

test('a request id is kept when it can do no harm in a log', () => {
  expect(of({ 'x-request-id': 'abc_DEF-1' }).request_id).toBe('abc_DEF-1')
  for (const odd of ['a b', 'a"b', 'x'.repeat(65), '', '4242424242424242', '4242-4242-4242-4242'])
    expect(of({ 'x-request-id': odd }).request_id).toMatch(/^[a-f][0-9a-f]{15}$/)
})

test('a deadline is what the caller says, within bounds, or half a minute', () => {
  expect(left_ms({ 'vacancy-deadline-ms': '250' })).toBeWithin(200, 251)
  expect(left_ms({ 'vacancy-deadline-ms': '999999999' })).toBeWithin(119_000, 120_001)
  for (const odd of ['', '0', '-5', 'soon', 'NaN'])
    expect(left_ms({ 'vacancy-deadline-ms': odd })).toBeWithin(29_000, 30_001)
})
