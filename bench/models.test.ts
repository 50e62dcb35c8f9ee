/** Every model serves every workload that applies to it, byte for byte as the product does. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { testDatabase } from '#lib/test/database'
import { descendants } from '#lib/test/processes'
import { loadCore } from './core.ts'
import { loadModel, models } from './model.ts'
import { BENCH_TODAY } from './run.ts'
import { workloads } from './workload.ts'
import { searchSql } from './workloads/search-sql/workload.ts'

const TARGETS = 12
const data = { seed: 1, profile: 'tiny', today: BENCH_TODAY } as const
const database = await testDatabase({
  template: { name: 'bench', key: JSON.stringify(data), prepare: (url) => searchSql.prepare(url, data) },
})
const resources = { pool: 2, workers: 2 }
/** A program for each request can read no catalogue for it. */
const NOT_IN_MEMORY = ['thread-per-request', 'process-per-request']

describe.each(workloads.map((workload) => [workload.name, workload] as const))('%s', (_, workload) => {
  let golden: ReadonlyMap<string, string>
  let partner: { partner_url: string; stop(): Promise<unknown> } | undefined
  beforeAll(async () => {
    partner = await workload.partner?.(data)
    const targets = workload.targets(data).slice(0, TARGETS)
    golden = await workload.golden(database.url, targets, data, partner?.partner_url)
  }, 60_000)
  afterAll(async () => {
    await partner?.stop()
  })

  test.each(models.map(({ name, file }) => [name, file] as const))(
    'by %s',
    async (name, file) => {
      const model = await loadModel(file)
      expect(model.name).toBe(name)
      if (workload.in_memory && NOT_IN_MEMORY.includes(name)) {
        expect(() => model.check(resources, workload)).toThrow(workload.name)
        return
      }
      model.check(resources, workload)
      const core_source = {
        file: workload.core_file,
        today: BENCH_TODAY,
        partner_url: partner?.partner_url,
      }
      const server = await model.serve({
        ...resources,
        database_url: database.url,
        body_bytes: 0,
        jwks: { keys: [] },
        core_source,
        core: await loadCore(core_source, database.url),
      })
      const ask = async (target: string) => {
        const response = await fetch(`http://127.0.0.1:${server.port}${target}`)
        return { status: response.status, body: await response.text() }
      }
      try {
        // All at once, and then one after what cannot be answered.
        const answers = await Promise.all([...golden.keys()].map(ask))
        expect(answers).toEqual([...golden.values()].map((body) => ({ status: 200, body })))
        expect((await ask('/v1/nothing-of-ours')).status).toBeGreaterThanOrEqual(400)
        const [target = '', body] = [...golden][0] ?? []
        expect(await ask(target)).toEqual({ status: 200, body: body ?? '' })
        const { most_in_progress, allowed_in_progress = Number.POSITIVE_INFINITY } = server.stats()
        expect(most_in_progress).toBeGreaterThan(0)
        expect(most_in_progress).toBeLessThanOrEqual(allowed_in_progress)
      } finally {
        await server.stop()
      }
    },
    60_000,
  )
})

test('leave no process behind', async () => {
  expect((await descendants(process.pid)).filter(({ command }) => command.includes('bench/models'))).toEqual(
    [],
  )
})
