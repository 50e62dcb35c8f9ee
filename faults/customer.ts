/** People who book, pay, change their mind and come again when nothing answers, as a script says. */
import { setTimeout as sleep } from 'node:timers/promises'
import { addDays } from '#lib/dates'
import { UpstreamProblem, UpstreamUnavailable } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import type { Quote } from '#service/search/quotes/contract'
import { type CardBehaviour, test_cards } from '#service/stand-ins/bank/contract'
import type { Script } from './plan.ts'
import { HOLD_S } from './plan.ts'
import type { Shop } from './shop.ts'

/** Longer than this nobody has to come again: what was broken must have healed. */
const PATIENCE_MS = 45_000
const PAUSE_MS = { first: 50, most: 500 }
/** A payment that takes longer is left to the jobs. */
const WATCH_MS = HOLD_S * 1_000 + 3_000

/** What a customer was told, and may rely on from then on. */
export interface Told {
  /** Reservations that were answered with 201. */
  held: string[]
  paid: string[]
  cancelled: string[]
  /** By reservation: the last change that was answered with success and was through. */
  check_out: Map<string, string>
  /** What they were refused, and took for an answer. */
  refused: string[]
}

const numberOf = (behaviour: CardBehaviour) =>
  Object.entries(test_cards).find(([, does]) => does === behaviour)?.[0] ?? ''
const key = () => crypto.randomUUID()

const MOST_VISITS = 3

export async function visit(shop: Shop, script: Script, nth: number): Promise<Told> {
  const told: Told = { held: [], paid: [], cancelled: [], check_out: new Map(), refused: [] }
  for (let visits = 0; visits < (script.comes_again ? MOST_VISITS : 1); visits++) {
    const before = told.refused.length
    await once(shop, script, nth, told)
    const was_late = told.refused.slice(before).some((code) => TOO_LATE.has(code))
    const is_unpaid = script.ends_as === 'paid' && script.confirms === 'approve' && told.paid.length === 0
    if (!was_late && !is_unpaid) break
  }
  return told
}

const TOO_LATE: ReadonlySet<string> = new Set(['hold_expired', 'reservation_state'])

async function once(shop: Shop, script: Script, nth: number, told: Told): Promise<Told> {
  const { customer } = shop
  const check_in = addDays(shop.first_night, script.offset)
  const quote = await quoteFor(shop, script, told, { check_in, nights: script.nights })
  if (quote === undefined) return told
  const guest = { name: 'Łukasz 王小明', email: `${shop.name}-${nth}@guests.example` }
  const held_key = key()
  const held = await unless(told, ['sold_out'], () =>
    customer.reservations.hold({ quote: quote.quote, guest }, held_key),
  )
  if (held === undefined) return told
  told.held.push(held.id)
  if (script.ends_as === 'abandoned') return told
  if (script.ends_as === 'paid') {
    if (!(await pay(shop, script, held.id, told))) return told
    let nights = script.nights
    for (const wish of script.wishes) {
      if (wish === 'cancel') return cancel(shop, held.id, told)
      nights = wish === 'longer' ? nights + 1 : Math.max(1, nights - 1)
      await change(shop, held.id, await quoteFor(shop, script, told, { check_in, nights }), told)
    }
    return told
  }
  const paying = script.ends_as === 'cancelled_while_paying' ? pay(shop, script, held.id, told) : undefined
  if (paying !== undefined) await sleep(script.cancels_after_ms)
  await cancel(shop, held.id, told)
  await paying
  return told
}

function room({ rooms }: Shop, { rooms_key }: Script) {
  const found = rooms.get(rooms_key)
  if (found === undefined) throw new Error('a customer wants a room that the shop has not got')
  return found
}

const quoteFor = (
  shop: Shop,
  script: Script,
  told: Told,
  stay: { check_in: string; nights: number },
): Promise<Quote | undefined> =>
  unless(told, ['gone'], () => shop.customer.quote({ ...room(shop, script), ...stay }))

/** True when the money was taken while somebody watched. */
async function pay(shop: Shop, script: Script, reservation_id: string, told: Told): Promise<boolean> {
  const { bank, payments } = shop.customer
  for (const card of script.cards) {
    const card_token = await persist(() => bank.cardToken(numberOf(card)))
    const attempt = () => {
      const same = key()
      return unless(told, ['reservation_state', 'hold_expired'], () =>
        payments.pay({ reservation_id, card_token }, same),
      )
    }
    const begun = await Promise.all(script.pays_twice ? [attempt(), attempt()] : [attempt()])
    for (const payment of begun) {
      if (payment === undefined) continue
      const ended = await watch(shop, script, payment)
      if (ended.status !== 'captured') continue
      told.paid.push(ended.id)
      return true
    }
  }
  return false
}

async function watch({ customer }: Shop, script: Script, begun: Payment): Promise<Payment> {
  const until_ms = performance.now() + WATCH_MS
  let payment = begun
  let asked_to_confirm = false
  while (performance.now() < until_ms) {
    const { status, confirmation_url } = payment
    if (status === 'captured' || status === 'failed' || status === 'voided') return payment
    if (status === 'requires_confirmation' && confirmation_url !== null && !asked_to_confirm) {
      const { confirms } = script
      if (confirms === 'never') return payment
      asked_to_confirm = true
      await sleep(script.thinks_ms)
      // The bank's page: whoever finds it gone tries again, and it says that it is done when it was.
      await customer.bank.confirm(confirmation_url, confirms).catch(() => {
        asked_to_confirm = false
      })
    }
    await sleep(PAUSE_MS.first)
    payment = await persist(() => customer.payments.payment(begun.id))
  }
  return payment
}

async function change(shop: Shop, id: string, quote: Quote | undefined, told: Told): Promise<void> {
  if (quote === undefined) return
  const same = key()
  const refusals = ['sold_out', 'payment_declined', 'reservation_state', 'change_pending']
  const changed = await unless(told, refusals, () =>
    shop.customer.reservations.change(id, { quote: quote.quote }, same),
  )
  if (changed !== undefined && changed.pending_change === null) told.check_out.set(id, changed.check_out)
}

async function cancel(shop: Shop, id: string, told: Told): Promise<Told> {
  const cancelled = await unless(told, ['change_pending', 'reservation_state'], () =>
    shop.customer.reservations.cancel(id, { dry_run: false }),
  )
  if (cancelled !== undefined) told.cancelled.push(id)
  return told
}

/** Undefined for a refusal that may be; any other is a failure of the run. */
async function unless<T>(
  { refused }: Told,
  codes: readonly string[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await persist(work)
  } catch (error) {
    if (!(error instanceof UpstreamProblem) || !codes.includes(error.problem.code)) throw error
    refused.push(error.problem.code)
    return undefined
  }
}

async function persist<T>(work: () => Promise<T>): Promise<T> {
  const until_ms = performance.now() + PATIENCE_MS
  for (let pause_ms = PAUSE_MS.first; ; pause_ms = Math.min(pause_ms * 2, PAUSE_MS.most)) {
    try {
      return await work()
    } catch (error) {
      const passes =
        error instanceof UpstreamUnavailable ||
        (error instanceof UpstreamProblem && (error.problem.status >= 500 || error.problem.status === 429))
      if (!passes || performance.now() > until_ms) throw error
    }
    await sleep(pause_ms)
  }
}
