/** A request as bytes, for generators that write to sockets themselves. */
import { type ExpectedBytes, readAsk, UNIQUE } from '../ask.ts'

export interface RawRequest {
  /** As a person would say it. */
  readonly name: string
  readonly expected: ExpectedBytes
  /** To be sent next: each time with other characters where the body wants them. */
  bytes(unique: () => string): Buffer
}

export function rawRequest(
  ask: string,
  expected: ExpectedBytes,
  { host, headers = {} }: { host: string; headers?: Readonly<Record<string, string>> },
): RawRequest {
  const { method, target, body } = readAsk(ask)
  const lines = Object.entries({
    host,
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const whole = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`)
  const at = body === undefined ? -1 : whole.indexOf(UNIQUE)
  return {
    name: `${method === 'GET' ? '' : 'POST '}${target}`,
    expected,
    bytes:
      at === -1
        ? () => whole
        : (unique) => {
            const own = Buffer.from(whole)
            own.write(unique(), at, UNIQUE.length, 'latin1')
            return own
          },
  }
}
