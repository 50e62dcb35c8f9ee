/**
 * `search` follows the inventory of `reservations`, both real, over databases of their own. What is between them loses,
 * delays and confuses answers, parts of it end and begin again: in the end all say the same of every night.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { Pool } from 'pg'
import { readConfig } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { addDays, dayNumber } from '#lib/dates'
import { logger } from '#lib/log'
import type { Service } from '#lib/service'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { eventually } from '#lib/test/processes'
import type { ServiceContext } from '#lib/topology'
import type { Transport } from '#lib/transport'
import { ISSUER, type TestAuth, testAuth } from '#service/auth/testing'
import { cleanNow } from '#service/reservations/clean'
import { changeNights } from '#service/reservations/inventory'
import { build as buildReservations, prepare as prepareReservations } from '#service/reservations/service'
import { beginFeed, type ReservationsSchema } from '#service/reservations/sql'
import { transactions } from '#service/reservations/transaction'
import { loadIndex } from '#service/search/index/load'
import { build as buildSearch, prepare as prepareSearch } from '#service/search/service'
import { grants } from './registry.ts'
import { bookings, differences, indexNights, inventoryNights, readModelNights } from './test-inventory.ts'

const TODAY = '2026-11-23'
const noon = (day: string) => () => new Date(`${day}T12:00:00Z`)
const data = { profile: 'tiny', seed: 1 } as const
const config = {
  ...readConfig({ VACANCY_PROFILE: 'tiny', VACANCY_RATE_LIMIT: '0', VACANCY_POOL_SIZE: '4' }),
  issuer: ISSUER,
}
const template = (name: string, prepare: typeof prepareSearch) => ({
  name,
  key: `inventory ${TODAY}`,
  prepare: (database_url: string) => prepare({ database_url, clock: noon(TODAY), config: data }),
})

let auth: TestAuth
let inventory_database: TestDatabase
let search_database: TestDatabase
let inventory: Pool
let model: Pool
let reservations: Service
let room_types: string[]
/** What is between `search` and `reservations`. */
let between: Transport = (request) => reservations.handle(request)
const searches = new Set<Service>()

const context = (
  name: string,
  database_url: string,
  transport: ServiceContext['transport'],
): ServiceContext => ({
  config,
  clock: noon(TODAY),
  log: logger({ service: name, level: 'silent' }),
  database_url,
  transport,
  secret: auth.secretOf(name),
  subscribers: () => [],
  services: grants,
})

async function startSearch(via: Transport = (request) => between(request)): Promise<Service> {
  const search = buildSearch(
    context('search', search_database.url, (callee) => (callee === 'auth' ? auth.transport : via)),
  )
  searches.add(search)
  await eventually('search is ready', 10_000, () => search.ready().then(() => true))
  return search
}
async function stop(search: Service): Promise<void> {
  searches.delete(search)
  await search.close()
}
const metric = async (search: Service, name: string): Promise<number> => {
  const text = await search.metrics.registry.getSingleMetricAsString(name)
  return Number(
    / ([\d.e+-]+)$/m.exec(
      text
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join('\n'),
    )?.[1],
  )
}

/** As soon as they do, and a while for the machine. */
async function untilAllAgree(...all: Service[]): Promise<void> {
  const expected = await inventoryNights(inventory)
  let wrong: string[] = []
  await eventually('the read model agrees', 10_000, async () => {
    wrong = differences(expected, await readModelNights(model))
    return wrong.length === 0
  }).catch(() => expect(wrong).toEqual([]))
  for (const search of all) {
    const ask = (path: string) => search.handle(new Request(`http://search${path}`))
    await eventually('the index agrees', 10_000, async () => {
      const said = await indexNights(model, ask)
      expect(said.size).toBeGreaterThan(20_000)
      wrong = differences(expected, said)
      return wrong.length === 0
    }).catch(() => expect(wrong).toEqual([]))
  }
}

beforeAll(async () => {
  auth = await testAuth()
  inventory_database = await testDatabase({
    template: template('reservations_followed', prepareReservations),
  })
  search_database = await testDatabase({ template: template('search_following', prepareSearch) })
  inventory = databasePool({ url: inventory_database.url, size: 8, name: 'inventory-test' })
  model = databasePool({ url: search_database.url, size: 2, name: 'inventory-test' })
  reservations = buildReservations(context('reservations', inventory_database.url, () => auth.transport))
  const { rows } = await inventory.query<{ id: string }>(
    'select id from reservations.room_types order by room_type_id limit 40',
  )
  room_types = rows.map(({ id }) => id)
}, 30_000)
afterEach(async () => {
  for (const search of searches) await stop(search)
  between = (request) => reservations.handle(request)
})
afterAll(async () => {
  await reservations?.close()
  await inventory?.end()
  await model?.end()
  await inventory_database?.drop()
  await search_database?.drop()
  await auth?.close()
})

const stream = () => bookings(kyselyOver<ReservationsSchema>(inventory), TODAY)
const say = (night: number, change: { capacity?: number; stop_sell?: boolean }, of = room_types) =>
  transactions(
    kyselyOver<ReservationsSchema>(inventory),
    () => undefined,
  )(async (trx) => {
    const range = { first_night: addDays(TODAY, night), last_night: addDays(TODAY, night) }
    for (const id of of) await changeNights(trx, id, { ...range, ...change }, noon(TODAY))
  })

describe('search', () => {
  test('begins with what the inventory begins with, and follows it', async () => {
    const search = await startSearch()
    await untilAllAgree(search)
    const writers = Array.from({ length: 6 }, () => stream())
    await Promise.all(writers.map((writer) => writer.many(room_types, 20)))
    await say(5, { stop_sell: true })
    await say(6, { capacity: 99 })
    await untilAllAgree(search)
    expect(writers.reduce((sum, writer) => sum + writer.count(), 0)).toBeGreaterThan(40)
    expect(await metric(search, 'inventory_changes_applied_total')).toBeGreaterThan(100)
    expect(await metric(search, 'inventory_lag_seconds')).toBeLessThan(10)
    expect(await metric(search, 'inventory_restarts_total')).toBe(1)
  }, 30_000)

  test('is right in the end, whatever happens to the answers on their way', async () => {
    let after = 0
    const seen = { lost: 0, old: 0, ahead: 0, refused: 0 }
    let last: string | undefined
    between = async (request): Promise<Response> => {
      const url = new URL(request.url)
      if (!url.pathname.endsWith('/changes')) return reservations.handle(request)
      url.searchParams.set('wait_s', '0')
      const kind = after++ % 7
      if (kind === 1) {
        seen.refused++
        throw new TypeError('connection refused')
      }
      if (kind === 2 && last !== undefined) {
        seen.old++
        return new Response(last, { headers: { 'content-type': 'application/json' } })
      }
      if (kind === 3) {
        // The answer to a question of somebody who is further: what lies between would be missed.
        const state = await reservations.handle(new Request('http://x/v1/inventory?limit=1', request))
        const { changes_cursor } = (await state.json()) as { changes_cursor: string }
        url.searchParams.set('after', changes_cursor)
        seen.ahead++
      }
      const response = await reservations.handle(new Request(url.href, request))
      if (kind === 4) {
        seen.lost++
        throw new TypeError('connection reset')
      }
      if (kind !== 3) last = await response.clone().text()
      await Bun.sleep(Math.random() * 10)
      return response
    }
    const search = await startSearch()
    const writer = stream()
    const until_ms = performance.now() + 800
    while (performance.now() < until_ms) await writer.one(room_types)
    await untilAllAgree(search)
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)
    // By following alone.
    expect(await metric(search, 'inventory_restarts_total')).toBe(0)
  }, 30_000)

  test('goes on where it was after an end, without reading the state again', async () => {
    const first = await startSearch()
    await stream().many(room_types, 30)
    await untilAllAgree(first)
    await stop(first)
    await stream().many(room_types, 30)
    const second = await startSearch()
    await untilAllAgree(second)
    expect(await metric(second, 'inventory_restarts_total')).toBe(0)
  }, 30_000)

  test('starts and serves without reservations, and follows when it comes', async () => {
    between = () => Promise.reject(new TypeError('connection refused'))
    const search = await startSearch()
    await stream().many(room_types, 30)
    await search.ready()
    const path = `/v1/search?destination_id=geo_2988507&check_in=${addDays(TODAY, 3)}&check_out=${addDays(TODAY, 5)}`
    expect((await search.handle(new Request(`http://search${path}`))).status).toBe(200)
    between = (request) => reservations.handle(request)
    await untilAllAgree(search)
  }, 30_000)

  test('loads nights and cursor of one moment, also while another process writes', async () => {
    const search = await startSearch()
    await untilAllAgree(search)
    const before = (await model.query<{ cursor: string }>('select cursor from search.inventory_cursor'))
      .rows[0]
    // Between what is read of the cursor and of the nights.
    const meanwhile = async () => {
      await say(42, { capacity: 77 })
      await untilAllAgree()
    }
    const interrupted = {
      connect: async () => {
        const client = await model.connect()
        let is_first = true
        const query = async (statement: { name?: string } | string) => {
          if (is_first && typeof statement !== 'string' && statement.name === 'index_nights') {
            is_first = false
            await meanwhile()
          }
          return client.query(statement as string)
        }
        return { query, release: (destroy?: boolean) => client.release(destroy) }
      },
    } as unknown as Pool
    const { inventory: followed, nights } = await loadIndex(interrupted, { cache_bytes: 0 })
    expect(followed?.cursor).toBe(before?.cursor ?? '')
    const found = nights.read(followed?.room_types.get(room_types[0] ?? '') ?? -1, dayNumber(TODAY) + 42)
    expect(found?.free).not.toBe(77)
  }, 30_000)

  test('knows at once what its database cannot be told, and tells it later', async () => {
    const search = await startSearch()
    await untilAllAgree(search)
    await model.query('alter table search.inventory_cursor rename to inventory_cursor_away')
    await say(46, { capacity: 44 })
    const expected = await inventoryNights(inventory)
    const ask = (path: string) => search.handle(new Request(`http://search${path}`))
    await eventually(
      'the index agrees',
      10_000,
      async () => differences(expected, await indexNights(model, ask)).length === 0,
    )
    expect(differences(expected, await readModelNights(model))).toHaveLength(40)
    await model.query('alter table search.inventory_cursor_away rename to inventory_cursor')
    await untilAllAgree(search)
  }, 30_000)

  test('stops at once while it waits for a change', async () => {
    const search = await startSearch()
    await eventually('it waits', 5_000, async () => reservations.inFlight() === 1)
    const started_ms = performance.now()
    await stop(search)
    // Far from the seconds that the feed would wait.
    expect(performance.now() - started_ms).toBeLessThan(1_000)
    await eventually('nobody waits', 5_000, async () => reservations.inFlight() === 0)
  }, 30_000)

  test('reads the whole state when its cursor has expired', async () => {
    const first = await startSearch()
    await stream().many(room_types, 30)
    await untilAllAgree(first)
    await stop(first)
    await stream().many(room_types, 30)
    const in_eight_days = () => new Date(Date.now() + 8 * 86_400_000)
    expect(
      await cleanNow({ db: kyselyOver<ReservationsSchema>(inventory), now: in_eight_days }),
    ).toBeGreaterThan(30)
    const second = await startSearch()
    await untilAllAgree(second)
    expect(await metric(second, 'inventory_restarts_total')).toBe(1)
  }, 30_000)

  test('goes back to the allotment where an inventory that was reset knows nothing of a night', async () => {
    const search = await startSearch()
    await say(40, { capacity: 1 })
    await stream().many(room_types, 30)
    await untilAllAgree(search)
    await inventory.query(
      'truncate reservations.room_nights, reservations.inventory_changes, reservations.inventory_feed',
    )
    await kyselyOver<ReservationsSchema>(inventory)
      .transaction()
      .execute((trx) => beginFeed(trx))
    await say(41, { capacity: 2 }, room_types.slice(0, 3))
    await untilAllAgree(search)
    const { rows } = await model.query('select 1 from search.room_nights where allotment is not null')
    expect(rows.length).toBeLessThanOrEqual(3)
  }, 30_000)

  test('knows of nights that it loads later what was said of them before', async () => {
    // Beyond the sixty nights that search has, within those that the hotels give.
    await say(75, { capacity: 0 })
    const first = await startSearch()
    await untilAllAgree(first)
    await prepareSearch({ database_url: search_database.url, clock: noon(addDays(TODAY, 20)), config: data })
    const second = await startSearch()
    await untilAllAgree(second)
    const { rows } = await model.query<{ nights: number; free: number }>(
      'select count(*) as nights, sum(n.free) as free from search.room_nights n join search.room_types t using (room_type_id) where t.id = any($1) and n.night = $2',
      [room_types, addDays(TODAY, 75)],
    )
    expect(rows).toEqual([{ nights: 40, free: 0 }])
  }, 30_000)
})

describe('two searches over one database', () => {
  test('agree, and when one ends the other goes on writing', async () => {
    between = async (request) => {
      const response = await reservations.handle(request)
      await Bun.sleep(Math.random() * 15)
      return response
    }
    const [first, second] = [await startSearch(), await startSearch()]
    const writers = [stream(), stream(), stream()]
    await Promise.all(writers.map((writer) => writer.many(room_types, 40)))
    await untilAllAgree(first, second)
    const ending = stop(first)
    await Promise.all(writers.map((writer) => writer.many(room_types, 20)))
    await ending
    await untilAllAgree(second)
  }, 30_000)

  const refuse: Transport = () => Promise.reject(new TypeError('connection refused'))
  const direct: Transport = (request) => reservations.handle(request)

  test('one that comes late with what was true before does not write it', async () => {
    const other = await startSearch()
    await untilAllAgree(other)
    const gate = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    const done = Promise.withResolvers<void>()
    let calls = 0
    // Its first answer is held back; later calls fail, so that it cannot mend what it did.
    const late = await startSearch(async (request): Promise<Response> => {
      if (++calls > 1) {
        done.resolve()
        return refuse(request)
      }
      const response = await direct(request)
      answered.resolve()
      await gate.promise
      return response
    })
    await eventually('it asks', 5_000, async () => calls === 1)
    await say(43, { capacity: 50 })
    await answered.promise
    await say(43, { capacity: 30 })
    await untilAllAgree(other)
    gate.resolve()
    await done.promise
    await untilAllAgree(other)
    expect(await metric(late, 'inventory_changes_applied_total')).toBeGreaterThan(0)
  }, 30_000)

  test('one that is further than what an ended one has written goes back to it', async () => {
    let via = direct
    const ending = await startSearch((request) => via(request))
    await untilAllAgree(ending)
    const gate = Promise.withResolvers<void>()
    const other = await startSearch(async (request) => {
      await gate.promise
      return direct(request)
    })
    await say(44, { capacity: 50 })
    await untilAllAgree(ending)
    via = refuse
    await stop(ending)
    await say(45, { capacity: 50 })
    // Now it is told of both, and only the first is written.
    gate.resolve()
    await untilAllAgree(other)
  }, 30_000)
})
