/** Typed client of `payments` over any transport. With `contract.ts`, the only file that others import. */
import { type CallOptions, callJson, getBytes, getJson, queryString, type Transport } from '#lib/transport'
import type { NewDifference, NewPayment, NewRefund, Payment, PaymentList, Refund } from './contract.ts'

/** For whoever pays, with a token of their own. */
export interface PaymentsClient {
  pay(payment: NewPayment, idempotency_key: string): Promise<Payment>
  payment(id: string): Promise<Payment>
  ofReservation(reservation_id: string): Promise<PaymentList>
  /** A PDF. 404 `receipt_not_ready` until it is paid. */
  receipt(id: string): Promise<Uint8Array>
  /** A PDF, of a number that a refund has. */
  creditNote(number: string): Promise<Uint8Array>
}

/** For `reservations`. Every one may be repeated. */
export interface SettlementClient {
  payment(id: string): Promise<Payment>
  capture(id: string): Promise<Payment>
  /** Gives an authorisation free; a payment that the bank never heard of is `failed` from then on. */
  void(id: string): Promise<Payment>
  refund(id: string, refund: NewRefund): Promise<Refund>
  difference(id: string, difference: NewDifference): Promise<Payment>
}

type Options = Partial<Pick<CallOptions, 'timeout_ms' | 'token'>>
type ServiceOptions = Options & {
  /** Calls with a shorter bound keep it. */
  most_ms?: number
}

/** The bank may take some seconds. */
const TIMEOUT_MS = 10_000

export function paymentsClient(transport: Transport, options: Options = {}): PaymentsClient {
  const call = { timeout_ms: TIMEOUT_MS, ...options, service: 'payments', transport }
  return {
    pay: async (body, key) =>
      (
        await callJson<Payment>(call, {
          method: 'POST',
          path: '/v1/payments',
          body,
          headers: { 'idempotency-key': key },
        })
      ).body,
    payment: (id) => getJson(call, `/v1/payments/${id}`),
    ofReservation: (reservation_id) => getJson(call, `/v1/payments${queryString({ reservation_id })}`),
    receipt: (id) => getBytes(call, `/v1/payments/${id}/receipt`, 'application/pdf'),
    creditNote: (number) =>
      getBytes(call, `/v1/credit-notes/${encodeURIComponent(number)}`, 'application/pdf'),
  }
}

export function settlementClient(
  transport: Transport,
  { most_ms = TIMEOUT_MS, ...options }: ServiceOptions,
): SettlementClient {
  const timeout_ms = Math.min(TIMEOUT_MS, most_ms)
  const call = { timeout_ms, ...options, service: 'payments', transport }
  const post = async <T>(path: string, body?: object) =>
    (await callJson<T>(call, { method: 'POST', path, ...(body === undefined ? {} : { body }) })).body
  return {
    payment: (id) => getJson(call, `/v1/payments/${id}/settlement`),
    capture: (id) => post(`/v1/payments/${id}/capture`),
    void: (id) => post(`/v1/payments/${id}/void`),
    refund: (id, refund) => post(`/v1/payments/${id}/refunds`, refund),
    difference: (id, difference) => post(`/v1/payments/${id}/differences`, difference),
  }
}
