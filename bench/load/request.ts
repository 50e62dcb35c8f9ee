/** A request as bytes, for generators that write to sockets themselves. */
import { type ExpectedBytes, readAsk, UNIQUE } from '../ask.ts'

export interface RawRequest {
  /** As a person would say it. */
  readonly name: string
  readonly expected: ExpectedBytes
  /** It writes something of its own each time. */
  readonly writes: boolean
  /** To be sent next: each time with other characters where the body wants them. */
  bytes(unique: () => string, authorization?: string): Buffer
}

export function rawRequest(ask: string, expected: ExpectedBytes, host: string): RawRequest {
  const { method, target, body } = readAsk(ask)
  const lines = Object.entries({
    host,
    accept: 'application/json',
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}`)
  const rest = Buffer.from(`\r\n${body ?? ''}`)
  const whole = Buffer.concat([head, rest])
  const at = body === undefined ? -1 : whole.indexOf(UNIQUE)
  const own = (unique: () => string) => {
    if (at === -1) return whole
    const bytes = Buffer.from(whole)
    bytes.write(unique(), at, UNIQUE.length, 'latin1')
    return bytes
  }
  return {
    name: `${method === 'GET' ? '' : 'POST '}${target}`,
    expected,
    writes: at !== -1,
    bytes: (unique, authorization) => {
      const bytes = own(unique)
      if (authorization === undefined) return bytes
      const line = Buffer.from(`authorization: ${authorization}\r\n`)
      return Buffer.concat([bytes.subarray(0, head.length), line, bytes.subarray(head.length)])
    },
  }
}
