/** What must be true when all is quiet again, whatever went wrong: each that is not, in words. */
import { refundAt } from '#service/reservations/bookings/bookings'
import type { BankTestClient } from '#service/stand-ins/bank/client'
import type { Fault } from './combinations.ts'
import type { Told } from './customer.ts'
import { TODAY } from './plan.ts'
import type { Platform } from './platform.ts'
import * as sql from './sql.ts'

export interface Seen {
  bookings: number
  confirmed: number
  captured: number
  wrong: string[]
}

export async function look(
  { databases, letters }: Pick<Platform, 'databases' | 'letters'>,
  bank: BankTestClient,
  owner: string,
  told: readonly Told[],
  happened: readonly Fault[],
): Promise<Seen> {
  const { reservations, payments } = databases
  const bookings = await sql.bookingsOf(reservations, owner)
  const paid = await sql.paymentsOf(payments, owner)
  const transitions = await sql.transitionsOf(reservations, owner)
  const wrong = [
    ...(await nights(databases)),
    ...(await money(databases, owner, bookings, transitions)),
    ...(await books(databases, bank)),
    ...(await atTheBank(bank, paid)),
    ...payOnce(paid),
    ...promises(bookings, paid, told),
    ...post(letters, expectedLetters(bookings, paid, transitions, await sql.changesOf(reservations, owner)), {
      bookings,
      paid,
      happened,
    }),
    ...(await sql.lettersTwice(reservations)).map((what) => `the letter ${what} was written twice`),
  ]
  return {
    bookings: bookings.length,
    confirmed: bookings.filter(({ state }) => state === 'confirmed').length,
    captured: paid.filter(({ status }) => status === 'captured').length,
    wrong,
  }
}

const nights = async ({ reservations }: Platform['databases']) =>
  (await sql.wrongNights(reservations)).map(
    ({ night, booked, live, capacity }) =>
      `${night}: ${booked} of ${capacity} rooms are taken, ${live} by bookings`,
  )

async function money(
  { reservations, payments }: Platform['databases'],
  owner: string,
  bookings: readonly sql.BookingSeen[],
  transitions: readonly sql.TransitionSeen[],
): Promise<string[]> {
  const text = ({ captured, refunded }: Omit<sql.Money, 'reservation_id'>) => `${captured} less ${refunded}`
  const by = (rows: sql.Money[]) => new Map(rows.map((row) => [row.reservation_id, row]))
  const ours = by(await sql.moneyOfReservations(reservations, owner))
  const theirs = by(await sql.moneyOfPayments(payments, owner))
  return bookings.flatMap((booking) => {
    const nothing = { captured: 0, refunded: 0 }
    const here = ours.get(booking.id) ?? nothing
    const there = theirs.get(booking.id) ?? nothing
    const wrong: string[] = []
    if (text(here) !== text(there))
      wrong.push(`${booking.id}: reservations counts ${text(here)}, payments ${text(there)}`)
    const due = priceOf(booking, transitions)
    if (there.captured - there.refunded !== due)
      wrong.push(`${booking.id} is ${booking.state} for ${due}, and ${text(there)} was taken`)
    return wrong
  })
}

/** The day of these runs is fixed. */
const CANCELLED_AT = new Date(`${TODAY}T12:00:00Z`)

/** What is to be kept of a booking: its price, or what the policy that was sold keeps. */
function priceOf(booking: sql.BookingSeen, transitions: readonly sql.TransitionSeen[]): number {
  if (booking.state === 'confirmed') return booking.total
  const last = transitions.findLast(({ booking_id }) => booking_id === booking.id)
  if (!booking.paid || last?.cause !== 'cancelled_by_guest') return 0
  return booking.total - refundAt(booking.sold, CANCELLED_AT).refund
}

async function books({ payments }: Platform['databases'], bank: BankTestClient): Promise<string[]> {
  const wrong: string[] = []
  const sum = await sql.ledgerSum(payments)
  if (sum !== 0) wrong.push(`the ledger sums to ${sum}`)
  const gaps = await sql.invoiceGaps(payments)
  if (gaps !== 0) wrong.push(`${gaps} numbers of invoices or credit notes are missing`)
  const theirs = new Map<string, number>()
  for (const { type, reference, amount } of await bank.statement())
    theirs.set(reference, (theirs.get(reference) ?? 0) + (type === 'capture' ? amount : -amount))
  const ours = new Map((await sql.bankLedger(payments)).map(({ reference, amount }) => [reference, amount]))
  for (const reference of new Set([...theirs.keys(), ...ours.keys()]))
    if (ours.get(reference) !== theirs.get(reference))
      wrong.push(`${reference}: our books say ${ours.get(reference)}, the bank ${theirs.get(reference)}`)
  return wrong
}

async function atTheBank(bank: BankTestClient, paid: readonly sql.PaymentSeen[]): Promise<string[]> {
  const wrong: string[] = []
  for (const { id, status } of paid) {
    const authorizations = await bank.authorizations(id)
    if (authorizations.length > 1) wrong.push(`${id} has ${authorizations.length} authorizations at the bank`)
    for (const one of authorizations)
      if (one.status === 'authorized' || (one.status === 'captured') !== (status === 'captured'))
        wrong.push(`${id} is ${status} here and ${one.status} at the bank`)
  }
  return wrong
}

function payOnce(paid: readonly sql.PaymentSeen[]): string[] {
  const wrong: string[] = []
  const first = new Set<string>()
  for (const { id, reservation_id, status, is_for_change, invoices } of paid) {
    if (invoices !== (status === 'captured' ? 1 : 0))
      wrong.push(`${id} is ${status} and has ${invoices} invoices`)
    if (status !== 'captured' || is_for_change) continue
    if (first.has(reservation_id)) wrong.push(`${reservation_id} was paid twice`)
    first.add(reservation_id)
  }
  return wrong
}

/** Nothing that a customer was told is untrue. */
function promises(
  bookings: readonly sql.BookingSeen[],
  paid: readonly sql.PaymentSeen[],
  told: readonly Told[],
): string[] {
  const wrong: string[] = []
  const booking = new Map(bookings.map((one) => [one.id, one]))
  const payment = new Map(paid.map((one) => [one.id, one]))
  const held = told.flatMap((one) => one.held)
  if (bookings.length !== held.length)
    wrong.push(`${held.length} reservations were answered, ${bookings.length} were made`)
  for (const id of held) if (!booking.has(id)) wrong.push(`${id} was answered, and is lost`)
  for (const id of told.flatMap((one) => one.paid))
    if (payment.get(id)?.status !== 'captured')
      wrong.push(`${id} was paid, and is ${payment.get(id)?.status}`)
  const cancelled = told.flatMap((one) => one.cancelled)
  for (const id of cancelled)
    if (booking.get(id)?.state !== 'cancelled')
      wrong.push(`${id} was cancelled, and is ${booking.get(id)?.state}`)
  for (const { check_out } of told)
    for (const [id, day] of check_out)
      if (booking.get(id)?.check_out !== day)
        wrong.push(`${id} was changed to leave on ${day}, and leaves on ${booking.get(id)?.check_out}`)
  return wrong
}

/** By their Message-IDs: what a mail program shows once, however often it comes. */
function expectedLetters(
  bookings: readonly sql.BookingSeen[],
  paid: readonly sql.PaymentSeen[],
  transitions: readonly sql.TransitionSeen[],
  changes: readonly { id: string; booking_id: string }[],
): string[] {
  const of = (booking_id: string, ref: string, ...kinds: string[]) =>
    kinds.map((kind) => `<${booking_id}.${kind}.${ref}@vacancy.example>`)
  return [
    ...bookings.flatMap(({ id }) => of(id, '1', 'hold')),
    // Whoever cancelled before the money was taken hears of nothing else, and the hotel of nothing at all.
    ...bookings.flatMap(({ id, paid_at, payment_id }) => {
      const ended = transitions.find((one) => one.booking_id === id && one.state === 'cancelled')
      const is_told = paid_at !== null && (ended === undefined || paid_at <= ended.at)
      return is_told ? of(id, payment_id ?? '', 'confirmed', 'hotel_new') : []
    }),
    ...changes.flatMap(({ id, booking_id }) => of(booking_id, id, 'changed', 'hotel_changed')),
    ...transitions.flatMap(({ booking_id, cause, at }) => {
      if (cause === 'payment_lost') return of(booking_id, 'payment_lost', 'cancelled')
      if (cause !== 'cancelled_by_guest') return []
      const paid_at = bookings.find(({ id }) => id === booking_id)?.paid_at ?? null
      const hotel_knows = paid_at !== null && paid_at <= at
      return of(booking_id, 'guest', 'cancelled', ...(hotel_knows ? ['hotel_cancelled'] : []))
    }),
    ...paid.flatMap(({ id, status }) => (status === 'captured' ? [`<${id}.receipt@vacancy.example>`] : [])),
  ]
}

interface Posted {
  bookings: readonly sql.BookingSeen[]
  paid: readonly sql.PaymentSeen[]
  happened: readonly Fault[]
}

function post(
  letters: Platform['letters'],
  expected: readonly string[],
  { bookings, paid, happened }: Posted,
): string[] {
  const ids = new Set([...bookings, ...paid].map(({ id }) => id))
  const ours = letters.filter(({ message_id }) => ids.has(message_id.slice(1).split('.')[0] ?? ''))
  const came = new Map<string, number>()
  for (const { message_id } of ours) came.set(message_id, (came.get(message_id) ?? 0) + 1)
  const wanted = new Set(expected)
  const most = 1 + happened.filter(repeatsLetters).length
  return [
    ...expected.filter((id) => !came.has(id)).map((id) => `the letter ${id} never came`),
    ...[...came.keys()].filter((id) => !wanted.has(id)).map((id) => `nobody wanted the letter ${id}`),
    ...[...came]
      .filter(([, times]) => times > most)
      .map(([id, times]) => `the letter ${id} came ${times} times, after ${most - 1} faults that repeat one`),
    ...ours
      .filter(({ message_id, attachments }) => message_id.includes('.receipt@') !== (attachments === 1))
      .map(({ message_id, attachments }) => `${message_id} has ${attachments} attachments`),
  ]
}

/** Whether somebody may not have heard that a letter was taken, and sends it again: each fault once at most. */
function repeatsLetters({ step, action }: Fault): boolean {
  if (action.kind === 'kill') return action.victim !== 'bank' && action.victim !== 'pdf-reports'
  if (action.kind === 'delay') return false
  return /^(letter|job|receipt|commit)/.test(step)
}
