/** What is refused, and which failures of others only mean: ask again. */
import { notFound, Problem } from '#lib/problem'
import { UpstreamProblem, UpstreamUnavailable } from '#lib/transport'
import { BankRefused, BankUnavailable } from './bank.ts'
import type { PaymentStatus } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'

export const unknown = () => notFound('unknown_payment', 'There is no such payment')

export const wrongStatus = (status: PaymentStatus) =>
  new Problem(409, 'payment_status', `That cannot be done to a payment that is ${status}`, {
    members: { state: status },
  })

export const refundReused = () =>
  new Problem(422, 'refund_reused', 'There is another refund of this id, of another amount or payment')

export const unknownCardToken = (cause?: unknown) =>
  new Problem(422, 'unknown_card_token', 'The bank does not know this card token', { cause })

/**
 * For what a job goes on with: what somebody else could not do now is written down and tried again. Everything else is a
 * fault of our own, and whoever asked hears that there was one.
 */
export const laterIfAway =
  ({ log }: Pick<PaymentsDeps, 'log'>, payment_id: string) =>
  (error: unknown): void => {
    const is_away =
      error instanceof BankUnavailable ||
      error instanceof BankRefused ||
      error instanceof UpstreamUnavailable ||
      error instanceof UpstreamProblem
    if (!is_away) throw error
    log.warn({ err: error, payment_id }, 'a payment waits for somebody else')
  }
