/** Typed client of `reservations` over any transport. With `contract.ts`, the only file that others import. */
import { type CallOptions, callJson, getJson, queryString, type Transport } from '#lib/transport'
import type { Changes, NightList, NightsChange, State } from './contract.ts'

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
