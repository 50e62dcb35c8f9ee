/**
 * The parts of an answer that never change, as bytes, prepared once: for each hotel everything up to its distance, for
 * each room type everything up to the rooms left, and its end. What is between them is numbers.
 */

/** Texts one after the other in one array, with where each begins. */
export class Fragments {
  readonly bytes: Buffer
  private readonly starts: Uint32Array

  constructor(texts: readonly string[]) {
    this.starts = new Uint32Array(texts.length + 1)
    let size = 0
    for (const [i, text] of texts.entries()) {
      size += Buffer.byteLength(text)
      this.starts[i + 1] = size
    }
    this.bytes = Buffer.alloc(size)
    for (const [i, text] of texts.entries()) this.bytes.write(text, this.starts[i] ?? 0)
  }

  get count(): number {
    return this.starts.length - 1
  }

  startOf(i: number): number {
    return this.starts[i] ?? 0
  }

  endOf(i: number): number {
    return this.starts[i + 1] ?? 0
  }
}

const ZERO = 48
const MINUS = 45

/** Bytes that grow: one for each engine, used again for every answer. */
export class ByteWriter {
  private bytes: Buffer
  length = 0

  constructor(capacity = 65_536) {
    this.bytes = Buffer.alloc(capacity)
  }

  reset(): void {
    this.length = 0
  }

  /** A copy, which nothing written later changes. */
  copy(): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(this.length)
    this.bytes.copy(copy, 0, 0, this.length)
    return copy
  }

  fragment(from: Fragments, i: number): void {
    const start = from.startOf(i)
    const end = from.endOf(i)
    this.room(end - start)
    // Of the ways to copy some hundred bytes the fastest: a view of them costs four times as much as they do.
    from.bytes.copy(this.bytes, this.length, start, end)
    this.length += end - start
  }

  text(text: string): void {
    this.room(text.length * 3)
    this.length += this.bytes.write(text, this.length)
  }

  /** A short text of ours without a letter beyond ASCII. */
  ascii(text: string): void {
    this.room(text.length)
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i)
  }

  /** Decimal digits; exact below 2^53. */
  integer(value: number): void {
    this.room(20)
    if (value < 0) {
      this.bytes[this.length++] = MINUS
      this.integer(-value)
      return
    }
    let size = 1
    for (let bound = 10; bound <= value; bound *= 10) size++
    let rest = value
    for (let at = this.length + size - 1; at >= this.length; at--) {
      const next = Math.floor(rest / 10)
      this.bytes[at] = ZERO + (rest - next * 10)
      rest = next
    }
    this.length += size
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.alloc(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
