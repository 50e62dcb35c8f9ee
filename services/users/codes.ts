/**
 * The codes in emails: `<id>.<secret>`, 128 bits that follow from the id and a key of the configuration. The database
 * holds only the id, so that whoever reads it, or a job's data, cannot prove anybody's address.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { typeid } from 'typeid-js'
import type { CodeRow, Purpose } from './sql.ts'

export interface Codes {
  newId(): string
  /** What the email says. */
  codeOf(id: string, purpose: Purpose): string
  /** The id of a code that was made here for this purpose; `undefined` for any other text. */
  idOf(code: string, purposes: readonly Purpose[]): string | undefined
}

const SECRET_BYTES = 16
const FORM = /^(vrf_[0-7][0-9a-hjkmnp-tv-z]{25})\.([\w-]{22})$/

export const lives_ms: Readonly<Record<Purpose, number>> = {
  verify: 24 * 3_600_000,
  change_email: 24 * 3_600_000,
  reset: 3_600_000,
}

export function emailCodes(key: Buffer): Codes {
  const secretOf = (id: string, purpose: Purpose) =>
    createHmac('sha256', key)
      .update(`${purpose}:${id}`)
      .digest()
      .subarray(0, SECRET_BYTES)
      .toString('base64url')
  return {
    newId: () => String(typeid('vrf')),
    codeOf: (id, purpose) => `${id}.${secretOf(id, purpose)}`,
    idOf: (code, purposes) => {
      const [, id, secret] = FORM.exec(code.trim()) ?? []
      if (id === undefined || secret === undefined) return undefined
      // As text: several texts decode to the same bytes, and only one of them is the code.
      const given = Buffer.from(secret)
      const good = purposes.some((purpose) => timingSafeEqual(given, Buffer.from(secretOf(id, purpose))))
      return good ? id : undefined
    },
  }
}

/** What is kept of a new one. */
export const newCode = (
  codes: Pick<Codes, 'newId'>,
  { purpose, user_id, email }: Pick<CodeRow, 'purpose' | 'user_id' | 'email'>,
  now: Date,
): CodeRow => ({
  id: codes.newId(),
  user_id,
  purpose,
  email,
  created_at: now,
  expires_at: new Date(now.getTime() + lives_ms[purpose]),
  used_at: null,
})
