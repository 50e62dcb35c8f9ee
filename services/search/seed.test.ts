import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Pool } from 'pg'
import { readConfig } from '#lib/config'
import { databasePool } from '#lib/database'
import * as vocabulary from '#lib/dataset/vocabulary'
import { testDatabase } from '#lib/test/database'
import { amenities, cancellation_policy_names } from './contract.ts'
import { seed } from './seed.ts'
import { prepare } from './service.ts'

const config = readConfig({ VACANCY_PROFILE: 'tiny' })

describe('loading the dataset', () => {
  let pool: Pool
  let database: Awaited<ReturnType<typeof testDatabase>>
  beforeAll(async () => {
    database = await testDatabase()
    pool = databasePool({ url: database.url, size: 4, name: 'seed-test' })
  }, 30_000)
  afterAll(async () => {
    await pool?.end()
    await database?.drop()
  })
  const count = async (table: string) =>
    (await pool.query<{ n: number }>(`select count(*) as n from search.${table}`)).rows[0]?.n
  const at = (day: string) => () => new Date(`${day}T12:00:00Z`)

  test('fills every table, and a second time changes nothing', async () => {
    const progress: number[] = []
    const context = { config, clock: at('2026-11-23'), database_url: database.url }
    await prepare({ ...context, onProgress: (done) => progress.push(done) })
    expect(progress.at(-1)).toBe(120)
    expect(await count('hotels')).toBe(120)
    const nights = await count('room_nights')
    expect(nights).toBe(Number(await count('room_types')) * 60)
    await prepare(context)
    expect(await count('room_nights')).toBe(nights)
  })

  test('two loaders at once do the work once', async () => {
    const options = { pool, profile: 'tiny', seed: 7, today: '2026-11-23' } as const
    const outcomes = await Promise.all([seed(options), seed(options)])
    expect(outcomes.toSorted()).toEqual(['loaded', 'unchanged'])
  })

  test('extends the nights as days go by, with the values that a fresh load would have', async () => {
    const fingerprint = async () =>
      (
        await pool.query(
          "select md5(string_agg(n::text, '|' order by room_type_id, night)) as md5 from search.room_nights n",
        )
      ).rows[0]
    const options = { pool, profile: 'tiny', seed: 7 } as const
    expect(await seed({ ...options, today: '2026-12-20' })).toBe('extended')
    const extended = await fingerprint()
    expect(await seed({ ...options, seed: 8, today: '2026-12-20' })).toBe('loaded')
    expect(await seed({ ...options, today: '2026-12-20' })).toBe('loaded')
    expect(await fingerprint()).toEqual(extended)
  })

  test('goes back, when the clock does, with the values that a fresh load would have', async () => {
    const nights = async () =>
      (
        await pool.query(
          `select count(distinct night) filter (where night < '2026-12-20') as early, count(distinct night) as nights,
            md5(string_agg(n::text, '|' order by room_type_id, night) filter (where night < '2027-02-01')) as md5
          from search.room_nights n`,
        )
      ).rows[0]
    const options = { pool, profile: 'tiny', seed: 7 } as const
    expect(await seed({ ...options, today: '2026-12-13' })).toBe('extended')
    const extended = await nights()
    expect(extended).toMatchObject({ early: 7, nights: 67 })
    expect(await seed({ ...options, today: '2026-12-13' })).toBe('unchanged')
    // Too far for its window to reach the old one.
    expect(await seed({ ...options, today: '2026-01-01' })).toBe('loaded')
    expect(await nights()).toMatchObject({ nights: 60 })
    expect(await seed({ ...options, seed: 8, today: '2026-12-13' })).toBe('loaded')
    expect(await seed({ ...options, today: '2026-12-13' })).toBe('loaded')
    expect((await nights()).md5).toBe(extended.md5)
  })

  test('analyses what a loader left that was killed between commit and analysis', async () => {
    await pool.query("update pg_class set reltuples = -1 where oid = 'search.room_nights'::regclass")
    expect(await seed({ pool, profile: 'tiny', seed: 7, today: '2026-12-13' })).toBe('unchanged')
    const { rows } = await pool.query(
      "select reltuples from pg_class where oid = 'search.room_nights'::regclass",
    )
    expect(rows[0]?.reltuples).toBeGreaterThan(0)
    await seed({ pool, profile: 'tiny', seed: 7, today: '2026-12-20' })
  })

  test('leaves what was there when it fails half way', async () => {
    const before = await count('room_nights')
    const broken = { pool, profile: 'tiny', seed: 9, today: '2026-12-20' } as const
    const onProgress = (done: number) => {
      if (done === 60) throw new Error('pulled the plug')
    }
    await expect(seed({ ...broken, onProgress })).rejects.toThrow('pulled the plug')
    expect(await count('room_nights')).toBe(before)
    expect(await seed({ ...broken, seed: 7 })).toBe('unchanged')
  })

  test('speaks the words of the contract', () => {
    expect([...vocabulary.amenity_names]).toEqual([...amenities])
    expect([...vocabulary.cancellation_policy_names]).toEqual(cancellation_policy_names)
  })
})
