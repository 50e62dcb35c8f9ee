/** W3C Trace Context and request ids: accepted when well formed, made otherwise, passed on always. */
import { randomBytes } from 'node:crypto'
import { hasCardNumber } from '#lib/card-number'
import { DEADLINE_HEADER, type RequestContext } from '#lib/context'

// Digits alone are somebody's number of something, and would be written down.
const TRACEPARENT = /^00-(?!\d{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/
const REQUEST_ID = /^[\w-]{1,64}$/
const DEFAULT_DEADLINE_MS = 30_000
const MAX_DEADLINE_MS = 120_000

/** Begins with a letter: among so many ids some would have digits alone, and look like the number of a card in a log. */
function newSpanId(): string {
  const bytes = randomBytes(8)
  return 'abcdef'.charAt(bytes.readUInt8() % 6) + bytes.toString('hex').slice(1)
}

/** The context of a request that has just arrived. */
export function contextOf(headers: Headers, address?: string): RequestContext {
  const trace = TRACEPARENT.exec(headers.get('traceparent') ?? '')
  const trace_id = trace?.[1] ?? randomBytes(16).toString('hex')
  const span_id = newSpanId()
  const request_id = headers.get('x-request-id') ?? ''
  const asked_ms = Number(headers.get(DEADLINE_HEADER) ?? Number.NaN)
  const budget_ms = asked_ms > 0 ? Math.min(asked_ms, MAX_DEADLINE_MS) : DEFAULT_DEADLINE_MS
  return {
    request_id: REQUEST_ID.test(request_id) && !hasCardNumber(request_id) ? request_id : span_id,
    traceparent: `00-${trace_id}-${span_id}-${trace?.[2] ?? '00'}`,
    deadline_ms: performance.now() + budget_ms,
    address,
  }
}
