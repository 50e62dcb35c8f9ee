/** A writer of PostgreSQL's binary COPY format (https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format"). */

/** Days from 1970-01-01 to PostgreSQL's own epoch, 2000-01-01. */
const EPOCH_SHIFT_DAYS = 10_957
const HEADER = Uint8Array.from(
  [...'PGCOPY\n\xff\r\n\0'].map((char) => char.charCodeAt(0)).concat(new Array(8).fill(0)),
)

export class CopyBinary {
  private bytes: Uint8Array
  private view: DataView
  length = 0

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
    this.view = new DataView(this.bytes.buffer)
    this.bytes.set(HEADER)
    this.length = HEADER.length
  }

  /** Begins a row of `fields` fields. */
  row(fields: number): void {
    this.reserve(64)
    this.view.setInt16(this.length, fields)
    this.length += 2
  }
  int4(value: number): void {
    this.reserve(8)
    this.view.setInt32(this.length, 4)
    this.view.setInt32(this.length + 4, value)
    this.length += 8
  }
  int2(value: number): void {
    this.reserve(6)
    this.view.setInt32(this.length, 2)
    this.view.setInt16(this.length + 4, value)
    this.length += 6
  }
  bool(value: boolean): void {
    this.reserve(5)
    this.view.setInt32(this.length, 1)
    this.view.setUint8(this.length + 4, value ? 1 : 0)
    this.length += 5
  }
  /** `day` counts from 1970-01-01. */
  date(day: number): void {
    this.int4(day - EPOCH_SHIFT_DAYS)
  }

  /** What was written so far, as a copy; the writer goes on empty. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length)
    this.length = 0
    return taken
  }
  /** The rest and the trailer. */
  end(): Uint8Array {
    this.reserve(2)
    this.view.setInt16(this.length, -1)
    this.length += 2
    return this.take()
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = new Uint8Array(this.bytes.length * 2)
    grown.set(this.bytes)
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }
}
