/** `reservations` for tests: real, over a database of its own, with an issuer of tokens that a test has. */
import { readConfig } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { logger } from '#lib/log'
import { testDatabase } from '#lib/test/database'
import { audienceOf } from '#lib/token/caller'
import { JWKS_PATH } from '#lib/token/remote'
import { ISSUER, testIssuer } from '#lib/token/testing'
import type { Transport } from '#lib/transport'
import { inventoryClient } from './client.ts'
import { build, prepare } from './service.ts'
import type { ReservationsSchema } from './sql.ts'
import { transactions } from './transaction.ts'

export const TODAY = '2026-11-23'
const clock = () => new Date(`${TODAY}T12:00:00Z`)

export const reservations_template = {
  name: 'reservations',
  key: `0001 ${TODAY}`,
  prepare: (database_url: string) =>
    prepare({ database_url, clock, config: { profile: 'tiny', seed: 1 } as const }),
}

export type TestReservations = Awaited<ReturnType<typeof testReservations>>

export async function testReservations() {
  const database = await testDatabase({ template: reservations_template })
  // Two that wait for each other are found at once.
  const url = `${database.url}?options=-c%20deadlock_timeout%3D20ms`
  const pool = databasePool({ url, size: 10, name: 'reservations-test' })
  const db = kyselyOver<ReservationsSchema>(pool)
  const issuer = await testIssuer()
  const auth: Transport = async (request) =>
    Response.json(
      new URL(request.url).pathname === JWKS_PATH
        ? issuer.jwks
        : { data: [], as_of: new Date().toISOString() },
    )
  const service = build({
    config: { ...readConfig({ VACANCY_POOL_SIZE: '4' }), issuer: ISSUER },
    clock,
    log: logger({ service: 'reservations', level: 'silent' }),
    database_url: database.url,
    transport: () => auth,
    secret: '',
    subscribers: () => [],
    services: [],
  })
  const scope = 'reservations:inventory reservations:inventory_write'
  const token = await issuer.token({ aud: audienceOf('reservations'), scope })
  const { rows } = await pool.query<{ id: string; first: number }>(
    'select id, get_byte(allotment, 20) as first from reservations.room_types order by room_type_id',
  )
  return {
    service,
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
    close: async () => {
      await service.close()
      await pool.end()
      await database.drop()
    },
  }
}
