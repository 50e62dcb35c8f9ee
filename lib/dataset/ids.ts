/** Ids that sort like the numbers they stand for, as real ones sort by time of creation. */
import { TypeID } from 'typeid-js'
import { hash32 } from '#lib/dataset/random'

/** 2025-01-01T00:00:00Z; the n-th of a kind was "created" n seconds later. */
const first_ms = 1_735_689_600_000

const kinds = { htl: 1, rmt: 2 } as const

/** A TypeID over a UUID of version 7 whose random bits are a hash of (seed, kind, index). */
export function datasetId(kind: keyof typeof kinds, seed: number, index: number): string {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  const ms = first_ms + index * 1000
  view.setUint16(0, Math.floor(ms / 4_294_967_296))
  view.setUint32(2, ms % 4_294_967_296)
  const random = [1, 2, 3].map((part) => hash32(seed, kinds[kind], index, part))
  view.setUint16(6, 0x7000 | ((random[0] ?? 0) & 0xfff))
  view.setUint32(8, 0x8000_0000 | ((random[1] ?? 0) & 0x3fff_ffff))
  view.setUint32(12, random[2] ?? 0)
  return TypeID.fromUUIDBytes(kind, bytes).toString()
}
