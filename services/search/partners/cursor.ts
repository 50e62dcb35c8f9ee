/** Cursors over two lists. `cursor.ts` of the folder above is for one; neither takes the other's. */
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { MergedPosition } from './merge.ts'

const Parts = t.Tuple([
  t.String({ maxLength: 7 }),
  t.Union([t.Null(), t.Tuple([t.Integer(), t.Integer({ minimum: 0, maximum: 2_147_483_647 })])]),
  t.Union([t.Null(), t.Tuple([t.Integer(), t.String({ maxLength: 80 })])]),
])

export function encodeMerged(fingerprint: string, { own, partner }: MergedPosition): string {
  const parts = [fingerprint, own && [own.key, own.hotel_id], partner && [partner.key, partner.id]]
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** `undefined` when the text was not made by `encodeMerged`. */
export function decodeMerged(cursor: string): { fingerprint: string; position: MergedPosition } | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  if (!Value.Check(Parts, parts)) return undefined
  const [fingerprint, own, partner] = parts
  const position = {
    own: own && { key: own[0], hotel_id: own[1] },
    partner: partner && { key: partner[0], id: partner[1] },
  }
  return encodeMerged(fingerprint, position) === cursor ? { fingerprint, position } : undefined
}
