/** Golden answers from `search` itself: through its own routes, as a customer would reach them, and not through a core. */
import { databasePool } from '#lib/database'
import { openGuard } from '#lib/token/guard'
import { search } from '#service/search/http'
import { loadIndex } from '#service/search/index/load'
import { type Expected, type Golden, okText, readAsk } from '../ask.ts'
import type { Workload, WorkloadOptions } from '../workload.ts'

export const noon = (today: string) => () => new Date(`${today}T12:00:00Z`)

/** By statements. */
export const productAnswers: Workload['golden'] = (database_url, asks, options) =>
  answersOf(database_url, asks, options, false)

/** From memory, for what there is no statement for. */
export const productAnswersFromIndex: Workload['golden'] = (database_url, asks, options) =>
  answersOf(database_url, asks, options, true)

async function answersOf(
  database_url: string,
  asks: readonly string[],
  { today }: WorkloadOptions,
  with_index: boolean,
): Promise<Golden> {
  const pool = databasePool({ url: database_url, size: 4, name: 'bench-golden' })
  try {
    const index = with_index ? await loadIndex(pool, { cache_bytes: 0 }) : undefined
    const app = search({ index: () => index, pool, clock: noon(today), guard: openGuard() })
    const answers = new Map<string, Expected>()
    for (const one of new Set(asks)) {
      const response = await app.handle(new Request(`http://search${readAsk(one).target}`))
      if (response.status !== 200) throw new Error(`golden answer of ${one} has status ${response.status}`)
      answers.set(one, okText(await response.text()))
    }
    return answers
  } finally {
    await pool.end()
  }
}
