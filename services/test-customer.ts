/** For tests: an API customer of a running platform, who searches, books and pays as its README says. */
import { SANDBOX_BANK_KEY } from '#lib/config'
import { addDays } from '#lib/dates'
import type { Stack } from '#lib/test/stack'
import { callJson, httpTransport, queryString, type Transport } from '#lib/transport'
import { type PaymentsClient, paymentsClient } from '#service/payments/client'
import { type ReservationsClient, reservationsClient } from '#service/reservations/client'
import { searchClient } from '#service/search/client'
import type { Quote } from '#service/search/quotes/contract'
import { type BankTestClient, bankTestClient } from '#service/stand-ins/bank/client'
import { testClient } from './test-person.ts'

const SCOPES = [
  'search:read',
  'search:quote',
  'reservations:read',
  'reservations:write',
  'reservations:inventory_write',
  'payments:read',
  'payments:write',
]

export interface TestCustomer {
  readonly bank: BankTestClient
  readonly reservations: ReservationsClient
  readonly payments: PaymentsClient
  /** An access token for a service. */
  tokenFor(service: string): Promise<string>
  /** A quote for a room that is free for so many nights from a day on; `other_than` is another hotel's room type. */
  quote(stay: {
    check_in: string
    nights: number
    hotel_id?: string
    room_type_id?: string
    place?: string
  }): Promise<Quote>
  guest(): { name: string; email: string }
}

/** `through` may stand between the customer and a service: to cut calls, say. `waits_ms`: how patient each call is. */
export async function testCustomer(
  stack: Pick<Stack, 'shape' | 'data_dir' | 'url'>,
  id: string,
  through: (service: string, transport: Transport) => Transport = (_, transport) => transport,
  waits_ms = 20_000,
): Promise<TestCustomer> {
  const client = await testClient(stack, { id, scopes: SCOPES })
  const transport = (service: 'search' | 'reservations' | 'payments') =>
    through(service, httpTransport(stack.url(service)))
  const tokens = new Map<string, Promise<string>>()
  const tokenFor = (service: string) => {
    const known = tokens.get(service)
    if (known !== undefined) return known
    const fetched = fetchToken(service)
    tokens.set(service, fetched)
    fetched.catch(() => tokens.delete(service))
    return fetched
  }
  const fetchToken = async (service: string) => {
    const scope = SCOPES.filter((one) => one.startsWith(`${service}:`)).join(' ')
    const response = await fetch(`${stack.url('auth')}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    })
    if (!response.ok) throw new Error(`token: ${response.status} ${await response.text()}`)
    return ((await response.json()) as { access_token: string }).access_token
  }
  const token = (service: string) => ({ token: () => tokenFor(service) })
  const search = searchClient(transport('search'))
  const freeRoomType = async (hotel_id: string, stay: { check_in: string; check_out: string }) => {
    const { data } = await search.availability(hotel_id, { ...stay, adults: 1 })
    const room_type = data.find(({ bookable }) => bookable)
    if (room_type !== undefined) return room_type.id
    const reasons = JSON.stringify(data.map(({ reason }) => reason))
    throw new Error(`no room is free at ${hotel_id} from ${stay.check_in} to ${stay.check_out}: ${reasons}`)
  }
  return {
    bank: bankTestClient(stack.url('bank'), SANDBOX_BANK_KEY),
    reservations: reservationsClient(transport('reservations'), {
      ...token('reservations'),
      timeout_ms: waits_ms,
    }),
    payments: paymentsClient(transport('payments'), { ...token('payments'), timeout_ms: waits_ms }),
    tokenFor,
    quote: async ({ check_in, nights, hotel_id, room_type_id, place = 'Paris' }) => {
      const check_out = addDays(check_in, nights)
      const found = hotel_id ?? (await firstHotel(search, { place, check_in, check_out }))
      const room_type = room_type_id ?? (await freeRoomType(found, { check_in, check_out }))
      const { body } = await callJson<Quote>(
        {
          service: 'search',
          transport: transport('search'),
          timeout_ms: Math.min(5_000, waits_ms),
          ...token('search'),
        },
        {
          method: 'POST',
          path: '/v1/quotes',
          body: { hotel_id: found, room_type_id: room_type, check_in, check_out, adults: 1 },
        },
      )
      return body
    },
    guest: () => ({ name: 'Łukasz 王小明', email: `${crypto.randomUUID().slice(0, 8)}@guests.example` }),
  }
}

/** One with rooms to spare: it is booked again and again. */
async function firstHotel(
  search: ReturnType<typeof searchClient>,
  { place, check_in, check_out }: { place: string; check_in: string; check_out: string },
  rooms_left = 3,
): Promise<string> {
  const { data: places } = await search.destinations({ q: place, limit: 1 })
  const { data } = await search.search({
    destination_id: places[0]?.id ?? '',
    check_in,
    check_out,
    adults: 1,
    limit: 50,
  })
  const hotel = data.findLast(({ offer }) => offer.rooms_left >= rooms_left)
  if (hotel === undefined)
    throw new Error(`no hotel in ${place} is free${queryString({ check_in, check_out })}`)
  return hotel.id
}
