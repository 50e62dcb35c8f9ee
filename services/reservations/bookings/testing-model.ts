/** Bookings as a model counts them: no rows, no transactions, only what follows from what. */
import { addDays, earliestToday } from '#lib/dates'
import type { Sold } from './contract.ts'
import { holdsRooms, nextState, type State } from './state.ts'
import { ModelPayments } from './testing-payments.ts'

export const NIGHTS = 4
export const CAPACITY = 3
export const HOLD_MS = 900_000

export interface Modelled {
  id: string
  state: State
  sold: Sold
  hold_until_ms: number
  due_ms: number
  attempt: string | undefined
  payment: string | undefined
  paid: boolean
  lost: boolean
  /** Of a cancellation, as it was answered. */
  answer: { refund_percent: number; refund: number } | undefined
  change: { id: string; sold: Sold } | undefined
}

export class Model {
  readonly all: Modelled[] = []
  readonly payments = new ModelPayments()
  readonly failed = new Set<string>()

  constructor(
    private readonly first: string,
    readonly now_ms: () => number,
  ) {}

  get today(): string {
    return earliestToday(() => new Date(this.now_ms()))
  }

  nightsOf({ check_in, check_out }: Pick<Sold, 'check_in' | 'check_out'>): string[] {
    return Array.from({ length: NIGHTS }, (_, i) => addDays(this.first, i)).filter(
      (one) => one >= check_in && one < check_out,
    )
  }

  private rooms(sold: Sold, night: string): number {
    return this.nightsOf(sold).includes(night) ? sold.rooms : 0
  }

  booked(night: string): number {
    return this.all.reduce((sum, { state, sold, change }) => {
      const had = this.rooms(sold, night)
      const more = change === undefined ? 0 : Math.max(0, this.rooms(change.sold, night) - had)
      return sum + (holdsRooms(state) ? had : 0) + more
    }, 0)
  }

  /** Whether there is room; for a change, for what it needs beside what it has. */
  free(sold: Sold, instead_of?: Sold): boolean {
    return this.nightsOf(sold).every((night) => {
      const more = sold.rooms - (instead_of === undefined ? 0 : this.rooms(instead_of, night))
      return more <= 0 || this.booked(night) + more <= CAPACITY
    })
  }

  held(id: string, sold: Sold): Modelled {
    const hold_until_ms = this.now_ms() + HOLD_MS
    const none = { attempt: undefined, payment: undefined, answer: undefined, change: undefined }
    const one = { id, sold, hold_until_ms, due_ms: hold_until_ms, ...none, paid: false, lost: false }
    this.all.push({ ...one, state: 'hold' })
    return this.all.at(-1) as Modelled
  }

  began(one: Modelled, payment_id: string): void {
    Object.assign(one, { state: 'paying', attempt: payment_id, due_ms: this.now_ms() + HOLD_MS })
  }

  authorized(one: Modelled, payment_id: string): void {
    if (one.state !== 'paying' || one.attempt !== payment_id) return
    Object.assign(one, { state: 'confirmed', payment: payment_id, due_ms: completesMs(one.sold) })
  }

  ended(one: Modelled, payment_id: string): void {
    this.failed.add(payment_id)
    if (one.state === 'confirmed' && one.payment === payment_id && !one.paid) {
      Object.assign(one, { state: 'cancelled', lost: true, answer: { refund_percent: 100, refund: 0 } })
    } else if (one.state === 'paying' && one.attempt === payment_id) {
      one.state = one.hold_until_ms <= this.now_ms() ? 'expired' : 'hold'
      one.attempt = undefined
      one.due_ms = one.hold_until_ms
    }
  }

  captured(one: Modelled, payment_id: string): void {
    this.authorized(one, payment_id)
    if (one.payment === payment_id) one.paid = true
  }

  refundNow({ state, sold: { cancellation } }: Modelled): { refund_percent: number; refund: number } {
    if (state !== 'confirmed') return { refund_percent: 100, refund: 0 }
    const step = cancellation.timeline.find(
      ({ until }) => until === null || Date.parse(until) > this.now_ms(),
    )
    return { refund_percent: step?.refund_percent ?? 0, refund: step?.refund.amount ?? 0 }
  }

  /** The difference is paid, or not: the stay is moved where there still is one to be moved. */
  settled(one: Modelled, is_paid: boolean): void {
    const { change } = one
    if (change === undefined) return
    if (is_paid && one.state === 'confirmed')
      Object.assign(one, { sold: change.sold, due_ms: completesMs(change.sold) })
    one.change = undefined
  }

  sweep(): void {
    for (const one of this.all) {
      if (one.due_ms > this.now_ms()) continue
      if (one.state === 'hold') one.state = 'expired'
      else if (one.state === 'paying') one.due_ms = this.now_ms() + 60_000
      else if (one.state === 'confirmed' && (one.change !== undefined || !one.paid))
        one.due_ms = this.now_ms() + 60_000
      else if (one.state === 'confirmed') one.state = 'completed'
    }
  }

  may(one: Modelled, cause: Parameters<typeof nextState>[1]): boolean {
    return nextState(one.state, cause) !== undefined
  }

  /** What the guest has paid for in the end, when everything is through. */
  price({ state, sold, payment, answer, lost }: Modelled): number {
    if (state === 'confirmed' || state === 'completed' || state === 'no_show') return sold.total.amount
    if (state !== 'cancelled' || payment === undefined || lost) return 0
    return sold.total.amount - (answer?.refund ?? 0)
  }
}

const completesMs = ({ check_out }: Sold) => Date.parse(`${addDays(check_out, 1)}T12:00:00Z`)
