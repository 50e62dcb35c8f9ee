/** What payments would be, for tests of bookings: it remembers, does each thing once, and says how a payment stands. */
import { UpstreamProblem, UpstreamUnavailable } from '#lib/transport'
import type { SettlementClient } from '#service/payments/client'
import type { Payment, PaymentStatus } from '#service/payments/contract'

export interface Known {
  id: string
  booking_id: string
  status: PaymentStatus
  amount: number
  /** By refund: the same again is no other one. */
  refunds: Map<string, number>
  change_id: string | null
}

/** How it meets what it is asked: an answer that is lost may have had its effect. */
export type Mood = 'fair' | 'away' | 'answer_lost' | 'declines'

export class ModelPayments {
  readonly all = new Map<string, Known>()
  mood: Mood = 'fair'
  private count = 0

  begin(booking_id: string, amount: number, change_id: string | null = null): Known {
    const id = `pay_${String(++this.count).padStart(26, '0')}`
    const known: Known = {
      ...{ id, booking_id, amount, change_id },
      status: change_id === null ? 'requires_confirmation' : 'captured',
      refunds: new Map(),
    }
    this.all.set(id, known)
    return known
  }

  ofChange(change_id: string): Known | undefined {
    return [...this.all.values()].find((one) => one.change_id === change_id)
  }

  /** What a booking has cost in the end. */
  kept(booking_id: string): number {
    return [...this.all.values()]
      .filter((one) => one.booking_id === booking_id && one.status === 'captured')
      .reduce(
        (sum, { amount, refunds }) => sum + amount - [...refunds.values()].reduce((a, b) => a + b, 0),
        0,
      )
  }

  readonly client: SettlementClient = {
    payment: (id) => this.asked(() => shown(this.known(id))),
    capture: (id) =>
      this.asked(() => {
        const one = this.known(id)
        if (one.status === 'authorized') one.status = 'captured'
        if (one.status !== 'captured') throw refused(one.status)
        return shown(one)
      }),
    void: (id) =>
      this.asked(() => {
        const one = this.known(id)
        if (one.status === 'captured') throw refused(one.status)
        if (one.status !== 'failed') one.status = 'voided'
        return shown(one)
      }),
    refund: (id, { refund_id, amount, reason }) =>
      this.asked(() => {
        const one = this.known(id)
        if (one.status !== 'captured') throw refused(one.status)
        one.refunds.set(refund_id, amount.amount)
        return { id: refund_id, amount, status: 'refunded', reason, credit_note: null, created_at: '' }
      }),
    difference: (id, { change_id, amount }) =>
      this.asked(() => {
        const before = this.ofChange(change_id)
        if (before !== undefined) return shown(before)
        const first = this.known(id)
        if (first.status !== 'captured' && first.status !== 'authorized') throw refused(first.status)
        const one = this.begin(first.booking_id, amount.amount, change_id)
        if (this.mood === 'declines') one.status = 'failed'
        return shown(one)
      }),
  }

  private async asked<T>(work: () => T): Promise<T> {
    if (this.mood === 'away') throw new UpstreamUnavailable('payments', 'unreachable')
    const answer = attempt(work)
    // Whatever it was, a refusal too.
    if (this.mood === 'answer_lost') throw new UpstreamUnavailable('payments', 'timeout')
    if ('error' in answer) throw answer.error
    return answer.value
  }

  private known(id: string): Known {
    const one = this.all.get(id)
    if (one === undefined) throw new Error(`nobody began ${id}`)
    return one
  }
}

function attempt<T>(work: () => T): { value: T } | { error: unknown } {
  try {
    return { value: work() }
  } catch (error) {
    return { error }
  }
}

const refused = (state: PaymentStatus) =>
  new UpstreamProblem('payments', {
    ...{ type: 'about:blank', title: '', status: 409, code: 'payment_status', state },
  })

const shown = ({ id, booking_id, status, amount, change_id }: Known): Payment => ({
  ...{ id, reservation_id: booking_id, change_id, status, amount: { amount, currency: 'EUR' } },
  ...{ card: null, confirmation_url: null, decline_code: status === 'failed' ? 'card_declined' : null },
  ...{ refunds: [], invoice: null, created_at: '' },
})
