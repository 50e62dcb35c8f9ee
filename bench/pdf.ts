/**
 * Bun only. `npm run bench -- pdf`: pages a second against the number of threads that make them, and how late the event
 * loop of the same process is meanwhile; and both when the event loop makes them itself. Each in a process of its own.
 */
import { createHistogram } from 'node:perf_hooks'
import { spawnChild } from '#lib/child'
import { type PdfPool, pdfPool, pool_options } from '#service/pdf-reports/pool'
import { render } from '#service/pdf-reports/render'
import { data } from '#service/pdf-reports/testing'
import { flagReader } from './flags.ts'
import { environment } from './measure/environment.ts'
import { watchOthers } from './measure/processors.ts'
import { columns, ms } from './report/columns.ts'

const THREADS = [0, 1, 2, 4]
const WARMUP_S = 3
/** So often the event loop is asked to come back. */
const PROBE_MS = 5
/** More documents are under way than threads, as when a queue stands. */
const WAITING = 4

export const PDF_HELP = `npm run bench -- pdf [--duration S]

  receipts a second with 1, 2 and 4 threads, and on the event loop (0), for S seconds each (10), and how much later than
  asked for the event loop comes back meanwhile`

interface Measured {
  threads: number
  pages_per_second: number
  /** Microseconds. */
  late: { p50: number; p99: number; longest: number }
}

/** Resolves with the exit code. */
export async function pdf(args: readonly string[], command: string): Promise<number> {
  const duration = readDuration(args)
  const others = watchOthers()
  const results: Measured[] = []
  for (const threads of THREADS) {
    console.error(`${threads} threads`)
    results.push(await inChild({ threads, duration }))
  }
  const { cpu, cores, bun, commit, uncommitted } = environment(command, '', new Date())
  const share = others()
  const rows = results.map(({ threads, pages_per_second, late }) => [
    threads === 0 ? 'none: the event loop itself' : `${threads}`,
    pages_per_second.toFixed(1),
    ms(late.p50),
    ms(late.p99),
    ms(late.longest),
  ])
  console.log(
    [
      command,
      `${cores} x ${cpu}, Bun ${bun}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
      `other programs used ${share === undefined ? 'an unknown share' : `${Math.round(share * 100)} %`} of the processors meanwhile`,
      `receipts of one page, for ${duration} s each; the event loop looked at every ${PROBE_MS} ms`,
      '',
      ...columns(['threads', 'pages a second', 'late p50 ms', 'p99 ms', 'longest'], rows),
    ].join('\n'),
  )
  return 0
}

interface Order {
  threads: number
  duration: number
}

async function inChild(order: Order): Promise<Measured> {
  const lines: string[] = []
  const child = spawnChild({
    args: ['bench/pdf.ts', JSON.stringify(order)],
    onLine: (line) => lines.push(line),
  })
  const code = await child.exited
  if (code !== 0)
    throw new Error(`${order.threads} threads ended with ${code}: ${lines.slice(-5).join('\n')}`)
  return JSON.parse(lines.at(-1) ?? '') as Measured
}

async function measure({ threads, duration }: Order): Promise<Measured> {
  const pool: PdfPool =
    threads === 0
      ? { render: (document) => render(document), close: () => Promise.resolve() }
      : pdfPool({ ...pool_options, threads })
  let made = 0
  let until_ms = performance.now() + WARMUP_S * 1_000
  const some = async () => {
    while (performance.now() < until_ms) {
      await pool.render({ template: 'receipt', data: { ...data, number: `2026-${made++}` } })
      // Made here it would never let anything else in.
      if (threads === 0) await Bun.sleep(0)
    }
  }
  const load = () => Promise.all(Array.from({ length: Math.max(1, threads) + WAITING }, some))
  await load()
  made = 0
  const late_us = createHistogram()
  const started_ms = performance.now()
  until_ms = started_ms + duration * 1_000
  const probe = async () => {
    while (performance.now() < until_ms) {
      const asked_ms = performance.now()
      await Bun.sleep(PROBE_MS)
      late_us.record(Math.max(1, Math.round((performance.now() - asked_ms - PROBE_MS) * 1_000)))
    }
  }
  await Promise.all([load(), probe()])
  const pages_per_second = (made * 1_000) / (performance.now() - started_ms)
  await pool.close()
  const late = { p50: late_us.percentile(50), p99: late_us.percentile(99), longest: late_us.max }
  return { threads, pages_per_second, late }
}

function readDuration(args: readonly string[]): number {
  const { number, finish } = flagReader(args, { texts: ['duration'] })
  return finish(number('duration', 10, 1, 999))
}

if (import.meta.main) {
  console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '') as Order)))
  process.exit(0)
}
