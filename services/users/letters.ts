/**
 * What an email turns out to be when it is sent. Who has an address is found out here and not where it is asked for:
 * the answer there, and the time that it takes, are the same for every address.
 */
import { addressOf } from './addresses.ts'
import { type Codes, newCode } from './codes.ts'
import * as sql from './sql.ts'
import { type EmailKind, emailText } from './text/en.ts'

export interface LetterOptions {
  db: sql.Db
  codes: Codes
  site_url: string
  now: () => Date
}

export interface Letter {
  email: { id: string; recipient: string; name: string }
  content: ReturnType<typeof emailText>
}

/** `undefined` when there is nothing to send: it was sent before, nobody is to get it, or its code is good no more. */
export function letterOf(options: LetterOptions, email_id: string): Promise<Letter | undefined> {
  const { db, codes, site_url, now } = options
  return db.transaction().execute(async (trx) => {
    const written = await sql.lockEmail(trx, email_id)
    // Sent before, by an attempt whose end was not written down in the job.
    if (written === undefined || written.recipient === null) return undefined
    const email = await addressedEmail(options, trx, written)
    const code = email?.code_id ? await sql.codeById(trx, email.code_id) : undefined
    const is_dead =
      email?.code_id && (code === undefined || code.used_at !== null || code.expires_at <= now())
    if (email === undefined || email.recipient === null || is_dead) {
      await sql.deleteEmail(trx, email_id)
      return undefined
    }
    const name = email.name ?? ''
    const content = emailText(email.kind as EmailKind, {
      site_url,
      name,
      ...(code === undefined ? {} : { code: codes.codeOf(code.id, code.purpose) }),
    })
    return { email: { id: email.id, recipient: email.recipient, name }, content }
  })
}

/** The email as it goes out, and is kept; `undefined` when nobody is to get it. */
async function addressedEmail(
  { codes, now }: LetterOptions,
  trx: sql.Trx,
  email: sql.EmailRow,
): Promise<sql.EmailRow | undefined> {
  const { code_id, kind, recipient, user_id } = email
  const for_unproved = kind === 'verify' || kind === 'change_email'
  const was_asked = user_id === null && code_id === null && (kind === 'verify' || kind === 'reset')
  if ((!for_unproved && !was_asked) || recipient === null) return email
  const { email_key } = addressOf(recipient)
  const owner = await sql.personByEmail(trx, email_key)

  if (!was_asked) {
    if (owner === undefined || owner.id === user_id) return email
    return sql.readdressEmail(trx, email.id, { ...to(owner), kind: 'already_registered', code_id: null })
  }
  const person = kind === 'reset' ? owner : await sql.lastUnverified(trx, email_key)
  if (person === undefined || person.state === 'erasing') return undefined
  // Who has proved the address needs no other code for it.
  if (kind === 'verify' && owner !== undefined) return undefined
  // To the address as it was registered: this one only compares equal.
  const code = newCode(codes, { purpose: kind, user_id: person.id, email: person.email }, now())
  await sql.insertCode(trx, code)
  const name = kind === 'verify' ? '' : person.name
  return sql.readdressEmail(trx, email.id, { ...to(person), name, kind, code_id: code.id })
}

const to = ({ id, email, name, locale }: sql.PersonRow) => ({ user_id: id, recipient: email, name, locale })
