/** One seed: its customers come, its faults happen, all heals, time passes, and then everything must be right. */
import { setTimeout as sleep } from 'node:timers/promises'
import { UpstreamProblem } from '#lib/transport'
import { owners } from './between.ts'
import type { Fault } from './combinations.ts'
import { type Told, visit } from './customer.ts'
import { type Director, faultText } from './director.ts'
import { look } from './invariants.ts'
import { planOf } from './plan.ts'
import type { Platform } from './platform.ts'
import { openShop } from './shop.ts'
import * as sql from './sql.ts'

const QUIET_WITHIN_MS = 40_000
const LOOK_EVERY_MS = 150
/** What is done by jobs, and by time, has its faults, too: so long they may come after the customers. */
const IDLE_WITHIN_MS = 12_000
const LAST_WORDS = 25

export interface Outcome {
  seed: number
  bookings: number
  confirmed: number
  captured: number
  /** Those that had an occasion, in their order. */
  happened: Fault[]
  wrong: string[]
  seconds: number
}

/** Never rejects: what keeps a seed from its end is wrong with it. */
export async function runSeed(platform: Platform, director: Director, seed: number): Promise<Outcome> {
  const began_ms = performance.now()
  const outcome = {
    seed,
    bookings: 0,
    confirmed: 0,
    captured: 0,
    happened: [] as Fault[],
    wrong: [] as string[],
  }
  try {
    Object.assign(outcome, await attempt(platform, director, seed))
  } catch (error) {
    outcome.happened = [...director.happened]
    outcome.wrong = [`it did not come to its end: ${reason(error)}`, ...said(platform)]
  } finally {
    director.disarm()
  }
  return { ...outcome, seconds: (performance.now() - began_ms) / 1000 }
}

async function attempt(
  platform: Platform,
  director: Director,
  seed: number,
): Promise<Omit<Outcome, 'seed' | 'seconds'>> {
  const plan = planOf(seed)
  director.arm([])
  const owner = `faults-${seed}-${crypto.randomUUID().slice(0, 8)}`
  await platform.reset()
  const shop = await openShop(platform, plan, owner)
  director.arm(plan.faults)
  const ended = await Promise.allSettled(plan.scripts.map((script, nth) => visit(shop, script, nth)))
  await untilIdle(platform, director, owner)
  director.disarm()
  const happened = [...director.happened]
  const told = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const wrong = ended.flatMap((one, nth) =>
    one.status === 'rejected' ? [`customer ${nth} was told ${reason(one.reason)}`] : [],
  )
  await platform.healed()
  for (const one of owners) {
    const killed_at = director.lastKill(one, 'postgres')
    if (killed_at !== undefined) await sql.jobsOfTheDead(platform.databases[one], one, killed_at)
  }
  wrong.push(...(await untilQuiet(platform, owner)))
  const seen = await look(platform, shop.customer.bank, owner, told, happened)
  wrong.push(...seen.wrong, ...nobody(told))
  const { bookings, confirmed, captured } = seen
  return { happened, wrong, bookings, confirmed, captured }
}

/** The last words of the processes, which `npm start` would have shown. */
const said = (platform: Platform) =>
  platform
    .output()
    .split('\n')
    .slice(-LAST_WORDS)
    .map((line) => `| ${line.slice(0, 300)}`)

/** Until every fault has happened, or nothing is left that could be its occasion. */
async function untilIdle({ databases }: Platform, director: Director, owner: string): Promise<void> {
  const until_ms = performance.now() + IDLE_WITHIN_MS
  while (director.left > 0 && performance.now() < until_ms) {
    // PostgreSQL may just be gone.
    const left = await sql.unfinished(databases, owner).catch(() => ['unknown'])
    if (left.length === 0) return
    await sleep(LOOK_EVERY_MS)
  }
}

/** A seed in which nobody got a room has shown nothing. */
const nobody = (told: readonly Told[]) =>
  told.some(({ held }) => held.length > 0)
    ? []
    : [`nobody booked anything: ${told.flatMap(({ refused }) => refused).join(', ') || 'no refusal'}`]

const reason = (error: unknown) =>
  error instanceof UpstreamProblem
    ? `${error.service}: ${error.problem.status} ${error.problem.code}`
    : error instanceof Error
      ? error.message
      : String(error)

/**
 * Until nothing waits. What ends holds, and payments that nobody heard of again, is the service's own clock; only the
 * pauses between two attempts at one job are cut short. Answers what would not end.
 */
async function untilQuiet({ databases }: Platform, owner: string): Promise<string[]> {
  const { reservations, payments } = databases
  const until_ms = performance.now() + QUIET_WITHIN_MS
  for (;;) {
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
  return [
    `seed ${seed} FAILED`,
    ...wrong.map((line) => `  ${line}`),
    `  planned: ${planOf(seed).faults.map(faultText).join('; ') || 'no fault'}`,
    `  happened: ${happened.map(faultText).join('; ') || 'no fault'}`,
    `  again: npm run faults -- --seeds 1 --from ${seed}`,
  ].join('\n')
}
