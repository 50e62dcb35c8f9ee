/** Memory after the database, when readings overlap, fail, or come before there is an index. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { dayNumber } from '#lib/dates'
import { type Index, loadIndex } from '../index/load.ts'
import { day, type TestSearch, testSearch } from '../quotes/testing.ts'
import { type RateFollower, rateFollower } from './follow.ts'

let search: TestSearch
const followers: RateFollower[] = []
beforeAll(async () => {
  search = await testSearch()
}, 30_000)
afterAll(async () => {
  for (const follower of followers) follower.stop()
  await search?.close()
})

type Query = (statement: { name?: string } | string) => Promise<never>
/** Over the real pool; `before` and `after` see each query of a name. */
async function followed(hooks: {
  before?: (name: string) => Promise<void> | void
  after?: (name: string) => Promise<void>
}) {
  const query: Query = async (statement) => {
    const name = typeof statement === 'string' ? '' : (statement.name ?? '')
    await hooks.before?.(name)
    const answer = await (search.pool.query as unknown as Query)(statement)
    await hooks.after?.(name)
    return answer
  }
  const pool = { query } as unknown as Pick<typeof search.pool, 'query'>
  const warnings: unknown[] = []
  const log = { warn: (warning: unknown) => warnings.push(warning) }
  const follower = rateFollower({ pool, log: log as never, poll_ms: 5 })
  followers.push(follower)
  const index = await follower.following(() => loadIndex(search.pool, { cache_bytes: 0 }))
  return { follower, index, warnings }
}
const room_type = ({ catalogue }: Index, nth: number) => catalogue.room_type_ids[nth] ?? 0
const priceOf = ({ nights }: Index, nth: number) => nights.read(nth, dayNumber(day(20)))?.price
const setPrice = (room_type_id: number, price: number) =>
  search.pool.query('update search.room_nights set price = $2 where room_type_id = $1 and night = $3', [
    room_type_id,
    price,
    day(20),
  ])
const note = (room_type_id: number) =>
  search.pool.query(
    'insert into search.rate_changes (room_type_id, first_night, last_night) values ($1, $2, $2)',
    [room_type_id, day(20)],
  )

test('an older reading never ends up after a newer one', async () => {
  const held = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  let readings = 0
  const { follower, index } = await followed({
    after: async (name) => {
      if (name !== 'rates' || ++readings > 1) return
      reached.resolve()
      await held.promise
    },
  })
  const id = room_type(index, 3)
  await setPrice(id, 1_111)
  const older = follower.refresh(id, day(20), day(20))
  await reached.promise
  await setPrice(id, 2_222)
  const newer = follower.refresh(id, day(20), day(20))
  // Were it not waiting for the older one, it would be written by then.
  await Promise.race([newer, Bun.sleep(100)])
  held.resolve()
  await Promise.all([older, newer])
  expect(priceOf(index, 3)).toBe(2_222)
})

test('a database that is away for a moment is followed from where it was left', async () => {
  let away = false
  let failures = 0
  const { index, warnings } = await followed({
    before: (name) => {
      if (!away || name === '') return
      failures++
      throw new Error('away')
    },
  })
  away = true
  const id = room_type(index, 5)
  await setPrice(id, 3_333)
  await note(id)
  while (failures < 3) await Bun.sleep(1)
  expect(warnings).toHaveLength(1)
  expect(priceOf(index, 5)).not.toBe(3_333)
  away = false
  for (let tries = 0; tries < 2_000 && priceOf(index, 5) !== 3_333; tries++) await Bun.sleep(1)
  expect(priceOf(index, 5)).toBe(3_333)
})

test('a failure between two room types loses neither', async () => {
  let [polls, readings] = [0, 0]
  const { index } = await followed({
    before: (name) => {
      if (name === 'follow_rates') polls++
      if (name === 'rates' && ++readings === 2) throw new Error('away')
    },
  })
  const ids = [room_type(index, 7), room_type(index, 8)]
  const client = await search.pool.connect()
  await client.query('begin')
  for (const id of ids) {
    await client.query('update search.room_nights set price = 4444 where room_type_id = $1', [id])
    await client.query(
      'insert into search.rate_changes (room_type_id, first_night, last_night) values ($1, $2, $2)',
      [id, day(20)],
    )
  }
  await client.query('commit')
  client.release()
  const prices = () => [priceOf(index, 7), priceOf(index, 8)]
  for (let tries = 0; tries < 2_000 && prices().some((price) => price !== 4_444); tries++) await Bun.sleep(1)
  expect(prices()).toEqual([4_444, 4_444])
  expect(readings).toBeGreaterThanOrEqual(3)
  // What was read is not read again.
  const before = [polls, readings] as const
  while (polls < before[0] + 5) await Bun.sleep(1)
  expect(readings).toBeLessThanOrEqual(before[1] + 1)
})

test('a loaded index takes the place of an older one, with what changed meanwhile', async () => {
  const { follower, index: first } = await followed({})
  const id = room_type(first, 9)
  const second = await follower.following(async () => {
    const loaded = await loadIndex(search.pool, { cache_bytes: 0 })
    await setPrice(id, 5_555)
    await note(id)
    return loaded
  })
  for (let tries = 0; tries < 2_000 && priceOf(second, 9) !== 5_555; tries++) await Bun.sleep(1)
  expect(priceOf(second, 9)).toBe(5_555)
  await setPrice(id, 6_666)
  await follower.refresh(id, day(20), day(20))
  expect(priceOf(second, 9)).toBe(6_666)
})

test('notes are forgotten after a week', async () => {
  const old =
    "insert into search.rate_changes (room_type_id, first_night, last_night, changed_at) values (0, $1, $1, now() - interval '8 days')"
  await search.pool.query(old, [day(20)])
  const left = async () =>
    (await search.pool.query('select 1 from search.rate_changes where room_type_id = 0')).rows.length
  await followed({})
  for (let tries = 0; tries < 2_000 && (await left()) > 0; tries++) await Bun.sleep(1)
  expect(await left()).toBe(0)
})
