import { expect, test } from 'bun:test'
import { renderLog } from './log-view.ts'

const json = (fields: object) =>
  JSON.stringify({ level: 'info', time: '2026-11-23T10:02:11.123Z', service: 'search', msg: 'x', ...fields })

test.each([
  ['plain text', 'plain text'],
  ['', ''],
  ['{broken', '{broken'],
  ['{}', '{}'],
  [
    '{"level":30,"time":1700000000000,"msg":"of another logger"}',
    '{"level":30,"time":1700000000000,"msg":"of another logger"}',
  ],
  [json({ msg: 'listening', url: 'http://x' }), '10:02:11 listening url=http://x'],
  [
    json({
      msg: 'request',
      method: 'GET',
      path: '/v1/search',
      status: 200,
      duration_ms: 3.1,
      request_id: 'r',
    }),
    '10:02:11 GET /v1/search 200 3.1 ms',
  ],
  [
    json({ level: 'warn', msg: 'lost', err: { message: 'gone', stack: 'at x' } }),
    '10:02:11 warn lost (gone)',
  ],
])('%s', (line, expected) => {
  expect(renderLog('search', line)).toBe(`search       ${expected}`)
})
