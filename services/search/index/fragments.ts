/**
 * The parts of an answer that never change, as bytes, prepared once: for each hotel everything up to its distance, for
 * each room type everything up to the rooms left, and its end. What is between them is numbers.
 */

/** Texts by number, as bytes, in a few large pieces of memory: a hundred thousand small ones would cost twice as much. */
export class Fragments {
  private readonly chunks: Buffer[] = []
  /** Bytes used of the last chunk. */
  private used = CHUNK_BYTES
  private readonly chunk_of: Uint16Array
  private readonly starts: Uint32Array
  private readonly ends: Uint32Array

  constructor(count: number) {
    this.chunk_of = new Uint16Array(count)
    this.starts = new Uint32Array(count)
    this.ends = new Uint32Array(count)
  }

  static of(texts: readonly string[]): Fragments {
    const fragments = new Fragments(texts.length)
    for (const [i, text] of texts.entries()) fragments.set(i, text)
    return fragments
  }

  /** Once for each number. */
  set(i: number, text: string): void {
    const length = Buffer.byteLength(text)
    if (length > CHUNK_BYTES) throw new RangeError(`a fragment of ${length} bytes`)
    if (this.used + length > CHUNK_BYTES) {
      this.chunks.push(Buffer.alloc(CHUNK_BYTES))
      this.used = 0
    }
    const chunk = this.chunks.length - 1
    this.chunk_of[i] = chunk
    this.starts[i] = this.used
    this.used += this.chunks[chunk]?.write(text, this.used) ?? 0
    this.ends[i] = this.used
  }

  /** All that it holds, as a message between threads can carry it. */
  parts() {
    const { chunk_of, starts, ends } = this
    return { chunks: this.chunks.map((chunk) => chunk.buffer as ArrayBuffer), chunk_of, starts, ends }
  }

  /** To be read only. */
  static from({ chunks, ...columns }: ReturnType<Fragments['parts']>): Fragments {
    const kept = chunks.map((chunk) => Buffer.from(chunk))
    return Object.assign(Object.create(Fragments.prototype), columns, { chunks: kept, used: CHUNK_BYTES })
  }

  lengthOf(i: number): number {
    return (this.ends[i] ?? 0) - (this.starts[i] ?? 0)
  }

  /** Of the ways to copy some hundred bytes the fastest: a view of them costs four times as much as they do. */
  copyTo(target: Buffer, at: number, i: number): void {
    this.chunks[this.chunk_of[i] ?? 0]?.copy(target, at, this.starts[i], this.ends[i])
  }
}

const CHUNK_BYTES = 1_048_576
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
    const length = from.lengthOf(i)
    this.room(length)
    from.copyTo(this.bytes, this.length, i)
    this.length += length
  }

  text(text: string): void {
    this.room(text.length * 3)
    this.length += this.bytes.write(text, this.length)
  }

  /** A short text of ours without a letter beyond ASCII. */
  ascii(text: string): void {
    this.room(text.length)
    const { bytes, length } = this
    for (let i = 0; i < text.length; i++) bytes[length + i] = text.charCodeAt(i)
    this.length = length + text.length
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
    const { bytes, length } = this
    let rest = value
    for (let at = length + size - 1; at >= length; at--) {
      const next = Math.floor(rest / 10)
      bytes[at] = ZERO + (rest - next * 10)
      rest = next
    }
    this.length = length + size
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.alloc(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
