/** Another password: for whoever knows the old one, or reads the emails of the account. `auth` keeps them. */
import { UpstreamProblem } from '#lib/transport'
import type { UsersDeps } from './deps.ts'
import { releaseEmail, writeEmail } from './post.ts'
import { activePerson } from './profile.ts'
import { addressed, ask, passOn } from './registration.ts'
import * as sql from './sql.ts'
import { codeExpired, codeInvalid } from './verification.ts'

/** Longer than `auth` is waited for. */
const NOTICE_HELD_S = 30

/**
 * The notice is written before, and withdrawn when `auth` refuses: when this process ends in between, or the answer is
 * lost, it goes out all the same. Better told of a change that was none than not told of one.
 */
export async function changePassword(
  deps: UsersDeps,
  id: string,
  token: string,
  change: { current_password: string; password: string },
): Promise<void> {
  const { db, selfOf } = deps
  const person = await activePerson(db, id)
  const self = selfOf(token)
  await self.checkPassword(change.current_password).catch(passOn)
  const notice = await db.transaction().execute(async (trx) => {
    await withdrawAll(deps, trx, id)
    const email = { kind: 'password_changed', user_id: id, ...addressed(person) } as const
    return writeEmail(deps, trx, email, { hold_s: NOTICE_HELD_S })
  })
  const hints = [person.name, person.email]
  try {
    await self.changePassword({ ...change, hints })
  } catch (error) {
    if (error instanceof UpstreamProblem) await sql.deleteEmail(db, notice)
    passOn(error)
  }
  await releaseEmail(deps, notice)
}

/** The same for every address. */
export const requestReset = (deps: UsersDeps, email: string): Promise<void> => ask(deps, 'reset', email)

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
    await withdrawAll(deps, trx, person.id)
    await writeEmail(deps, trx, { kind: 'password_changed', user_id: person.id, ...addressed(person) })
  })
}

/** Whoever had the old password may have asked for another address with it. */
const withdrawAll = ({ now }: UsersDeps, trx: sql.Trx, id: string) =>
  sql.withdrawCodes(trx, id, ['change_email', 'reset'], now())
