/**
 * Bun only. `npm run bench -- pages`: how long a browser takes until a page of the site is complete, on a platform that is
 * warm, in both compositions. A visitor's first page has style, script and pictures to load; a later one has them.
 */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { root } from '#lib/child'
import { addDays } from '#lib/dates'
import { launchChromium } from '#lib/test/chromium'
import { type Shape, shapes, startStack } from '#lib/test/stack'
import { portOf } from '#lib/topology'
import { flagReader } from './flags.ts'
import { environment } from './measure/environment.ts'
import { watchOthers } from './measure/processors.ts'
import { columns } from './report/columns.ts'
import { BENCH_TODAY } from './today.ts'

const WARMUP = 5
const viewport = { width: 1280, height: 900 }

export const PAGES_HELP = `npm run bench -- pages [--times N]

  milliseconds until the home page, a page of results and a hotel are complete in headless Chromium: N times each (30),
  for a visitor who comes for the first time and for one who has been there`

/** Milliseconds since the navigation began. */
interface Load {
  /** The first byte of the page. */
  first_byte: number
  /** The page, its style, script and the pictures that are in sight. */
  complete: number
}

/** Resolves with the exit code. */
export async function pages(args: readonly string[], command: string): Promise<number> {
  const times = readTimes(args)
  const others = watchOthers()
  const rows: string[][] = []
  const browser = await launchChromium()
  try {
    for (const shape of shapes) {
      console.error(`${shape}: the platform starts`)
      rows.push(...(await measured(browser, shape, times)))
    }
  } finally {
    await browser.close()
  }
  const { cpu, cores, bun, commit, uncommitted } = environment(command, '', new Date())
  const share = others()
  console.log(
    [
      command,
      `${cores} x ${cpu}, Bun ${bun}, Chromium ${browser.version()}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
      // The browser is one of them.
      `programs other than this one used ${share === undefined ? 'an unknown share' : `${Math.round(share * 100)} %`} of the processors meanwhile, the browser's among them`,
      `${times} loads of each page, after ${WARMUP}; milliseconds from the click`,
      '',
      ...columns(['page', 'visit', 'first byte p50', 'complete p50', 'p95', 'longest'], rows),
    ].join('\n'),
  )
  return 0
}

async function measured(browser: Browser, shape: Shape, times: number): Promise<string[][]> {
  const stack = await startStack({
    shape,
    data_dir: join(root, `.data/bench/pages-${shape}`),
    env: { VACANCY_PROFILE: 'demo', VACANCY_TODAY: BENCH_TODAY, VACANCY_LOG_LEVEL: 'warn' },
  })
  try {
    const site = `http://localhost:${portOf(stack.base_port, 'booking-ui')}`
    const stay = `check_in=${addDays(BENCH_TODAY, 14)}&check_out=${addDays(BENCH_TODAY, 17)}&adults=2`
    const results = `${site}/search?destination_id=geo_2988507&${stay}`
    const found = await (await fetch(results)).text()
    const hotel = /href="(\/hotels\/htl_[^"]+)"/.exec(found)?.[1]?.replaceAll('&amp;', '&')
    if (hotel === undefined) throw new Error('no hotel was found')
    const rows: string[][] = []
    for (const [name, url] of [
      ['home', `${site}/`] as const,
      ['results', results] as const,
      ['hotel', site + hotel] as const,
    ]) {
      for (const visit of ['first', 'later'] as const) {
        console.error(`${shape}: ${name}, ${visit} visit`)
        const loads = await loadsOf(browser, { url, first: visit === 'first', times })
        const complete = loads.map((load) => load.complete).sort((a, b) => a - b)
        rows.push([
          `${name}, ${shape}`,
          visit,
          ...[
            at(
              loads.map((load) => load.first_byte).sort((a, b) => a - b),
              0.5,
            ),
            at(complete, 0.5),
          ].map(String),
          ...[at(complete, 0.95), at(complete, 1)].map(String),
        ])
      }
    }
    return rows
  } finally {
    await stack.stop()
  }
}

/** Nearest rank, in whole milliseconds. */
const at = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN)

async function loadsOf(
  browser: Browser,
  { url, first, times }: { url: string; first: boolean; times: number },
): Promise<Load[]> {
  const loads: Load[] = []
  let context = await browser.newContext({ viewport })
  try {
    for (let i = -WARMUP; i < times; i++) {
      if (first) {
        await context.close()
        context = await browser.newContext({ viewport })
      }
      const page = await context.newPage()
      const answer = await page.goto(url, { waitUntil: 'load' })
      if (answer?.status() !== 200) throw new Error(`${url} answered ${answer?.status()}`)
      const load = await page.evaluate<Load>(`(() => {
        const [{ responseStart, loadEventStart }] = performance.getEntriesByType('navigation')
        return { first_byte: responseStart, complete: loadEventStart }
      })()`)
      await page.close()
      if (i >= 0) loads.push(load)
    }
  } finally {
    await context.close()
  }
  return loads
}

function readTimes(args: readonly string[]): number {
  const { number, finish } = flagReader(args, { texts: ['times'] })
  return finish(number('times', 30, 1, 9_999))
}
