/**
 * Registering. Whoever asks gets the same answer, after the same work, whether or not the address has an account: who
 * has one is nobody's business. The person at the address hears which it was.
 */
import { createHmac } from 'node:crypto'
import { typeid } from 'typeid-js'
import { invalid, Problem } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'
import { type Address, addressOf, nameOf } from './addresses.ts'
import { newCode } from './codes.ts'
import type { Registration } from './contract.ts'
import type { UsersDeps } from './deps.ts'
import { writeEmail } from './post.ts'
import * as sql from './sql.ts'

const KEY_FORM = /^[\x21-\x7e]{8,200}$/

export async function register(
  deps: UsersDeps,
  registration: Registration,
  idempotency_key: string | null,
): Promise<void> {
  const { accounts, db, now } = deps
  const address = addressOf(registration.email)
  const name = nameOf(registration.name)
  if (idempotency_key !== null && !KEY_FORM.test(idempotency_key))
    throw new Problem(400, 'idempotency_key_invalid', 'An Idempotency-Key has 8 to 200 visible characters')
  const id = String(typeid('usr'))
  // Before anything is written here: without our row it is an account that nobody can enter, and that `auth` deletes.
  await accounts.create(id, { password: registration.password, hints: [name, address.email] }).catch(passOn)

  await db.transaction().execute(async (trx) => {
    if (idempotency_key !== null && (await answeredBefore(deps, trx, idempotency_key, registration))) return
    // Not asked here whether somebody has the address already: that would take another time. See `letters.ts`.
    const { locale = 'en' } = registration
    const person: sql.PersonRow = {
      id,
      ...address,
      name,
      locale,
      phone: null,
      state: 'unverified',
      version: 1,
      created_at: now(),
      updated_at: now(),
    }
    await sql.insertPerson(trx, person)
    await writeCode(deps, trx, person, 'verify', address)
  })
}

/** Another code, for whoever lost the first. */
export const resend = (deps: UsersDeps, email: string): Promise<void> => ask(deps, 'verify', email)

/**
 * An email that goes out only if there is somebody to get it, which is found out when it is sent: whoever asks waits
 * for the same work, whoever the address belongs to.
 */
export async function ask(deps: UsersDeps, kind: 'verify' | 'reset', text: string): Promise<void> {
  const { email } = addressOf(text)
  await deps.db
    .transaction()
    .execute((trx) =>
      writeEmail(deps, trx, { kind, user_id: null, recipient: email, name: '', locale: 'en' }),
    )
}

/** A code for an address that is not proved yet, and the email that carries it. */
export async function writeCode(
  deps: UsersDeps,
  trx: sql.Trx,
  person: sql.PersonRow,
  purpose: 'verify' | 'change_email',
  { email }: Address,
): Promise<void> {
  const code = newCode(deps.codes, { purpose, user_id: person.id, email }, deps.now())
  await sql.insertCode(trx, code)
  await writeEmail(deps, trx, {
    kind: purpose,
    user_id: person.id,
    recipient: email,
    // Whoever reads it may be a stranger, to whom anybody could have us say anything in place of a name.
    name: '',
    locale: person.locale,
    code_id: code.id,
  })
}

export const addressed = ({ email, name, locale }: sql.PersonRow) => ({ recipient: email, name, locale })

/** True when this request was answered before. Throws when the key was used for another one. */
async function answeredBefore(
  { fingerprint_key, now }: UsersDeps,
  trx: sql.Trx,
  key: string,
  registration: Registration,
): Promise<boolean> {
  const keyed = (text: string) => createHmac('sha256', fingerprint_key).update(text).digest()
  const { email, name, password, locale = 'en' } = registration
  const fingerprint = keyed(JSON.stringify(['register', email, name, password, locale]))
  const before = await sql.claimKey(trx, keyed(`key:${key}`), fingerprint, now())
  if (before === undefined) return false
  if (before.equals(fingerprint)) return true
  throw new Problem(422, 'idempotency_key_reused', 'The Idempotency-Key was used for another request')
}

const passed_on = new Set(['validation_failed', 'wrong_password', 'too_many_attempts', 'overloaded'])

/** What `auth` says to the person is passed on to the person; everything else is thrown as it is. */
export function passOn(error: unknown): never {
  if (!(error instanceof UpstreamProblem) || !passed_on.has(error.problem.code)) throw error
  const { status, code, title, errors } = error.problem
  if (code === 'validation_failed') throw invalid(errors ?? [])
  const headers = error.retry_after === undefined ? {} : { 'retry-after': error.retry_after }
  throw new Problem(status, code, title, { headers })
}
