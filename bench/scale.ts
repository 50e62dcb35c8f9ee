/**
 * Bun only. `npm run bench -- scale`: the index of the largest dataset, built in memory and then asked for one city,
 * again and again. Service time alone: from the request's target to the bytes of the answer, without HTTP and without a
 * queue. In a process of its own, because of what it says about memory.
 */
import { createHistogram } from 'node:perf_hooks'
import { spawnChild } from '#lib/child'
import { type ProfileName, profile_names, profiles } from '#lib/dataset/profiles'
import { Random } from '#lib/dataset/random'
import { dayNumber } from '#lib/dates'
import { indexOfDatasetApart } from '#service/search/index/apart'
import type { Catalogue } from '#service/search/index/catalogue'
import { flagReader } from './flags.ts'
import { environment } from './measure/environment.ts'
import { BENCH_TODAY } from './today.ts'
import { searched } from './workloads/search-index/core.ts'
import { searchTarget } from './workloads/targets.ts'

/** Hotels of the city that is asked for, about. */
const CITY_HOTELS = 1_000
const WARMUP = 2_000
const SEARCHES = 20_000

export const SCALE_HELP = `npm run bench -- scale [--profile NAME] [--seed N]

  the index of a whole dataset (scale), built in memory, and the service time of searches of a large city`

/**
 * The collector lets garbage grow with what lives, and counts the nights as living: with them its heap may double. Told
 * that the machine is small it collects in time.
 */
const SMALL_MACHINE = { BUN_JSC_forceRAMSize: String(10 ** 9) }

/** Resolves with the exit code. */
export function scale(args: readonly string[], command: string): Promise<number> {
  const order = JSON.stringify({ ...readOptions(args), command })
  const onLine = (line: string) => console.log(line)
  return spawnChild({ args: ['bench/scale.ts', order], env: SMALL_MACHINE, onLine }).exited
}

interface Order {
  profile: ProfileName
  seed: number
  command: string
}

async function measure({ profile, seed, command }: Order): Promise<string> {
  const started_ms = performance.now()
  const first_day = dayNumber(BENCH_TODAY)
  const index = await indexOfDatasetApart({ profile, seed, first_day })
  const built_s = (performance.now() - started_ms) / 1_000
  // Until what the building thread has used is given back.
  await Bun.sleep(2_000)
  const built_mb = residentMegabytes()

  const city = cityOf(index.catalogue)
  const random = new Random(seed, 0x5ca1e)
  const targets = Array.from({ length: 1_000 }, () =>
    searchTarget(random, city.destination_id, { today: BENCH_TODAY }),
  )
  const ns = createHistogram()
  let [bytes, matches] = [0, 0]
  for (let i = -WARMUP; i < SEARCHES; i++) {
    // As between requests: what is no longer needed is collected only then.
    if (i % 100 === 0) await Bun.sleep(0)
    const target = targets[(i + WARMUP) % targets.length] ?? ''
    const from_ms = performance.now()
    const { body } = searched(index, target, BENCH_TODAY)
    const took_ns = Math.round((performance.now() - from_ms) * 1e6)
    if (i < 0) continue
    ns.record(Math.max(1, took_ns))
    bytes += body.length
    matches += body.length > 200 ? 1 : 0
  }
  const { commit, uncommitted, cpu, bun } = environment(command, '', new Date())
  const us = (value: number) => `${(value / 1_000).toFixed(1)} µs`
  const { hotel_count, room_type_count } = index.catalogue
  return [
    `${command}`,
    `${cpu}, Bun ${bun}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
    '',
    `${hotel_count} hotels x ${(room_type_count / hotel_count).toFixed(1)} room types x ${profiles[profile].nights} nights: ${Math.round(index.nights.buffer.byteLength / 1e6)} MB of nights`,
    `built in ${built_s.toFixed(1)} s, one thread; ${built_mb} MB resident after it, ${residentMegabytes()} MB after the searches`,
    `${SEARCHES} searches of one city, ${city.hotels} hotels, after ${WARMUP} that do not count: p50 ${us(ns.percentile(50))}, p99 ${us(ns.percentile(99))}, longest ${us(ns.max)}; ${Math.round(bytes / SEARCHES)} bytes each, ${matches} with a match`,
  ].join('\n')
}

const residentMegabytes = () => Math.round(process.memoryUsage.rss() / 1e6)

/** The one whose hotels are nearest to `CITY_HOTELS` in number. */
function cityOf({ destinations, first_hotel }: Catalogue): { destination_id: number; hotels: number } {
  const off = ({ hotels }: { hotels: number }) => Math.abs(hotels - CITY_HOTELS)
  const [city] = destinations
    .map(({ destination_id }, i) => ({
      destination_id,
      hotels: (first_hotel[i + 1] ?? 0) - (first_hotel[i] ?? 0),
    }))
    .sort((a, b) => off(a) - off(b))
  if (city === undefined) throw new Error('the dataset has no destination')
  return city
}

function readOptions(args: readonly string[]): { profile: ProfileName; seed: number } {
  const { number, oneOf, finish } = flagReader(args, { texts: ['profile', 'seed'] })
  return finish({
    profile: oneOf('profile', 'scale', profile_names),
    seed: number('seed', 1, 0, 2 ** 32 - 1),
  })
}

if (import.meta.main) console.log(await measure(JSON.parse(process.argv[2] ?? '') as Order))
