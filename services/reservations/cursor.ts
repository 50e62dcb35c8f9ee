/**
 * Cursors of the feed: everything up to a place in it is known. Of fixed width, so that two cursors of one feed compare
 * as texts do: the greater is the later one.
 */
import { Problem } from '#lib/problem'

/** A place in the feed. Numbers of transactions are of 64 bits, and texts here as in the database. */
export interface Cursor {
  readonly epoch: string
  readonly transaction: string
  readonly position: string
}

/** A place in the state: the feed's place before its first page, and the last night that was given. */
export interface StateCursor {
  readonly changes: Cursor
  readonly room_type_id: number
  /** Day number. */
  readonly day: number
}

const hex = (value: string | number, width: number) => BigInt(value).toString(16).padStart(width, '0')

export const encodeCursor = ({ epoch, transaction, position }: Cursor): string =>
  epoch + hex(transaction, 16) + hex(position, 16)

export const encodeStateCursor = ({ changes, room_type_id, day }: StateCursor): string =>
  encodeCursor(changes) + hex(room_type_id, 8) + hex(day, 8)

/** Throws a 400 Problem for what `encodeCursor` has not made. */
export function decodeCursor(text: string): Cursor {
  const match = /^([0-9a-f]{16})([0-9a-f]{16})([0-7][0-9a-f]{15})$/.exec(text)
  if (match === null) throw malformed()
  const [, epoch = '', transaction, position] = match
  return {
    epoch,
    transaction: BigInt(`0x${transaction}`).toString(),
    position: BigInt(`0x${position}`).toString(),
  }
}

export function decodeStateCursor(text: string): StateCursor {
  const [room_type_id = '', day = ''] = [text.slice(48, 56), text.slice(56)]
  if (!/^[0-7][0-9a-f]{7}$/.test(room_type_id) || !/^000[0-9a-f]{5}$/.test(day)) throw malformed()
  return {
    changes: decodeCursor(text.slice(0, 48)),
    room_type_id: Number.parseInt(room_type_id, 16),
    day: Number.parseInt(day, 16),
  }
}

const malformed = () =>
  new Problem(400, 'cursor_invalid', 'The cursor is not one of ours', {
    errors: [{ field: 'after', code: 'invalid', message: 'is not a cursor' }],
  })

/** What was deleted meanwhile, or the feed of another database: the reader starts again from the state. */
export const cursorExpired = () =>
  new Problem(410, 'cursor_expired', 'The feed no longer reaches back to the cursor', {
    detail: 'Read GET /v1/inventory, and go on from its changes_cursor',
  })
