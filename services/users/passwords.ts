/** Another password: for whoever knows the old one, or reads the emails of the account. `auth` keeps them. */
import { addressOf } from './addresses.ts'
import type { UsersDeps } from './deps.ts'
import { writeEmail } from './post.ts'
import { activePerson } from './profile.ts'
import { addressed, passOn, writeCode } from './registration.ts'
import * as sql from './sql.ts'
import { codeExpired, codeInvalid } from './verification.ts'

export async function changePassword(
  deps: UsersDeps,
  id: string,
  token: string,
  change: { current_password: string; password: string },
): Promise<void> {
  const person = await activePerson(deps.db, id)
  const hints = [person.name, person.email]
  await deps
    .selfOf(token)
    .changePassword({ ...change, hints })
    .catch(passOn)
  await tell(deps, person)
}

/** The same for every address. */
export async function requestReset(deps: UsersDeps, email: string): Promise<void> {
  const address = addressOf(email)
  const person = await sql.personByEmail(deps.db, address.email_key)
  if (person?.state !== 'active') return
  await deps.db.transaction().execute((trx) => writeCode(deps, trx, person, 'reset', addressOf(person.email)))
}

export async function confirmReset(deps: UsersDeps, text: string, password: string): Promise<void> {
  const { accounts, codes, db, now } = deps
  const id = codes.idOf(text, ['reset'])
  const code = id === undefined ? undefined : await sql.codeById(db, id)
  if (code === undefined) throw codeInvalid()
  if (code.used_at !== null || code.expires_at <= now()) throw codeExpired()
  const person = await activePerson(db, code.user_id)
  // Proved to read one address; to be let in at another would be somebody else's account.
  if (person.email !== code.email) throw codeExpired()
  const hints = [person.name, person.email]
  await accounts.setPassword(person.id, { password, hints }).catch(passOn)
  await db.transaction().execute(async (trx) => {
    if (!(await sql.useCode(trx, code.id, now()))) return
    await writeEmail(deps, trx, { kind: 'password_changed', user_id: person.id, ...addressed(person) })
  })
}

const tell = (deps: UsersDeps, person: sql.PersonRow) =>
  deps.db
    .transaction()
    .execute((trx) =>
      writeEmail(deps, trx, { kind: 'password_changed', user_id: person.id, ...addressed(person) }),
    )
