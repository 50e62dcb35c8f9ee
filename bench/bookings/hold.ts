/**
 * Bun only. `npm run bench -- hold`: holds a second, of rooms far from one another and of the same few, each beside what
 * `pgbench` does with the statements of such a hold on the same server, over as many connections.
 */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { databasePool, kyselyOver } from '#lib/database'
import { idempotency } from '#lib/idempotency/idempotency'
import { jobs } from '#lib/jobs/jobs'
import { httpTransport } from '#lib/transport'
import { hold } from '#service/reservations/bookings/bookings'
import { letter_queue, task_queue } from '#service/reservations/bookings/tasks'
import type { ReservationsSchema } from '#service/reservations/sql'
import { transactions } from '#service/reservations/transaction'
import { quoteKeys } from '#service/search/quotes/client'
import type { Quote } from '#service/search/quotes/contract'
import { environment } from '../measure/environment.ts'
import { watchOthers } from '../measure/processors.ts'
import { columns, ms, range } from '../report/columns.ts'
import { BENCH_TODAY } from '../today.ts'
import { readCounts } from './options.ts'
import { pgbench, type Recording, recorded, script } from './pgbench.ts'
import { BEGINS, openShop, type Room, type Shop } from './shop.ts'

/** Connections to the database, of the service and of pgbench. */
const CONNECTIONS = 10
const ROOM_TYPES = 100
const WARMUP = 300

export const HOLD_HELP = `npm run bench -- hold [--count N] [--repetitions N] [--connections N] [--data-dir DIR]

  N holds (2000) by so many connections (32), of 100 room types (spread) and of one (contended), each followed by
  pgbench with the same statements; all of it so many times (3). Needs pgbench, of PostgreSQL.`

interface Measured {
  per_second: number
  pgbench: number
  latency_us: RecordableHistogram
  wrong: Map<number, number>
}

/** Prints, and returns the exit code: 0, or 2 when an answer was wrong. */
export async function holds(args: readonly string[], command: string): Promise<number> {
  const options = readCounts(args, { count: 2_000, repetitions: 3, connections: 32 })
  console.error('starting the platform on profile demo')
  const shop = await openShop({ ...options, connections: CONNECTIONS })
  const others = watchOthers()
  try {
    const results = { spread: [] as Measured[], contended: [] as Measured[] }
    const recording = await record(shop)
    await load(shop, await shop.reservations(await shop.rooms(ROOM_TYPES), WARMUP), options.connections)
    const spread = await shop.rooms(ROOM_TYPES)
    for (let n = 1; n <= options.repetitions; n++) {
      console.error(`repetition ${n} of ${options.repetitions}`)
      results.spread.push(await both(shop, recording, spread, options))
      // The nights of one room type have rooms for so many only.
      results.contended.push(await both(shop, recording, await shop.rooms(1), options))
    }
    return report(results, { ...options, command, others: others() })
  } finally {
    await shop.stack.stop()
  }
}

async function both(
  shop: Shop,
  recording: Recording,
  rooms: readonly Room[],
  { count, connections }: { count: number; connections: number },
): Promise<Measured> {
  const measured = await load(shop, await shop.reservations(rooms, count), connections)
  const again = rooms.length === 1 ? await shop.rooms(1) : rooms
  return {
    ...measured,
    pgbench: await pgbench({
      database_url: await shop.databaseUrl('reservations'),
      scripts: again.map(({ room_type_id }) => script(recording, { room_type_id, nights: BEGINS })),
      clients: CONNECTIONS,
      transactions: count,
    }),
  }
}

/** Each body once, by so many who ask one after another. */
async function load(
  { stack, customer }: Shop,
  bodies: readonly string[],
  connections: number,
): Promise<Omit<Measured, 'pgbench'>> {
  const authorization = `Bearer ${await customer.tokenFor('reservations')}`
  const url = `${stack.url('reservations')}/v1/reservations`
  const latency_us = createHistogram()
  const wrong = new Map<number, number>()
  let next = 0
  const one = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const asked_ms = performance.now()
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        },
        body,
      })
      const { state } = (await response.json()) as { state?: string }
      latency_us.record(Math.max(1, Math.round((performance.now() - asked_ms) * 1_000)))
      if (response.status !== 201 || state !== 'hold')
        wrong.set(response.status, (wrong.get(response.status) ?? 0) + 1)
    }
  }
  const started_ms = performance.now()
  await Promise.all(Array.from({ length: connections }, one))
  const right = bodies.length - [...wrong.values()].reduce((sum, count) => sum + count, 0)
  return { per_second: (right * 1_000) / (performance.now() - started_ms), latency_us, wrong }
}

/** One hold by the service's own rules, over a connection that keeps what goes by. */
async function record(shop: Shop): Promise<Recording> {
  const [room] = await shop.rooms(1)
  const [body = ''] = await shop.reservations(room === undefined ? [] : [room], 1)
  const asked = JSON.parse(body) as { quote: string; guest: { name: string; email: string } }
  const database_url = await shop.databaseUrl('reservations')
  const pool = databasePool({ url: database_url, size: 1, name: 'bench-record' })
  const statements = recorded(pool)
  const db = kyselyOver<ReservationsSchema>(pool)
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const own = jobs({ database_url, service: 'reservations', queues: [task_queue, letter_queue], log: quiet })
  own.start()
  try {
    for (let tries = 0; tries < 100; tries++) {
      const ready = await own.ready().then(
        () => true,
        () => false,
      )
      if (ready) break
      await Bun.sleep(50)
    }
    const now = () => new Date()
    const never = () => Promise.reject(new Error('nothing is paid here'))
    const deps = {
      ...{
        db,
        jobs: own,
        now,
        keys: idempotency('reservations', now),
        clock: () => new Date(`${BENCH_TODAY}T12:00:00Z`),
      },
      inTransaction: transactions(db, () => undefined),
      quote_keys: quoteKeys(httpTransport(shop.stack.url('search'))),
      payments: { payment: never, capture: never, void: never, refund: never, difference: never },
    }
    const { body: answer } = await hold(deps, asked, { owner: 'bench', key: crypto.randomUUID() })
    const { id, check_in, check_out, room_type } = JSON.parse(answer) as Quote & { id: string }
    const payload = JSON.parse(Buffer.from(asked.quote.split('.')[1] ?? '', 'base64url').toString()) as {
      jti: string
    }
    return {
      ...{
        statements,
        reservation_id: id,
        jti: payload.jti,
        room_type_id: room_type.id,
        check_in,
        check_out,
      },
    }
  } finally {
    await own.stop()
    await pool.end()
  }
}

function report(
  results: Readonly<Record<'spread' | 'contended', Measured[]>>,
  run: {
    count: number
    connections: number
    repetitions: number
    command: string
    others: number | undefined
  },
): number {
  const { cpu, cores, bun, commit, uncommitted } = environment(run.command, '', new Date())
  const rows = Object.entries(results).map(([name, all]) => {
    const latency_us = createHistogram()
    for (const one of all) latency_us.add(one.latency_us)
    return [
      name,
      range(all.map(({ per_second }) => per_second)),
      ms(latency_us.percentile(50)),
      ms(latency_us.percentile(99)),
      range(all.map((one) => one.pgbench)),
      range(
        all.map((one) => one.per_second / one.pgbench),
        2,
      ),
    ]
  })
  const wrong = Object.values(results).flatMap((all) => all.flatMap((one) => [...one.wrong]))
  console.log(
    [
      run.command,
      `${cores} x ${cpu}, Bun ${bun}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
      `other programs used ${run.others === undefined ? 'an unknown share' : `${Math.round(run.others * 100)} %`} of the processors meanwhile`,
      `${run.count} holds each, by ${run.connections} connections, over ${CONNECTIONS} to the database as pgbench has; ${run.repetitions} times: middle (low – high)`,
      '',
      ...columns(['holds', 'a second', 'p50 ms', 'p99 ms', 'pgbench a second', 'ratio'], rows),
      '',
      wrong.length === 0
        ? 'valid'
        : `INVALID: ${wrong.map(([status, count]) => `${count} were answered with ${status}`).join('; ')}`,
    ].join('\n'),
  )
  return wrong.length === 0 ? 0 : 2
}
