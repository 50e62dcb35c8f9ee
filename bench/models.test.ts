/** Every model serves every workload that applies to it, on every runtime that it runs on, byte for byte as the product does. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname } from 'node:path'
import { testDatabase } from '#lib/test/database'
import { type Golden, UNIQUE, uniques } from './ask.ts'
import { type Contender, contendersOf } from './contender.ts'
import { send } from './golden.ts'
import { loadModel, models } from './model.ts'
import { startServer, type TestedServer } from './processes.ts'
import { labelOf } from './result.ts'
import { runtime_names } from './runtime.ts'
import { BENCH_TODAY } from './today.ts'
import { type Workload, workloads } from './workload.ts'
import { mixedHotel } from './workloads/mixed-hotel/workload.ts'
import { receipt } from './workloads/receipt/workload.ts'

const EACH = 10
/** They take a processor long. */
const PAGES = 2
const data = { seed: 1, profile: 'tiny', today: BENCH_TODAY } as const
const database = await testDatabase({
  // All that any workload needs.
  template: {
    name: 'bench-mixed',
    key: JSON.stringify(data),
    prepare: (url) => mixedHotel.prepare(url, data),
  },
})
/** One for each processor at least: event-loop-per-core divides them. */
const each = Math.max(2, availableParallelism())
const resources = { pool: each, workers: each }
const EVERY = 'bench/fixtures/every-core.ts'
const signal = new AbortController().signal

let partner: { partner_url: string; stop(): Promise<unknown> } | undefined
const golden = new Map<Workload, Golden>()
beforeAll(async () => {
  for (const workload of workloads) {
    partner ??= await workload.partner?.(data)
    golden.set(workload, await workload.golden(database.url, someOf(workload), data, partner?.partner_url))
  }
}, 120_000)
afterAll(async () => {
  await partner?.stop()
})

/** A few that are not the same, one of each kind at least. */
function someOf(workload: Workload): string[] {
  const all = [...new Set(workload.asks(data))]
  const kinds = new Map(all.map((ask) => [ask.replace(/[?\n].*/s, '').replace(/htl_\w+|\d+$/, ''), ask]))
  const count = workload === receipt ? PAGES : Math.max(EACH, kinds.size)
  return [...new Set([...kinds.values(), ...all])].slice(0, count)
}

const start = ({ entry, runtime }: Contender, file: string) =>
  startServer(
    {
      ...{ ...resources, model_file: entry.file, database_url: database.url, body_bytes: 0 },
      jwks: { keys: [] },
      core_source: { file, today: BENCH_TODAY, partner_url: partner?.partner_url },
    },
    { runtime, signal },
  )

/** All at once, and then one after what cannot be answered. */
async function answersAll(server: TestedServer, workload: Workload, prefix: string): Promise<void> {
  await workload.reset?.(database.url)
  const unique = uniques()
  const ask = async (text: string) => {
    const own = text.startsWith('POST ') ? text.replace('POST ', `POST ${prefix}`) : prefix + text
    const response = await send(server.base_url, own, { authorization: undefined, unique, signal })
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()).toString('latin1') }
  }
  const expected = [...(golden.get(workload) ?? [])].map(([text, { status, body }]) => ({
    text,
    answer: { status, body: Buffer.from(body).toString('latin1') },
  }))
  const answers = await Promise.all(expected.map(({ text }) => ask(text)))
  expect(answers).toEqual(expected.map(({ answer }) => answer))
  expect((await ask('/v1/nothing-of-ours')).status).toBeGreaterThanOrEqual(400)
  const [first] = expected
  if (first !== undefined) expect(await ask(first.text)).toEqual(first.answer)
  const asked = [...expected.map(({ text }) => text), first?.text ?? '']
  const written = asked.filter((text) => text.includes(UNIQUE)).length
  expect(await workload.broken?.(database.url, written)).toBeUndefined()
  // And whether it would be seen if one were missing.
  if (written > 0) expect(await workload.broken?.(database.url, written + 1)).toContain('bookings')
}

describe.each(contendersOf(models, runtime_names).map((one) => [nameOf(one), one] as const))(
  '%s',
  (_, contender) => {
    const applicable = workloads.filter(({ in_memory }) => !(contender.entry.per_request && in_memory))
    let server: TestedServer | undefined
    afterAll(async () => {
      const { most_in_progress, allowed_in_progress, fault } = (await server?.stop()) ?? {
        most_in_progress: 1,
      }
      expect(fault).toBeUndefined()
      expect(most_in_progress).toBeGreaterThan(0)
      expect(most_in_progress).toBeLessThanOrEqual(allowed_in_progress ?? Number.POSITIVE_INFINITY)
    })

    test.each(applicable.map((workload) => [workload.name, workload] as const))(
      'serves %s',
      async (_, workload) => {
        if (contender.entry.per_request) {
          const own = await start(contender, workload.core_file)
          await answersAll(own, workload, '').finally(() => own.stop())
          return
        }
        server ??= await start(contender, EVERY)
        await answersAll(server, workload, `/${basename(dirname(workload.core_file))}`)
      },
      60_000,
    )

    test('says what is not for it', async () => {
      const model = await loadModel(contender.entry.file)
      expect(model.name).toBe(contender.entry.name)
      for (const workload of workloads) {
        const check = () => model.check(resources, workload)
        if (applicable.includes(workload)) check()
        else expect(check).toThrow(workload.name)
      }
    })
  },
)

function nameOf({ entry, runtime }: Contender): string {
  return labelOf({ model: entry.name, runtime })
}

test('leave no process behind, of whichever parent', () => {
  // The order of every server and of every process of a pool names the database, which is this test's own.
  const name = new URL(database.url).pathname.slice(1)
  const left = readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return command.includes('bench/') && command.includes(name)
    } catch {
      return false
    }
  })
  expect(left).toEqual([])
})
