/**
 * Bun only. `npm run bench -- freshness`: how long after its commit a booking is seen by who asks `search`. The platform
 * runs as `npm start` runs it; bookings are made by this process, as a second one of `reservations` would, each of a
 * room type of its own, at the moments that a rate sets and not when the one before was through. Each is then looked for,
 * again and again, until the availability has a room less.
 */
import { join } from 'node:path'
import { createHistogram } from 'node:perf_hooks'
import { root } from '#lib/child'
import { databasePool, kyselyOver } from '#lib/database'
import type { ProfileName } from '#lib/dataset/profiles'
import { addDays } from '#lib/dates'
import { runningServer } from '#lib/postgres/server'
import { type Stack, startStack } from '#lib/test/stack'
import { queryString } from '#lib/transport'
import { databaseOf } from '#service/databases'
import { takeRooms } from '#service/reservations/inventory'
import type { ReservationsSchema } from '#service/reservations/sql'
import { transactions } from '#service/reservations/transaction'
import type { AvailabilityAnswer } from '#service/search/contract'
import { flagReader, OptionError } from './flags.ts'
import { environment } from './measure/environment.ts'
import { watchOthers } from './measure/processors.ts'
import { type BookableRoom, bookableRooms } from './sql.ts'
import { BENCH_TODAY } from './today.ts'

const DAYS_AHEAD = 30
const POOL = 10
/** Between two looks for one booking. */
const LOOK_MS = 5
/** Who is not seen by then is counted as not seen. */
const LONGEST_MS = 5_000
/** A rate that was not kept is another rate. */
const LEAST_SENT = 0.99
const MOST_LATE_MS = 100

export const FRESHNESS_HELP = `npm run bench -- freshness [--rate N] [--duration S] [--profile NAME] [--data-dir DIR]

  how long after its commit a booking is seen in search, at a rate of bookings a second (200) for some seconds (10)`

interface Options {
  rate: number
  duration: number
  profile: ProfileName
  data_dir: string
}

/** Prints, and returns the exit code: 0, or 2 when what was measured is not what was asked for. */
export async function freshness(args: readonly string[], command: string): Promise<number> {
  const options = readOptions(args)
  console.error(`starting the platform on profile ${options.profile}`)
  const stack = await startStack({
    shape: 'microservices',
    data_dir: options.data_dir,
    env: { VACANCY_PROFILE: options.profile, VACANCY_TODAY: BENCH_TODAY, VACANCY_LOG_LEVEL: 'warn' },
  })
  try {
    return await measured(stack, options, command)
  } finally {
    await stack.stop()
  }
}

async function measured(stack: Stack, options: Options, command: string): Promise<number> {
  const url = async (service: string) =>
    (await runningServer(join(stack.data_dir, 'postgres')))?.url(databaseOf(service, 'microservices')) ?? ''
  const rooms = await someRooms(await url('search'), options)
  const pool = databasePool({ url: await url('reservations'), size: POOL, name: 'bench-bookings' })
  const book = transactions(kyselyOver<ReservationsSchema>(pool), () => undefined)
  const seen_us = createHistogram()
  let [committed, unseen, most_late_ms] = [0, 0, 0]
  const booking = async (room: BookableRoom, planned_ms: number) => {
    most_late_ms = Math.max(most_late_ms, performance.now() - planned_ms)
    await book((trx) => takeRooms(trx, { ...stayOf(room), rooms: 1 }))
    const committed_ms = performance.now()
    committed++
    while ((await roomsLeft(stack, room)) !== room.free - 1) {
      if (performance.now() - committed_ms > LONGEST_MS) {
        unseen++
        return
      }
      await Bun.sleep(LOOK_MS)
    }
    seen_us.record(Math.max(1, Math.round((performance.now() - committed_ms) * 1_000)))
  }
  const others = watchOthers()
  const started_ms = performance.now()
  const all: Promise<void>[] = []
  for (const [i, room] of rooms.entries()) {
    const planned_ms = started_ms + (i * 1_000) / options.rate
    const early_ms = planned_ms - performance.now()
    if (early_ms > 0) await Bun.sleep(early_ms)
    all.push(booking(room, planned_ms))
  }
  const sent_s = (performance.now() - started_ms) / 1_000
  await Promise.all(all)
  await pool.end()

  const ms = (us: number) => `${(us / 1_000).toFixed(1)} ms`
  const { cpu, cores, bun, commit, uncommitted } = environment(command, '', new Date())
  const faults = [
    ...(unseen > 0 ? [`${unseen} were not seen within ${LONGEST_MS / 1_000} s`] : []),
    ...(rooms.length / sent_s < LEAST_SENT * options.rate ? ['the rate was not kept'] : []),
    ...(most_late_ms > MOST_LATE_MS ? [`a booking began ${Math.round(most_late_ms)} ms late`] : []),
  ]
  const share = others()
  console.log(
    [
      command,
      `${cores} x ${cpu}, Bun ${bun}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
      `other programs used ${share === undefined ? 'an unknown share' : `${Math.round(share * 100)} %`} of the processors meanwhile`,
      '',
      `${committed} bookings, ${(rooms.length / sent_s).toFixed(0)} a second, profile ${options.profile}`,
      `from the commit to the first answer that has it: p50 ${ms(seen_us.percentile(50))}, p99 ${ms(seen_us.percentile(99))}, longest ${ms(seen_us.max)}; looked for every ${LOOK_MS} ms`,
      faults.length === 0 ? 'valid' : `INVALID: ${faults.join('; ')}`,
    ].join('\n'),
  )
  return faults.length === 0 ? 0 : 2
}

const night = addDays(BENCH_TODAY, DAYS_AHEAD)
const stayOf = ({ room_type_id }: BookableRoom) => ({
  room_type_id,
  check_in: night,
  check_out: addDays(night, 1),
})

/** One for each booking: what others take of it would be taken for what we took. */
async function someRooms(database_url: string, { rate, duration }: Options): Promise<BookableRoom[]> {
  const count = Math.ceil(rate * duration)
  const pool = databasePool({ url: database_url, size: 1, name: 'bench-rooms' })
  const rooms = await bookableRooms(pool, night, count).finally(() => pool.end())
  if (rooms.length < count)
    throw new OptionError(
      `there are ${rooms.length} room types with a free room, and ${count} bookings: a lower --rate or --duration`,
    )
  return rooms
}

async function roomsLeft(stack: Stack, room: BookableRoom): Promise<number | undefined> {
  const { check_in, check_out } = stayOf(room)
  const path = `/v1/hotels/${room.hotel_id}/availability${queryString({ check_in, check_out, adults: 1 })}`
  const response = await fetch(`${stack.url('search')}${path}`, { signal: AbortSignal.timeout(LONGEST_MS) })
  // Refused under load: it is looked for again.
  if (response.status !== 200) return undefined
  const { data } = (await response.json()) as AvailabilityAnswer
  return data.find(({ id }) => id === room.room_type_id)?.rooms_left
}

function readOptions(args: readonly string[]): Options {
  const { number, oneOf, text, finish } = flagReader(args, {
    texts: ['rate', 'duration', 'profile', 'data-dir'],
  })
  const profile = oneOf('profile', 'demo', ['tiny', 'demo', 'bench'])
  return finish({
    rate: number('rate', 200, 1, 10_000),
    duration: number('duration', 10, 1, 600),
    profile,
    data_dir: text('data-dir') ?? join(root, '.data/bench/freshness', profile),
  })
}
