/** Typed client of `reservations` over any transport. With `contract.ts`, the only file that others import. */
import { type CallOptions, callJson, getJson, queryString, type Transport } from '#lib/transport'
import type {
  Attempt,
  Cancellation,
  NewAttempt,
  NewCancellation,
  NewChange,
  NewReservation,
  Reservation,
  ReservationList,
} from './bookings/contract.ts'
import type { Changes, NightList, NightsChange, State } from './contract.ts'
import type { Arrivals, DeskHotels, DeskNights } from './desk/contract.ts'

export interface InventoryClient {
  /** Waits for a change up to `wait_s`. Rejects at once when `signal` is aborted. */
  changes(query: { after: string; limit: number; wait_s: number }, signal?: AbortSignal): Promise<Changes>
  /** A page of the state of every night that was ever booked or changed. */
  state(query: { after?: string; limit: number }, signal?: AbortSignal): Promise<State>
  change(room_type_id: string, change: NightsChange): Promise<NightList>
}

const TIMEOUT_MS = 5_000

export function inventoryClient(
  transport: Transport,
  options: Partial<Pick<CallOptions, 'timeout_ms' | 'token'>> = {},
): InventoryClient {
  const { timeout_ms = TIMEOUT_MS } = options
  const call = (signal?: AbortSignal, wait_s = 0): CallOptions => ({
    ...options,
    service: 'reservations',
    transport,
    timeout_ms: timeout_ms + wait_s * 1_000,
    ...(signal === undefined ? {} : { signal }),
  })
  return {
    changes: (query, signal) =>
      getJson(call(signal, query.wait_s), `/v1/inventory/changes${queryString(query)}`),
    state: (query, signal) => getJson(call(signal), `/v1/inventory${queryString(query)}`),
    change: async (room_type_id, body) =>
      (
        await callJson<NightList>(call(), {
          method: 'PUT',
          path: `/v1/inventory/room-types/${room_type_id}/nights`,
          body,
        })
      ).body,
  }
}

/** For `payments`: what is to be paid, and the rooms wait for it. */
export interface PayClient {
  beginPayment(reservation_id: string, attempt: NewAttempt): Promise<Attempt>
}

/** `most_ms`: longer is not waited; a shorter bound is kept. */
export function payClient(
  transport: Transport,
  {
    most_ms = TIMEOUT_MS,
    ...options
  }: Partial<Pick<CallOptions, 'timeout_ms' | 'token'>> & { most_ms?: number },
): PayClient {
  const timeout_ms = Math.min(TIMEOUT_MS, most_ms)
  const call = { timeout_ms, ...options, service: 'reservations', transport }
  return {
    beginPayment: async (reservation_id, body) =>
      (
        await callJson<Attempt>(call, {
          method: 'POST',
          path: `/v1/reservations/${reservation_id}/payment-attempts`,
          body,
        })
      ).body,
  }
}

/** For who works at a hotel, with a token of their own. */
export interface DeskClient {
  hotels(): Promise<DeskHotels>
  arrivals(hotel_id: string, range: { from: string; to: string }): Promise<Arrivals>
  nights(hotel_id: string, range: { from: string; to: string }): Promise<DeskNights>
  setNights(room_type_id: string, change: NightsChange): Promise<NightList>
  noShow(reservation_id: string): Promise<Reservation>
}

export function deskClient(
  transport: Transport,
  options: Partial<Pick<CallOptions, 'timeout_ms' | 'token'>>,
): DeskClient {
  const call = { timeout_ms: TIMEOUT_MS, ...options, service: 'reservations', transport }
  return {
    hotels: () => getJson(call, '/v1/desk/hotels'),
    arrivals: (id, range) => getJson(call, `/v1/desk/hotels/${id}/arrivals${queryString(range)}`),
    nights: (id, range) => getJson(call, `/v1/desk/hotels/${id}/nights${queryString(range)}`),
    setNights: async (id, body) =>
      (await callJson<NightList>(call, { method: 'PUT', path: `/v1/desk/room-types/${id}/nights`, body }))
        .body,
    noShow: async (id) =>
      (await callJson<Reservation>(call, { method: 'POST', path: `/v1/desk/reservations/${id}/no-show` }))
        .body,
  }
}

/** For whoever books, with a token of their own. */
export interface ReservationsClient {
  hold(reservation: NewReservation, idempotency_key: string): Promise<Reservation>
  reservation(id: string): Promise<Reservation>
  list(query: { state?: string; limit?: number; cursor?: string }): Promise<ReservationList>
  change(id: string, change: NewChange, idempotency_key: string): Promise<Reservation>
  /** 409 `refund_changed` when another amount than the expected one would be paid back. */
  cancel(id: string, options: NewCancellation): Promise<Cancellation>
  /** 429 a moment after the last one. */
  resend(id: string): Promise<void>
}

export function reservationsClient(
  transport: Transport,
  options: Partial<Pick<CallOptions, 'timeout_ms' | 'token'>>,
): ReservationsClient {
  const call = { timeout_ms: TIMEOUT_MS, ...options, service: 'reservations', transport }
  const post = async <T>(path: string, body: object, key?: string) =>
    (
      await callJson<T>(call, {
        method: 'POST',
        path,
        body,
        ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
      })
    ).body
  return {
    hold: (body, key) => post('/v1/reservations', body, key),
    reservation: (id) => getJson(call, `/v1/reservations/${id}`),
    list: (query) => getJson(call, `/v1/reservations${queryString(query)}`),
    // The bank is asked for a dearer one.
    change: async (id, body, key) =>
      (
        await callJson<Reservation>(
          { ...call, timeout_ms: 15_000 },
          {
            method: 'POST',
            path: `/v1/reservations/${id}/changes`,
            body,
            headers: { 'idempotency-key': key },
          },
        )
      ).body,
    resend: async (id) => {
      await callJson(call, { method: 'POST', path: `/v1/reservations/${id}/letters` })
    },
    cancel: (id, options) => post(`/v1/reservations/${id}/cancellation`, options),
  }
}
