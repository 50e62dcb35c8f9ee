/** One seed: its customers come, its faults happen, all heals, time passes, and then everything must be right. */
import { setTimeout as sleep } from 'node:timers/promises'
import { addDays } from '#lib/dates'
import { httpTransport, UpstreamProblem } from '#lib/transport'
import { inventoryClient } from '#service/reservations/client'
import { testCustomer } from '#service/test-customer'
import { type Shop, visit } from './customer.ts'
import { type Director, faultText } from './director.ts'
import { look } from './invariants.ts'
import { type Plan, planOf } from './plan.ts'
import type { Platform } from './platform.ts'
import * as sql from './sql.ts'

const QUIET_WITHIN_MS = 40_000
const LOOK_EVERY_MS = 150
const AFTERWARDS_MS = 300
/** The nights that a seed may touch. */
const NIGHTS = 8

export interface Outcome {
  seed: number
  bookings: number
  confirmed: number
  captured: number
  /** Those that had an occasion, in their order. */
  happened: string[]
  wrong: string[]
  seconds: number
}

export async function runSeed(platform: Platform, director: Director, seed: number): Promise<Outcome> {
  const began_ms = performance.now()
  const plan = planOf(seed)
  // Each run of a seed is another customer, whose bookings are told from all others by that.
  const owner = `faults-${seed}-${crypto.randomUUID().slice(0, 8)}`
  await platform.healed()
  const shop = await openShop(platform, plan, owner)
  director.arm(plan.faults)
  const visits = plan.scripts.map((script, nth) => visit(shop, script, nth))
  if (plan.time_is_short) await timePasses(platform, owner)
  const ended = await Promise.allSettled(visits)
  // What is done by jobs goes on for a while.
  await sleep(AFTERWARDS_MS)
  const happened = [...director.happened]
  director.disarm()
  const told = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const wrong = ended.flatMap((one, nth) =>
    one.status === 'rejected' ? [`customer ${nth} was told ${reason(one.reason)}`] : [],
  )
  await platform.healed()
  wrong.push(...(await untilQuiet(platform, owner)))
  const seen = await look(platform, shop.customer.bank, owner, told)
  return {
    ...{ seed, happened, bookings: seen.bookings, confirmed: seen.confirmed, captured: seen.captured },
    wrong: [...wrong, ...seen.wrong],
    seconds: (performance.now() - began_ms) / 1000,
  }
}

const reason = (error: unknown) =>
  error instanceof UpstreamProblem
    ? `${error.service}: ${error.problem.status} ${error.problem.code}`
    : error instanceof Error
      ? error.message
      : String(error)

async function openShop(platform: Platform, plan: Plan, owner: string): Promise<Shop> {
  const { stack, databases } = platform
  const customer = await testCustomer(stack, owner)
  for (const service of ['search', 'reservations', 'payments']) await customer.tokenFor(service)
  const rooms = await sql.roomTypes(databases.reservations)
  const first_night = addDays(new Date().toISOString().slice(0, 10), plan.begins_in)
  const inventory = inventoryClient(httpTransport(stack.url('reservations')), {
    token: () => customer.tokenFor('reservations'),
  })
  const last_night = addDays(first_night, NIGHTS)
  for (const key of new Set(plan.scripts.map(({ rooms_key }) => rooms_key))) {
    const { room_type_id = '' } = rooms[key % rooms.length] ?? {}
    await inventory
      .change(room_type_id, { first_night, last_night, capacity: plan.capacity })
      .catch((error: unknown) => {
        // Another seed has booked more of them: then there are as many as there were.
        if (!(error instanceof UpstreamProblem && error.problem.code === 'capacity_below_booked')) throw error
      })
  }
  return { customer, rooms, first_night, name: owner }
}

/** The minutes of a hold, while its customer is at the bank and faults happen. */
async function timePasses({ databases }: Platform, owner: string): Promise<void> {
  await sleep(400)
  // PostgreSQL may just be gone.
  await sql.holdsEnd(databases.reservations, owner).catch(() => undefined)
}

/** Hours in seconds: whatever waits for its time is due, until nothing waits. Answers what would not end. */
async function untilQuiet({ databases }: Platform, owner: string): Promise<string[]> {
  const { reservations, payments } = databases
  await sql.jobsOfTheDead(reservations, 'reservations')
  await sql.jobsOfTheDead(payments, 'payments')
  const until_ms = performance.now() + QUIET_WITHIN_MS
  for (;;) {
    await sql.holdsEnd(reservations, owner)
    await sql.jobsAtOnce(reservations, 'reservations')
    await sql.jobsAtOnce(payments, 'payments')
    const left = await sql.unfinished(databases, owner)
    if (left.length === 0) return []
    if (performance.now() > until_ms) return left.map((what) => `stuck: ${what}`)
    await sleep(LOOK_EVERY_MS)
  }
}

/** Everything that somebody needs who wants to understand a failure. */
export function report(outcome: Outcome): string {
  const { seed, wrong, happened } = outcome
  const planned = planOf(seed).faults.map(faultText)
  return [
    `seed ${seed} FAILED`,
    ...wrong.map((line) => `  ${line}`),
    `  planned: ${planned.join('; ') || 'no fault'}`,
    `  happened: ${happened.join('; ') || 'no fault'}`,
    `  again: npm run faults -- --seeds 1 --from ${seed}`,
  ].join('\n')
}
