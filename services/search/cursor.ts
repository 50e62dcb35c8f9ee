/** Keyset cursors: the position of the last hotel of a page, and the query that it belongs to. */

/** `key` is the sort key, ascending in every order; `hotel_id` breaks ties. */
export interface Position {
  key: number
  hotel_id: number
}

export function encodeCursor(fingerprint: string, position: Position): string {
  return Buffer.from(`${fingerprint}.${position.key}.${position.hotel_id}`).toString('base64url')
}

/** `undefined` when the text was not made by `encodeCursor`. */
export function decodeCursor(cursor: string): { fingerprint: string; position: Position } | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const match = /^([0-9a-z]{1,7})\.(-?\d{1,15})\.(\d{1,10})$/.exec(text)
  if (!match) return undefined
  const [, fingerprint = '', key, hotel_id] = match
  const position = { key: Number(key), hotel_id: Number(hotel_id) }
  if (position.hotel_id > 2_147_483_647 || encodeCursor(fingerprint, position) !== cursor) return undefined
  return { fingerprint, position }
}
