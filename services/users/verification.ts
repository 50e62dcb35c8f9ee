/** Proving an address: a new account's, or the new one of an account that has one. */

import type { Job, Jobs, QueueDefinition } from '#lib/jobs/jobs'
import { notFound, Problem } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'
import { addressOf } from './addresses.ts'
import type { UsersDeps } from './deps.ts'
import { writeEmail } from './post.ts'
import { addressed } from './registration.ts'
import * as sql from './sql.ts'

/** Ends what was begun, when this process ended between `auth` and our own transaction. */
export const settle_queue: QueueDefinition = { name: 'settle', retry_limit: 20 }
const SETTLE_AFTER_S = 15

export async function verify(deps: UsersDeps, text: string): Promise<void> {
  const { codes, db, jobs, now } = deps
  const id = codes.idOf(text, ['verify', 'change_email'])
  const code = id === undefined ? undefined : await sql.codeById(db, id)
  if (code === undefined) throw codeInvalid()
  // Again, by somebody whose answer was lost.
  if (code.used_at !== null) return
  if (code.expires_at <= now()) throw codeExpired()
  await db
    .transaction()
    .execute((trx) => jobs.enqueue(trx, settle_queue.name, { code_id: code.id }, { delay_s: SETTLE_AFTER_S }))
  await settle(deps, code)
}

export function settleLater(deps: UsersDeps & { jobs: Pick<Jobs, 'work'> }): void {
  deps.jobs.work<{ code_id: string }>(settle_queue.name, async ({ data }: Job<{ code_id: string }>) => {
    const code = await sql.codeById(deps.db, data.code_id)
    if (code === undefined || code.used_at !== null) return
    await settle(deps, code).catch((error: unknown) => {
      // Somebody else has the address: that was said to whoever asked, and does not change.
      if (!(error instanceof Problem) || error.status >= 500) throw error
    })
  })
}

/**
 * `auth` first, since there an address belongs to one account only; then our row. Both may be repeated: whoever comes
 * after a crash in between does again what was done, and then the rest.
 */
async function settle(deps: UsersDeps, code: sql.CodeRow): Promise<void> {
  const { accounts, db, now } = deps
  const address = addressOf(code.email)
  const person = await sql.personById(db, code.user_id)
  if (person === undefined || person.state === 'erasing')
    throw notFound('unknown_user', 'There is no such account')
  const owner = await sql.personByEmail(db, address.email_key)
  if (owner !== undefined && owner.id !== person.id) throw emailTaken()
  await accounts.setLogin(person.id, address.email_key).catch((error: unknown) => {
    if (error instanceof UpstreamProblem && error.problem.code === 'login_taken') throw emailTaken()
    throw error
  })
  await db.transaction().execute(async (trx) => {
    const before = await sql.lockPerson(trx, person.id)
    if (before === undefined || !(await sql.useCode(trx, code.id, now()))) return
    await sql.setEmail(trx, person.id, address, now()).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === '23505') throw emailTaken()
      throw error
    })
    const about = { user_id: person.id, ...addressed(before) }
    if (code.purpose === 'verify')
      await writeEmail(deps, trx, { ...about, kind: 'welcome', recipient: address.email })
    else await writeEmail(deps, trx, { ...about, kind: 'email_changed' })
  })
}

export const codeInvalid = () =>
  new Problem(400, 'code_invalid', 'The code is not one of ours, or not for this')
export const codeExpired = () =>
  new Problem(410, 'code_expired', 'The code is no longer good: ask for another')
const emailTaken = () => new Problem(409, 'email_taken', 'Another account has that address')
