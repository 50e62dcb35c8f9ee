/** Some seeds of the fault run, and that it would see what it looks for. `npm run faults` runs as many as one likes. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { bankTestClient } from '#service/stand-ins/bank/client'
import { combinationOf, combinations, combinationText, type Fault } from './combinations.ts'
import { Director, faultText } from './director.ts'
import { look } from './invariants.ts'
import { planOf } from './plan.ts'
import { type Platform, startPlatform } from './platform.ts'
import { report, runSeed } from './run.ts'

/** The last one has no fault. */
const SEEDS = [1, 2, 3, 4, 120]

describe('plans', () => {
  test('are the same for the same seed', () => {
    expect(planOf(7)).toEqual(planOf(7))
    expect(planOf(7)).not.toEqual(planOf(8))
  })

  test.each([1, 1_000])('of the two hundred seeds from %i on have every combination', (from) => {
    const faults = Array.from({ length: 200 }, (_, i) => planOf(from + i)).flatMap((plan) => plan.faults)
    const planned = new Set(faults.map((fault) => combinationText(combinationOf(fault))))
    expect(combinations.map(combinationText).filter((one) => !planned.has(one))).toEqual([])
  })
})

test('a fault happens once, at its occasion', async () => {
  const killed: string[] = []
  const director = new Director((victim) => void killed.push(victim))
  const kill: Fault = { step: 'pay', nth: 2, phase: 'after', action: { kind: 'kill', victim: 'bank' } }
  const cut: Fault = { step: 'hold', nth: 1, phase: 'before', action: { kind: 'cut' } }
  const stall: Fault = { step: 'hold', nth: 3, phase: 'before', action: { kind: 'stall', ms: 1 } }
  director.arm([kill, cut, stall])
  expect(await director.meet('hold', 'before')).toBe('cut')
  expect(await director.meet('hold', 'before')).toBe('pass')
  expect(await director.meet('hold', 'before')).toBe('late')
  for (const phase of ['after', 'before', 'after', 'after'] as const) await director.meet('pay', phase)
  expect(killed).toEqual(['bank'])
  expect(director.lastKill('postgres')).toBeUndefined()
  expect(director.lastKill('bank', 'postgres')).toBeInstanceOf(Date)
  expect(director.happened.map(faultText)).toEqual([
    'cut before hold no. 1',
    'stall by 1 ms before hold no. 3',
    'kill -9 bank after pay no. 2',
  ])
  expect(director.disarm()).toEqual([])
})

describe('the booking chain, while its processes are killed and its calls are cut', () => {
  let platform: Platform
  const director = new Director((victim) => platform.kill(victim))
  beforeAll(async () => {
    platform = await startPlatform(director)
  }, 90_000)
  afterAll(() => platform?.stop(), 30_000)

  let [planned, happened] = [0, 0]
  test.each(SEEDS)(
    'loses nothing, sells nothing twice and charges nothing twice: seed %i',
    async (seed) => {
      const outcome = await runSeed(platform, director, seed)
      if (outcome.wrong.length > 0) throw new Error(report(outcome))
      expect(outcome.bookings).toBeGreaterThan(0)
      planned += planOf(seed).faults.length
      happened += outcome.happened.length
    },
    120_000,
  )

  test('what was planned came to happen, most of it', () => {
    expect(happened / planned).toBeGreaterThan(0.6)
  })

  test('what is wrong would be seen', async () => {
    const { reservations, payments } = platform.databases
    const bank = bankTestClient(platform.stack.url('bank'), platform.bank_key)
    const owner = `faults-${SEEDS.at(-1)}-%`
    const { rows: owners } = await reservations.query<{ owner: string }>(
      'select distinct owner from reservations.bookings where owner like $1',
      [owner],
    )
    const seen = async () => (await look(platform, bank, owners[0]?.owner ?? '', [], [])).wrong.join('\n')
    const before = await seen()
    const again = platform.letters.filter(({ message_id }) => message_id.includes('.hold.')).slice(0, 1)
    platform.letters.push(...again)
    expect(await seen()).toContain('came 2 times')
    const letter = "name = 'letters' and data -> 'data' ->> 'kind' = 'hold'"
    await reservations.query(
      `insert into reservations_jobs.job (name, data, state) select name, data, 'completed' from reservations_jobs.job
       where ${letter} limit 1`,
    )
    expect(await seen()).toContain('was written twice')
    const oneNight =
      '(select room_type_id, night from reservations.room_nights where booked < capacity limit 1)'
    await reservations.query(
      `update reservations.room_nights set booked = booked + 1 where (room_type_id, night) in ${oneNight}`,
    )
    expect(await seen()).toContain('by bookings')
    await payments.query('alter table payments.ledger_entries disable trigger append_only')
    await payments.query(
      `update payments.ledger_entries set reference = 'x' where id = (select min(id) from payments.ledger_entries)`,
    )
    expect(await seen()).toContain('our books say')
    // Of a seed that was right only what nobody was told is missing.
    expect(before).toMatch(/^\d+ reservations were answered, \d+ were made$/m)
    expect(before.split('\n')).toHaveLength(1)
  }, 30_000)
})
