/**
 * Bun only. `npm run bench -- partners`: what a search with partners takes when they behave and when they do not. The
 * platform runs as `npm start` runs it, with its deadlines and breakers; searches are asked at a constant rate, each for
 * another stay, so that no partner's answer is found in the cache, and timed from when they were meant to be asked. Of
 * each, our own hotels are compared with those of the same search without partners.
 */
import { join } from 'node:path'
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { root } from '#lib/child'
import { type PartnerName, partner_names } from '#lib/config'
import { destinations } from '#lib/dataset/destinations'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { startStack } from '#lib/test/stack'
import { queryString } from '#lib/transport'
import type { MergedSearchAnswer, SearchAnswer } from '#service/search/contract'
import type { Behaviour } from '#service/stand-ins/partner-hotels/contract'
import { flagReader } from './flags.ts'
import { environment } from './measure/environment.ts'
import { watchOthers } from './measure/processors.ts'
import { BENCH_TODAY } from './today.ts'
import { zipf } from './workloads/targets.ts'

/** What `search` waits for partners at most, and how much later its answer may be. */
const DEADLINE_MS = 300
const MARGIN_MS = 50
const WARMUP_S = 2
const MOST_LATE_MS = 50

export const PARTNERS_HELP = `npm run bench -- partners [--rate N] [--duration S] [--data-dir DIR]

  searches with partners, N a second (60) for S seconds (10): all fair, one that hangs, all that hang, all that fail,
  and the same searches without partners`

interface Phase {
  name: string
  behaviour: (partner: PartnerName) => Behaviour
  /** Whether partners are asked at all. */
  asked: boolean
}

/** A partner's own way takes some of the deadline. */
const FAIR: Behaviour = { latency_ms: 50 }
const phases: readonly Phase[] = [
  { name: 'without partners', behaviour: () => FAIR, asked: false },
  { name: 'all answer after 50 ms', behaviour: () => FAIR, asked: true },
  {
    name: 'one hangs',
    behaviour: (partner) => (partner === 'charlie' ? { manner: 'hangs' } : FAIR),
    asked: true,
  },
  { name: 'all hang', behaviour: () => ({ manner: 'hangs' }), asked: true },
  { name: 'all fail', behaviour: () => ({ manner: 'broken' }), asked: true },
]

interface Measured {
  name: string
  latency_us: RecordableHistogram
  statuses: Map<string, number>
  asked: number
  wrong: number
  most_late_ms: number
}

/** Prints, and returns the exit code: 0, or 2 when what was measured is not what was asked for. */
export async function partners(args: readonly string[], command: string): Promise<number> {
  const { rate, duration, data_dir } = readOptions(args)
  console.error('starting the platform on profile demo')
  const stack = await startStack({
    shape: 'microservices',
    data_dir,
    env: { VACANCY_PROFILE: 'demo', VACANCY_TODAY: BENCH_TODAY, VACANCY_LOG_LEVEL: 'warn' },
  })
  const others = watchOthers()
  try {
    const results: Measured[] = []
    const random = new Random(1, 0x9a47)
    for (const phase of phases) {
      for (const partner of partner_names) await behave(stack.url('partner-hotels'), partner, phase)
      console.error(phase.name)
      const asked = { url: stack.url('search'), phase, random, rate }
      await offered(asked, WARMUP_S)
      results.push(await offered(asked, duration))
    }
    return report(results, { rate, duration, command, others: others() })
  } finally {
    await stack.stop()
  }
}

async function behave(url: string, partner: PartnerName, { behaviour }: Phase): Promise<void> {
  const response = await fetch(`${url}/admin/partners/${partner}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour(partner)),
  })
  if (!response.ok) throw new Error(`the stand-in answered ${response.status}`)
}

interface Offer {
  url: string
  phase: Phase
  random: Random
  rate: number
}

async function offered({ url, phase, random, rate }: Offer, duration_s: number): Promise<Measured> {
  const measured: Measured = {
    name: phase.name,
    latency_us: createHistogram(),
    statuses: new Map(),
    ...{ asked: 0, wrong: 0, most_late_ms: 0 },
  }
  const places = destinations('demo')
  const place = zipf(places.length, random)
  const one = async (target: string, planned_ms: number) => {
    measured.most_late_ms = Math.max(measured.most_late_ms, performance.now() - planned_ms)
    const answer = await ask<MergedSearchAnswer>(`${url}${target}${phase.asked ? '&partners=true' : ''}`)
    measured.latency_us.record(Math.max(1, Math.round((performance.now() - planned_ms) * 1_000)))
    for (const { status } of answer?.partners ?? [])
      measured.statuses.set(status, (measured.statuses.get(status) ?? 0) + 1)
    return { target, answer }
  }
  const started_ms = performance.now()
  const all: ReturnType<typeof one>[] = []
  for (let i = 0; i < rate * duration_s; i++) {
    const planned_ms = started_ms + (i * 1_000) / rate
    const early_ms = planned_ms - performance.now()
    if (early_ms > 0) await Bun.sleep(early_ms)
    all.push(one(targetOf(places[place()]?.destination_id ?? 0, random), planned_ms))
  }
  // Compared when nothing is timed any more.
  for (const { target, answer } of await Promise.all(all)) {
    measured.asked++
    const own = await ask<SearchAnswer>(`${url}${target}`)
    if (answer === undefined || own === undefined || !hasOwn(answer, own)) measured.wrong++
  }
  return measured
}

/** Our hotels are there in our order, as far as the page reaches: partners' hotels take places on it. */
function hasOwn(answer: MergedSearchAnswer, own: SearchAnswer): boolean {
  const ours = answer.data.flatMap((hotel) => ('partner' in hotel ? [] : [hotel.id]))
  return (
    ours.every((id, i) => id === own.data[i]?.id) &&
    (answer.data.length === ours.length ? ours.length === own.data.length : true)
  )
}

async function ask<T>(url: string): Promise<T | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  return response?.status === 200 ? ((await response.json()) as T) : undefined
}

function targetOf(destination_id: number, random: Random): string {
  const check_in = addDays(BENCH_TODAY, random.between(1, 170))
  return `/v1/search${queryString({
    destination_id: `geo_${destination_id}`,
    check_in,
    check_out: addDays(check_in, random.between(1, 7)),
    adults: random.between(1, 4),
    sort: 'price',
  })}`
}

function report(
  results: readonly Measured[],
  run: { rate: number; duration: number; command: string; others: number | undefined },
): number {
  const { cpu, cores, bun, commit, uncommitted } = environment(run.command, '', new Date())
  const ms = (us: number) => (us / 1_000).toFixed(1)
  const bound = DEADLINE_MS + MARGIN_MS
  const faults = results.flatMap(({ name, wrong, most_late_ms }) => [
    ...(wrong > 0 ? [`${name}: ${wrong} answers were not what they should be`] : []),
    ...(most_late_ms > MOST_LATE_MS
      ? [`${name}: a request was sent ${Math.round(most_late_ms)} ms late`]
      : []),
  ])
  const rows = results.map(({ name, latency_us, statuses, asked }) => [
    name,
    `${asked}`,
    ms(latency_us.percentile(50)),
    ms(latency_us.percentile(99)),
    ms(latency_us.max),
    [...statuses].map(([status, count]) => `${status} ${count}`).join(', ') || '–',
  ])
  const head = ['partners', 'searches', 'p50 ms', 'p99 ms', 'longest', 'what they were']
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) =>
        i === 0 || i === head.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  console.log(
    [
      run.command,
      `${cores} x ${cpu}, Bun ${bun}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
      `other programs used ${run.others === undefined ? 'an unknown share' : `${Math.round(run.others * 100)} %`} of the processors meanwhile`,
      `${run.rate} searches a second for ${run.duration} s each; partners have ${DEADLINE_MS} ms, an answer ${bound}`,
      '',
      line(head),
      ...rows.map(line),
      '',
      faults.length === 0 ? 'valid' : `INVALID: ${faults.join('; ')}`,
    ].join('\n'),
  )
  return faults.length === 0 ? 0 : 2
}

function readOptions(args: readonly string[]) {
  const { number, text, finish } = flagReader(args, { texts: ['rate', 'duration', 'data-dir'] })
  return finish({
    rate: number('rate', 60, 1, 1_000),
    duration: number('duration', 10, 1, 600),
    data_dir: text('data-dir') ?? join(root, '.data/bench/partners'),
  })
}
