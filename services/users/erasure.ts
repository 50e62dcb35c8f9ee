/**
 * Being forgotten: asked once, told to every service through the outbox, and finished when all have said that they did
 * it. The address is kept until the last email was taken, and not longer.
 */
import { typeid } from 'typeid-js'
import { cloudEvent } from '#lib/events/event'
import type { Acknowledgement } from '#lib/events/outbox'
import { notFound } from '#lib/problem'
import { ERASURE_REQUESTED, type Erasure, type ErasureRequested } from './contract.ts'
import type { UsersDeps } from './deps.ts'
import { writeEmail } from './post.ts'
import { activePerson } from './profile.ts'
import { addressed, passOn } from './registration.ts'
import * as sql from './sql.ts'

export async function requestErasure(
  deps: UsersDeps,
  user_id: string,
  token: string,
  password: string,
): Promise<Erasure> {
  const { db, events, now, selfOf } = deps
  const before = await sql.erasureOf(db, user_id)
  if (before !== undefined) return asked(before)
  // Before `auth` is asked, which knows nothing of somebody who was forgotten.
  await activePerson(db, user_id)
  await selfOf(token).checkPassword(password).catch(passOn)
  return db.transaction().execute(async (trx) => {
    const person = await sql.lockPerson(trx, user_id)
    if (person === undefined || person.state === 'unverified')
      throw notFound('unknown_user', 'There is no such account')
    const meanwhile = await sql.erasureOf(trx, user_id)
    if (meanwhile !== undefined) return asked(meanwhile)
    const erasure: sql.ErasureRow = {
      id: String(typeid('ers')),
      user_id,
      requested_at: now(),
      finished_at: null,
    }
    await sql.setErasing(trx, user_id)
    const data: ErasureRequested = { user_id, erasure_id: erasure.id }
    const event = cloudEvent({ type: ERASURE_REQUESTED, source: 'users', subject: user_id, data, clock: now })
    const services = await events.publish(trx, event)
    await sql.insertErasure(trx, erasure, services)
    await writeEmail(deps, trx, { kind: 'erasing', user_id, ...addressed(person) })
    if (services.length === 0) await finish(deps, trx, erasure)
    return asked(erasure)
  })
}

/** Part of each delivery, so that it is repeated when it fails. */
export async function acknowledged(deps: UsersDeps, { event, subscriber }: Acknowledgement): Promise<void> {
  const { erasure_id } = event.data as ErasureRequested
  await deps.db.transaction().execute(async (trx) => {
    const erasure = await sql.lockErasure(trx, erasure_id)
    if (erasure === undefined) return
    await sql.acknowledge(trx, erasure_id, subscriber, deps.now())
    if (erasure.finished_at === null && (await sql.outstanding(trx, erasure_id)) === 0)
      await finish(deps, trx, erasure)
  })
}

/** The last email and the end of the person in one transaction: neither without the other. */
async function finish(deps: UsersDeps, trx: sql.Trx, erasure: sql.ErasureRow): Promise<void> {
  const person = erasure.user_id === null ? undefined : await sql.lockPerson(trx, erasure.user_id)
  if (person !== undefined) {
    await writeEmail(deps, trx, { kind: 'account_closed', user_id: null, ...addressed(person) })
    await sql.deletePerson(trx, person.id)
  }
  await sql.finishErasure(trx, erasure.id, deps.now())
}

const asked = ({ id, requested_at }: sql.ErasureRow): Erasure => ({
  erasure_id: id,
  status: 'erasing',
  requested_at: requested_at.toISOString(),
})
