/** Proving an address: a new account's, or the new one of an account that has one. */

import type { Job, Jobs, QueueDefinition } from '#lib/jobs/jobs'
import { notFound, Problem } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'
import { type Address, addressOf } from './addresses.ts'
import type { UsersDeps } from './deps.ts'
import { writeEmail } from './post.ts'
import { addressed } from './registration.ts'
import * as sql from './sql.ts'

/** Ends what was begun, when this process ended between `auth` and our own transaction. */
export const settle_queue: QueueDefinition = { name: 'settle' }
/** Longer than `auth` is waited for. */
const SETTLE_AFTER_S = 15

export async function verify(deps: UsersDeps, text: string): Promise<void> {
  const { codes, db, jobs, now } = deps
  const id = codes.idOf(text, ['verify', 'change_email'])
  const code = id === undefined ? undefined : await sql.codeById(db, id)
  if (code === undefined) throw codeInvalid()
  if (code.expires_at <= now()) throw codeExpired()
  // Again, by somebody whose answer was lost.
  if (code.used_at !== null) return
  await db
    .transaction()
    .execute((trx) => jobs.enqueue(trx, settle_queue.name, { code_id: code.id }, { delay_s: SETTLE_AFTER_S }))
  await settle(deps, code)
}

export function settleLater(deps: UsersDeps & { jobs: Pick<Jobs, 'work'> }): void {
  const { accounts, db, now } = deps
  deps.jobs.work<{ code_id: string }>(settle_queue.name, async ({ data }: Job<{ code_id: string }>) => {
    const code = await sql.codeById(db, data.code_id)
    if (code === undefined) return
    const is_open = code.used_at === null && (code.purpose === 'verify' || code.expires_at > now())
    // What is refused was said to whoever asked, and does not change.
    if (is_open) await settle(deps, code).catch(unlessRefused)
    // Of two changes at once, ours and `auth`'s last one may differ; or one was withdrawn between the two.
    const person = await sql.personById(db, code.user_id)
    if (person?.state === 'active')
      await accounts.setLogin(person.id, person.email_key).catch(refusedLogin).catch(unlessRefused)
  })
}

/**
 * `auth` first, since there an address belongs to one account only; then our row. Both may be repeated: whoever comes
 * after a crash in between does again what was done, and then the rest.
 */
async function settle(deps: UsersDeps, code: sql.CodeRow): Promise<void> {
  const { accounts, db } = deps
  const address = addressOf(code.email)
  const person = await sql.personById(db, code.user_id)
  const owner = await sql.personByEmail(db, address.email_key)
  mayHave(person, address, code)
  if (owner !== undefined && owner.id !== person.id) throw emailTaken()
  await accounts.setLogin(person.id, address.email_key).catch(refusedLogin)
  await db.transaction().execute((trx) => apply(deps, trx, code, address))
}

/** Our part: the address is the person's. */
async function apply(deps: UsersDeps, trx: sql.Trx, code: sql.CodeRow, address: Address): Promise<void> {
  const { now } = deps
  const before = await sql.lockPerson(trx, code.user_id)
  mayHave(before, address, code)
  if (!(await sql.useCode(trx, code.id, now()))) {
    if ((await sql.codeById(trx, code.id))?.used_at) return
    throw codeExpired()
  }
  // By another code, sent again.
  if (code.purpose === 'verify' && before.state === 'active') return
  await sql.setEmail(trx, before.id, address, now()).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === '23505') throw emailTaken()
    throw error
  })
  // Whatever else was sent, to whichever address, was for how it was before.
  await sql.withdrawCodes(trx, before.id, ['change_email', 'reset'], now())
  const about = { user_id: before.id, ...addressed(before) }
  if (code.purpose === 'verify')
    await writeEmail(deps, trx, { ...about, kind: 'welcome', recipient: address.email })
  else await writeEmail(deps, trx, { ...about, kind: 'email_changed' })
}

/** Throws when this code cannot make the address the person's. */
function mayHave(
  person: sql.PersonRow | undefined,
  { email_key }: Address,
  { purpose }: sql.CodeRow,
): asserts person is sql.PersonRow {
  if (person === undefined || person.state === 'erasing')
    throw notFound('unknown_user', 'There is no such account')
  // An old code of the registration does not bring back an address that was changed since.
  if (purpose === 'verify' && person.state === 'active' && person.email_key !== email_key) throw codeExpired()
}

function refusedLogin(error: unknown): never {
  const code = error instanceof UpstreamProblem ? error.problem.code : undefined
  if (code === 'login_taken') throw emailTaken()
  // Deleted there, as nobody had confirmed it for a week.
  if (code === 'unknown_account') throw codeExpired()
  throw error
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Problem) || error.status >= 500) throw error
}

export const codeInvalid = () =>
  new Problem(400, 'code_invalid', 'The code is not one of ours, or not for this')
export const codeExpired = () =>
  new Problem(410, 'code_expired', 'The code is no longer good: ask for another')
const emailTaken = () => new Problem(409, 'email_taken', 'Another account has that address')
