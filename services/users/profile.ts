/** A person's own data: read, changed, taken along. */
import { notFound, Problem } from '#lib/problem'
import { addressOf, nameOf, withoutCard } from './addresses.ts'
import type { ProfileChange, User } from './contract.ts'
import type { UsersDeps } from './deps.ts'
import { writeEmail } from './post.ts'
import { addressed, passOn, writeCode } from './registration.ts'
import * as sql from './sql.ts'

export interface Tagged {
  user: User
  etag: string
}

export const activePerson = async (db: sql.Db, id: string): Promise<sql.PersonRow> => {
  const person = await sql.personById(db, id)
  // Being forgotten is being gone.
  if (person === undefined || person.state !== 'active')
    throw notFound('unknown_user', 'There is no such account')
  return person
}

export async function readProfile({ db }: UsersDeps, id: string): Promise<Tagged> {
  return tagged(await activePerson(db, id))
}

/** 428 without a version, 412 with an old one: nobody overwrites what they have not seen. */
export async function changeProfile(
  { db, now }: UsersDeps,
  id: string,
  change: ProfileChange,
  if_match: string | null,
): Promise<Tagged> {
  const version = versionOf(if_match)
  await activePerson(db, id)
  const clean = change.name === undefined ? change : { ...change, name: nameOf(change.name) }
  if (typeof change.phone === 'string') withoutCard('phone', change.phone)
  const changed = await sql.changeProfile(db, id, version, clean, now())
  if (changed === undefined)
    throw new Problem(412, 'precondition_failed', 'It was changed meanwhile: read it again')
  return tagged(changed)
}

/** The new address is asked, the old one told; nothing changes before the new one has answered. */
export async function changeEmail(
  deps: UsersDeps,
  id: string,
  token: string,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const { db, now, selfOf } = deps
  const address = addressOf(email)
  const person = await activePerson(db, id)
  await selfOf(token).checkPassword(password).catch(passOn)
  await db.transaction().execute(async (trx) => {
    // One wish at a time: the code at an address that was mistyped must not stay good.
    await sql.withdrawCodes(trx, id, ['change_email'], now())
    await writeCode(deps, trx, person, 'change_email', address)
    await writeEmail(deps, trx, { kind: 'email_change_asked', user_id: id, ...addressed(person) })
  })
}

export async function exportOf({ db, selfOf }: UsersDeps, id: string, token: string): Promise<object> {
  const person = await activePerson(db, id)
  const [emails, codes, account] = await Promise.all([
    sql.emailsOf(db, id),
    sql.codesOf(db, id),
    selfOf(token).account(),
  ])
  return {
    profile: asUser(person),
    emails: emails.map(({ kind, created_at, sent_at, refused_at }) => ({
      kind,
      created_at,
      sent_at,
      refused_at,
    })),
    codes: codes.map(({ purpose, email, created_at, expires_at, used_at }) => ({
      purpose,
      email,
      created_at,
      expires_at,
      used_at,
    })),
    account,
  }
}

const tagged = (person: sql.PersonRow): Tagged => ({ user: asUser(person), etag: `"${person.version}"` })

function asUser({ id, email, name, locale, phone, created_at, updated_at }: sql.PersonRow): User {
  return {
    id,
    email,
    name,
    locale,
    phone,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }
}

function versionOf(if_match: string | null): number {
  if (if_match === null)
    throw new Problem(428, 'precondition_required', 'Send If-Match with the ETag that you have read')
  const version = /^"(\d{1,9})"$/.exec(if_match.trim())?.[1]
  if (version === undefined)
    throw new Problem(412, 'precondition_failed', 'It was changed meanwhile: read it again')
  return Number(version)
}
