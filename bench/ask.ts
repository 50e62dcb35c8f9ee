/**
 * A request of a workload as a text, and what must come back: path and query of a GET, or `POST` with its path and its
 * body below. So it can be a key, and stand in an order to another process.
 */

export interface Ask {
  method: 'GET' | 'POST'
  /** Path and query. */
  target: string
  body: string | undefined
}

/** The truth about one request. */
export interface Expected {
  status: number
  body: Uint8Array
}

/** By request. */
export type Golden = ReadonlyMap<string, Expected>

/** In a body: every request that is sent has other characters in its place, so that no two are the same. */
export const UNIQUE = '~'.repeat(16)

export const post = (target: string, body: string): string => `POST ${target}\n${body}`

export function readAsk(text: string): Ask {
  if (!text.startsWith('POST ')) return { method: 'GET', target: text, body: undefined }
  const end = text.indexOf('\n')
  return { method: 'POST', target: text.slice(5, end), body: text.slice(end + 1) }
}

/** Never the same twice, whichever process gives them out. */
export function uniques(): () => string {
  const own = crypto.randomUUID().replaceAll('-', '').slice(0, 8)
  let count = 0
  return () => `${own}${(count++).toString(36).padStart(8, '0')}`
}

/** A golden answer as text, for an order. */
export interface ExpectedText {
  status: number
  base64: string
}

export const goldenText = (golden: Golden): Record<string, ExpectedText> =>
  Object.fromEntries(
    [...golden].map(([ask, { status, body }]) => [
      ask,
      { status, base64: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64') },
    ]),
  )

export interface ExpectedBytes {
  status: number
  body: Buffer
}

/** Decoded once for each request, however often it is asked for; throws for one without a golden answer. */
export function goldenBytes(golden: Readonly<Record<string, ExpectedText>>): (ask: string) => ExpectedBytes {
  const decoded = new Map<string, ExpectedBytes>()
  return (ask) => {
    let expected = decoded.get(ask)
    if (expected === undefined) {
      const text = golden[ask]
      if (text === undefined) throw new Error(`no golden answer of ${ask}`)
      expected = { status: text.status, body: Buffer.from(text.base64, 'base64') }
      decoded.set(ask, expected)
    }
    return expected
  }
}

export const okText = (body: string): Expected => ({ status: 200, body: Buffer.from(body) })
