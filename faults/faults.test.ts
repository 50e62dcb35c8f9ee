/** Some seeds of the fault run, and that it would see what it looks for. `npm run faults` runs as many as one likes. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { bankTestClient } from '#service/stand-ins/bank/client'
import { Director } from './director.ts'
import { look } from './invariants.ts'
import { type Fault, planOf, victims } from './plan.ts'
import { type Platform, startPlatform } from './platform.ts'
import { report, runSeed } from './run.ts'
import { steps } from './steps.ts'

const SEEDS = [1, 2, 3, 4, 5, 6]

describe('plans', () => {
  test('are the same for the same seed', () => {
    expect(planOf(7)).toEqual(planOf(7))
    expect(planOf(7)).not.toEqual(planOf(8))
  })

  test('have every step, before and after it, and every process killed', () => {
    const faults = Array.from({ length: 200 }, (_, seed) => planOf(seed)).flatMap((plan) => plan.faults)
    const met = new Set(faults.map(({ step, phase }) => `${phase} ${step}`))
    for (const step of steps)
      for (const phase of ['before', 'after']) expect(met).toContain(`${phase} ${step}`)
    const killed = new Set(faults.flatMap(({ action }) => (action.kind === 'kill' ? [action.victim] : [])))
    expect([...killed].sort()).toEqual([...victims].sort())
  })
})

test('a fault happens once, at its occasion', async () => {
  const killed: string[] = []
  const director = new Director((victim) => void killed.push(victim))
  const fault: Fault = { step: 'pay', nth: 2, phase: 'after', action: { kind: 'kill', victim: 'bank' } }
  director.arm([fault, { step: 'hold', nth: 1, phase: 'before', action: { kind: 'cut' } }])
  expect(await director.meet('hold', 'before')).toBe('cut')
  expect(await director.meet('hold', 'before')).toBe('pass')
  for (const phase of ['after', 'before', 'after', 'after'] as const) await director.meet('pay', phase)
  expect(killed).toEqual(['bank'])
  expect(director.happened).toEqual(['cut before hold no. 1', 'kill -9 bank after pay no. 2'])
  expect(director.disarm()).toEqual([])
})

describe('the booking chain, while its processes are killed and its calls are cut', () => {
  let platform: Platform
  const director = new Director((victim) => platform.kill(victim))
  beforeAll(async () => {
    platform = await startPlatform(director)
  }, 90_000)
  afterAll(() => platform?.stop(), 30_000)

  test.each(SEEDS)(
    'loses nothing, sells nothing twice and charges nothing twice: seed %i',
    async (seed) => {
      const outcome = await runSeed(platform, director, seed)
      if (outcome.wrong.length > 0) throw new Error(report(outcome))
      expect(outcome.bookings).toBeGreaterThan(0)
    },
    120_000,
  )

  test('what is wrong would be seen', async () => {
    const { reservations, payments } = platform.databases
    const bank = bankTestClient(platform.stack.url('bank'), platform.bank_key)
    const seen = async () => (await look(platform, bank, 'nobody', [])).wrong
    expect(await seen()).toEqual([])
    const oneNight = '(select room_type_id, night from reservations.room_nights where booked > 0 limit 1)'
    const { rows } = await reservations.query(
      `update reservations.room_nights set booked = booked - 1 where (room_type_id, night) in ${oneNight}
       returning room_type_id, night::text as night`,
    )
    expect((await seen()).join()).toContain('by bookings')
    await reservations.query(
      'update reservations.room_nights set booked = booked + 1 where room_type_id = $1 and night = $2',
      [rows[0]?.room_type_id, rows[0]?.night],
    )
    await payments.query('alter table payments.ledger_entries disable trigger append_only')
    await payments.query(
      `update payments.ledger_entries set reference = 'x' where id = (select min(id) from payments.ledger_entries)`,
    )
    expect((await seen()).join()).toContain('our books say')
  }, 30_000)
})
