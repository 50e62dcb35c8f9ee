/** An HTTP/1.1 answer as it comes in, compared with the golden bytes without being put together. */

const HEAD_END = Buffer.from('\r\n\r\n')
const MAX_HEAD = 65_536
/** Of an answer with another status than the golden one; golden answers are compared where they lie. */
const MAX_KEPT = 4_096

export interface ResponseReader {
  readonly status: number
  /** Whether status and body are the expected ones, byte for byte. */
  readonly matches: boolean
  /** The beginning of a body whose status is not the expected one. */
  readonly text: string
  /** The server will close the connection after it. */
  readonly closes: boolean
  /** Expects the next answer. */
  begin(golden: Buffer, status?: number): void
  /** Throws when it is no answer that can be understood, or more than one. */
  feed(chunk: Buffer): 'more' | 'done'
}

export function responseReader(): ResponseReader {
  let golden: Buffer = Buffer.alloc(0)
  let golden_status = 200
  let head: Buffer | undefined
  let status = 0
  let length = 0
  let received = 0
  let same = true
  let kept: Buffer[] = []
  let closes = false
  let expected = false

  const readHead = (bytes: Buffer, end: number) => {
    const text = bytes.toString('latin1', 0, end)
    status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? Number.NaN)
    length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? Number.NaN)
    closes = /\r\nconnection: *close/i.test(text)
    if (Number.isNaN(status) || Number.isNaN(length)) throw new Error('no status, or no length')
  }
  const readBody = (bytes: Buffer): 'more' | 'done' => {
    if (status !== golden_status && received < MAX_KEPT) kept.push(Buffer.from(bytes))
    if (same && bytes.length > 0) {
      same =
        received + bytes.length <= golden.length &&
        golden.compare(bytes, 0, bytes.length, received, received + bytes.length) === 0
    }
    received += bytes.length
    if (received > length) throw new Error('more bytes than it said')
    if (received < length) return 'more'
    expected = false
    return 'done'
  }
  return {
    get status() {
      return status
    },
    get matches() {
      return status === golden_status && same && received === golden.length
    },
    get text() {
      return Buffer.concat(kept).toString().slice(0, MAX_KEPT)
    },
    get closes() {
      return closes
    },
    begin: (next, next_status = 200) => {
      golden = next
      golden_status = next_status
      head = undefined
      status = 0
      length = 0
      received = 0
      same = true
      kept = []
      closes = false
      expected = true
    },
    feed: (chunk) => {
      if (!expected) throw new Error('an answer that nobody asked for')
      if (status !== 0) return readBody(chunk)
      const bytes = head === undefined ? chunk : Buffer.concat([head, chunk])
      const end = bytes.indexOf(HEAD_END)
      if (end === -1) {
        if (bytes.length > MAX_HEAD) throw new Error('a head without an end')
        head = Buffer.from(bytes)
        return 'more'
      }
      readHead(bytes, end)
      return readBody(bytes.subarray(end + HEAD_END.length))
    },
  }
}
