/** What a letter says when it goes: the booking as it was when the letter became due, whatever has come since. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import type { Email } from '#lib/email/message'
import { idempotency } from '#lib/idempotency/idempotency'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import * as bookings from './bookings.ts'
import { change } from './change.ts'
import type { BookingDeps } from './deps.ts'
import * as paying from './paying.ts'
import { deliver } from './post.ts'
import { resendLetter } from './resend.ts'
import { type Letter, letter_queue } from './tasks.ts'
import { ModelPayments } from './testing-payments.ts'

const owner = 'customer'
let api: TestReservations
let deps: BookingDeps
let written: Letter[] = []
const now_ms = Date.parse(`${TODAY}T12:00:00Z`)
let days = 20
beforeAll(async () => {
  api = await testReservations({ now: () => new Date(0) })
  deps = {
    ...{ db: api.db, inTransaction: api.inTransaction, quote_keys: api.quote_keys },
    jobs: {
      enqueue: async (_, queue, data) => {
        if (queue === letter_queue.name) written.push(data as Letter)
        return ''
      },
      work: () => undefined,
    },
    keys: idempotency('reservations', () => new Date(now_ms)),
    payments: new ModelPayments().client,
    clock: () => new Date(now_ms),
    now: () => new Date(now_ms),
  }
})
afterAll(() => api.close())

const key = () => crypto.randomUUID()
/** Paid, or only promised by the bank. */
async function booked(is_paid: boolean) {
  written = []
  days += 4
  const sold = soldOf(api.roomType(1), { check_in: addDays(TODAY, days) })
  const quote = await api.quote(sold, { exp: 4_000_000_000 })
  const { body } = await bookings.hold(deps, { quote, guest }, { owner, key: key() })
  const { id } = JSON.parse(body) as { id: string }
  const payment_id = `pay_0${key().replaceAll('-', '').slice(0, 25)}`
  const told = { payment_id, reservation_id: id, amount: sold.total.amount }
  await paying.beginPayment(deps, id, { payment_id, owner })
  await deps.inTransaction((trx) => paying.paymentAuthorized(deps, trx, told))
  if (is_paid) await deps.inTransaction((trx) => paying.paymentCaptured(deps, trx, told))
  return { id, sold, told }
}
async function textOf(kind: Letter['kind'], ref?: string): Promise<string> {
  const letter = written.find((one) => one.kind === kind && (ref === undefined || one.ref === ref))
  if (letter === undefined) throw new Error(`no letter ${kind} was written`)
  const sent: Email[] = []
  const mailer = { send: async (email: Email) => void sent.push(email) }
  await deliver(deps, { mailer, site_url: 'https://vacancy.example' }, letter)
  return sent[0]?.text ?? ''
}

test('a confirmation that is late tells of the stay that was confirmed, and the change of the new one', async () => {
  const { id, sold } = await booked(true)
  const shorter = soldOf(sold.room_type.id, { check_in: sold.check_in, check_out: addDays(sold.check_in, 1) })
  await change(deps, id, { quote: await api.quote(shorter, { exp: 4_000_000_000 }) }, { owner, key: key() })
  const total = (text: string) => /Total\W+(€[\d.]+)/.exec(text)?.[1]
  for (const kind of ['hold', 'confirmed', 'hotel_new'] as const)
    expect([kind, total(await textOf(kind))]).toEqual([kind, '€200.00'])
  expect(total(await textOf('changed'))).toBe('€100.00')
  await resendLetter(deps, id, owner)
  expect(total(await textOf('confirmed', 'again_1'))).toBe('€100.00')
})

test('the letter about a booking that the bank has lost says so, also when it is sent again', async () => {
  const { id, told } = await booked(false)
  await deps.inTransaction((trx) => paying.paymentFailed(deps, trx, told))
  const first = await textOf('cancelled')
  expect(first).toContain('took back its promise')
  await resendLetter(deps, id, owner)
  const again = await textOf('cancelled', 'again_1')
  expect(again).toBe(first)
})
