/**
 * Bun only. `npm run bench -- book`: whole bookings a second, each from its hold to the moment at which its guest sees
 * it confirmed: reservations, payments and the bank, with their databases, letters and papers behind them.
 */
import { createHistogram } from 'node:perf_hooks'
import { SANDBOX_BANK_KEY } from '#lib/config'
import { bankTestClient } from '#service/stand-ins/bank/client'
import { environment } from '../measure/environment.ts'
import { watchOthers } from '../measure/processors.ts'
import { columns, ms, range } from '../report/columns.ts'
import { readCounts } from './options.ts'
import { openShop, type Shop } from './shop.ts'

const CONNECTIONS = 10
const ROOM_TYPES = 100
const WARMUP = 50
const CARD = '4242424242424242'
/** Between two looks whether it is confirmed: often enough for a person, and no load of its own. */
const LOOK_MS = 100
const LONGEST_MS = 30_000

export const BOOK_HELP = `npm run bench -- book [--count N] [--repetitions N] [--connections N] [--data-dir DIR]

  N bookings (500), so many at once (16): hold, payment, and the guest sees it confirmed; so many times (3)`

const steps = ['hold', 'payment answered', 'seen confirmed', 'all of it'] as const
type Step = (typeof steps)[number]

/** Prints, and returns the exit code: 0, or 2 when a booking was not confirmed. */
export async function book(args: readonly string[], command: string): Promise<number> {
  const options = readCounts(args, { count: 500, repetitions: 3, connections: 16 })
  console.error('starting the platform on profile demo')
  const shop = await openShop({ ...options, connections: CONNECTIONS })
  const others = watchOthers()
  try {
    const took = Object.fromEntries(steps.map((step) => [step, createHistogram()])) as Record<
      Step,
      ReturnType<typeof createHistogram>
    >
    const note = (step: Step, from_ms: number) =>
      took[step].record(Math.max(1, Math.round((performance.now() - from_ms) * 1_000)))
    const rates: number[] = []
    const wrong: string[] = []
    await bookings(shop, WARMUP, options.connections, () => undefined)
    for (let n = 1; n <= options.repetitions; n++) {
      console.error(`repetition ${n} of ${options.repetitions}`)
      const { per_second, failures } = await bookings(shop, options.count, options.connections, note)
      rates.push(per_second)
      wrong.push(...failures)
    }
    const { cpu, cores, bun, commit, uncommitted } = environment(command, '', new Date())
    const share = others()
    const rows = steps.map((step) => [
      step,
      ms(took[step].percentile(50)),
      ms(took[step].percentile(99)),
      ms(took[step].max),
    ])
    console.log(
      [
        command,
        `${cores} x ${cpu}, Bun ${bun}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
        `other programs used ${share === undefined ? 'an unknown share' : `${Math.round(share * 100)} %`} of the processors meanwhile`,
        `${options.count} bookings each, ${options.connections} at once, ${options.repetitions} times`,
        '',
        `bookings a second: ${range(rates, 1)}`,
        '',
        ...columns(['step', 'p50 ms', 'p99 ms', 'longest'], rows),
        '',
        wrong.length === 0 ? 'valid' : `INVALID: ${wrong.length} failed, the first: ${wrong[0]}`,
      ].join('\n'),
    )
    return wrong.length === 0 ? 0 : 2
  } finally {
    await shop.stack.stop()
  }
}

async function bookings(
  shop: Shop,
  count: number,
  at_once: number,
  note: (step: Step, from_ms: number) => void,
): Promise<{ per_second: number; failures: string[] }> {
  const { customer, stack } = shop
  const bodies = await shop.reservations(await shop.rooms(ROOM_TYPES), count)
  const bank = bankTestClient(stack.url('bank'), SANDBOX_BANK_KEY)
  const cards = await Promise.all(bodies.map(() => bank.cardToken(CARD)))
  const failures: string[] = []
  const one = async (body: string, card_token: string) => {
    const held_ms = performance.now()
    const { id } = await customer.reservations.hold(JSON.parse(body), crypto.randomUUID())
    note('hold', held_ms)
    const paid_ms = performance.now()
    const { status } = await customer.payments.pay({ reservation_id: id, card_token }, crypto.randomUUID())
    note('payment answered', paid_ms)
    for (;;) {
      const { state } = await customer.reservations.reservation(id)
      if (state === 'confirmed') break
      if (performance.now() - held_ms > LONGEST_MS) throw new Error(`${state}, and its payment ${status}`)
      await Bun.sleep(LOOK_MS)
    }
    note('seen confirmed', paid_ms)
    note('all of it', held_ms)
  }
  let next = 0
  const some = async () => {
    for (let i = next++; i < bodies.length; i = next++)
      await one(bodies[i] ?? '', cards[i] ?? '').catch((error: unknown) => failures.push(String(error)))
  }
  const started_ms = performance.now()
  await Promise.all(Array.from({ length: at_once }, some))
  return { per_second: ((count - failures.length) * 1_000) / (performance.now() - started_ms), failures }
}
