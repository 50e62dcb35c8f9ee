/** `reservations` for tests: real, over a database of its own, with an issuer of tokens that a test has. */
import { readConfig } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { addDays } from '#lib/dates'
import { logger } from '#lib/log'
import { testDatabase } from '#lib/test/database'
import { audienceOf } from '#lib/token/caller'
import { JWKS_PATH } from '#lib/token/remote'
import { TOKEN_PATH } from '#lib/token/source'
import { ISSUER, testIssuer } from '#lib/token/testing'
import type { Transport } from '#lib/transport'
import { quoteKeys } from '#service/search/quotes/client'
import { QUOTE_AUDIENCE, QUOTE_ISSUER, QUOTE_KEYS_PATH, QUOTE_TYPE } from '#service/search/quotes/contract'
import type { NewReservation, Sold } from './bookings/contract.ts'
import { inventoryClient } from './client.ts'
import { build, prepare } from './service.ts'
import type { ReservationsSchema } from './sql.ts'
import { transactions } from './transaction.ts'

export const TODAY = '2026-11-23'
const clock = () => new Date(`${TODAY}T12:00:00Z`)

export const reservations_template = {
  name: 'reservations',
  key: `0006 ${TODAY}`,
  prepare: (database_url: string) =>
    prepare({ database_url, clock, config: { profile: 'tiny', seed: 1 } as const }),
}

export type TestReservations = Awaited<ReturnType<typeof testReservations>>

export interface TestOptions {
  /** Its instants; tests move it. */
  now?: () => Date
  /** How payments is reached; left out, it is away. */
  payments?: Transport
  /** How long rooms are held. */
  hold_s?: number
}

/** What services may do at each other in this chain. */
const service_scopes =
  'reservations:pay reservations:events payments:operate payments:events pdf-reports:render'

const away: Transport = () => Promise.reject(new TypeError('nobody listens'))

/** What search would sell: one room at 100 a night, with half paid back until the day before. */
export function soldOf(room_type_id: string, changes: Partial<Sold> = {}): Sold {
  const check_in = changes.check_in ?? addDays(TODAY, 20)
  const check_out = changes.check_out ?? addDays(check_in, 2)
  const currency = 'EUR'
  const rooms = changes.rooms ?? 1
  const nights = Array.from(
    { length: (Date.parse(check_out) - Date.parse(check_in)) / 86_400_000 },
    (_, i) => ({
      night: addDays(check_in, i),
      price: { amount: 10_000, currency },
    }),
  )
  const total = { amount: nights.length * rooms * 10_000, currency }
  return {
    hotel: {
      ...{
        id: 'htl_00000000000000000000000001',
        name: 'Hotel Łódź',
        stars: 4,
        address: '1 Rue X',
        city: 'Paris',
      },
      ...{ country_code: 'FR', country: 'France', check_in_from: '15:00', check_out_until: '11:00' },
    },
    room_type: { id: room_type_id, name: 'Double', beds: '1 double bed', breakfast_included: true },
    ...{ check_in, check_out, adults: rooms, children: 0, rooms, currency, nights },
    ...{ subtotal: total, taxes: [], total },
    cancellation: {
      policy: 'moderate',
      timeline: [
        {
          until: `${addDays(check_in, -1)}T00:00:00Z`,
          refund_percent: 50,
          refund: { ...total, amount: total.amount / 2 },
        },
        { until: null, refund_percent: 0, refund: { ...total, amount: 0 } },
      ],
    },
    ...changes,
  }
}

export async function testReservations({
  now = () => new Date(),
  payments = away,
  hold_s = 900,
}: TestOptions = {}) {
  const database = await testDatabase({ template: reservations_template })
  // Two that wait for each other are found at once.
  const url = `${database.url}?options=-c%20deadlock_timeout%3D20ms`
  const pool = databasePool({ url, size: 10, name: 'reservations-test' })
  const db = kyselyOver<ReservationsSchema>(pool)
  const issuer = await testIssuer()
  const auth: Transport = async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === TOKEN_PATH) {
      const resource = String((await request.formData()).get('resource'))
      return Response.json({ access_token: await serviceToken(resource), expires_in: 600 })
    }
    const is_keys = [JWKS_PATH, QUOTE_KEYS_PATH].includes(pathname)
    return Response.json(is_keys ? issuer.jwks : { data: [], as_of: new Date().toISOString() })
  }
  const serviceToken = (aud: string) => issuer.token({ aud, scope: service_scopes })
  const service = build(
    {
      config: { ...readConfig({ VACANCY_POOL_SIZE: '4' }), issuer: ISSUER, hold_s },
      clock,
      log: logger({ service: 'reservations', level: 'silent' }),
      database_url: database.url,
      transport: (name: string) => (name === 'payments' ? payments : auth),
      secret: '',
      subscribers: () => [],
      services: [],
    },
    now,
  )
  const scope =
    'reservations:inventory reservations:inventory_write reservations:read reservations:write reservations:pay reservations:events reservations:desk'
  const token = await issuer.token({ aud: audienceOf('reservations'), scope })
  const { rows } = await pool.query<{ id: string; first: number }>(
    'select id, get_byte(allotment, 20) as first from reservations.room_types order by room_type_id',
  )
  return {
    service,
    /** What answers for the authorization server, and for search's keys. */
    auth,
    issuer,
    pool,
    db,
    /** A room type of which at least so many rooms are ours on the 20th night. */
    roomType: (rooms: number) => rows.find(({ first }) => first >= rooms)?.id ?? '',
    room_types: rows.map(({ id }) => id),
    inTransaction: transactions(db, () => undefined),
    client: inventoryClient((request) => service.handle(request), { token: async () => token }),
    headers: { authorization: `Bearer ${token}` },
    ask: (path: string, init: RequestInit = {}) =>
      service.handle(
        new Request(`http://reservations${path}`, {
          ...init,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
        }),
      ),
    /** Signed as search signs. */
    quote: (sold: Sold, claims: Record<string, unknown> = {}) =>
      issuer.token(
        {
          ...{
            ...sold,
            iss: QUOTE_ISSUER,
            aud: QUOTE_AUDIENCE,
            jti: crypto.randomUUID(),
            exp: inSeconds(now(), 900),
          },
          ...{
            sub: undefined,
            client_id: undefined,
            scope: undefined,
            sid: undefined,
            iat: inSeconds(now(), 0),
          },
          ...claims,
        },
        { typ: QUOTE_TYPE },
      ),
    quote_keys: quoteKeys(auth),
    tokenOf: (sub: string) => issuer.token({ aud: audienceOf('reservations'), scope, sub }),
    close: async () => {
      await service.close()
      await pool.end()
      await database.drop()
    },
  }
}

const inSeconds = (from: Date, s: number) => Math.floor(from.getTime() / 1000) + s

export const guest: NewReservation['guest'] = { name: 'Łukasz 王小明', email: 'guest@example.com' }
