/** What the commands of the open loop have in common: their options, their PostgreSQL, their result. */

import { type CompareContext, describe, inDatabase } from '../compare.ts'
import type { Contender } from '../contender.ts'
import { type AllOptions, checkModels, OptionError, readRunOptions } from '../options.ts'
import { type Environment, labelOf } from '../result.ts'
import { withBench } from '../run.ts'
import { measuring, type Session } from '../session.ts'
import type { Bench } from '../trial.ts'
import type { Shape } from './server.ts'

export interface ShapeResult<Row> {
  schema: string
  /** Why it ended before everything was measured; null when all of it was. */
  ended: string | null
  environment: Environment & { workload: string }
  rows: Row[]
}

export interface ShapeCommand<Row> {
  schema: string
  command: string
  args: readonly string[]
  measure: (bench: Bench, contender: Contender, round: number) => Promise<Row>
  text: (result: ShapeResult<Row>) => string
  page: (result: ShapeResult<Row>) => string
  is_valid: (row: Row) => boolean
}

/** Of the options of `run`: a rate is what these commands choose themselves. */
export async function readShapeOptions(args: readonly string[]): Promise<AllOptions> {
  if (args.some((one) => /^--(rate)\b/.test(one)))
    throw new OptionError('--rate is what this command looks for')
  // The connections of an open loop, as `run --rate` has them.
  const options = readRunOptions([...args, '--rate', '50%'])
  if (options.comparisons.length !== 1) throw new OptionError('--workload must be one')
  await checkModels(options, options.comparisons)
  return options
}

export function shapeOf({ loads, seed }: Pick<AllOptions, 'loads' | 'seed'>, round: number): Shape {
  const [load] = loads
  return {
    arrivals: load?.kind === 'open' ? load.arrivals : 'poisson',
    connections: load?.connections ?? 1_000,
    seed: seed + round,
  }
}

export async function shapeCommand<Row>(one: ShapeCommand<Row>): Promise<number> {
  const options = await readShapeOptions(one.args)
  return measuring<ShapeResult<Row>>({
    ...{ outputs: options, command: one.command, text: one.text, page: one.page },
    cut: (result, why) => ({ ...result, ended: why }),
    is_valid: ({ rows }) => rows.every(one.is_valid),
    work: (session) => measured(one, options, session),
  })
}

async function measured<Row>(
  one: ShapeCommand<Row>,
  options: AllOptions,
  session: Session<ShapeResult<Row>>,
): Promise<ShapeResult<Row>> {
  const { progress, signal } = session
  const started_at = new Date()
  return inDatabase(options, session satisfies CompareContext, async (database_url) => {
    const described = await describe(options, session.command, started_at, database_url)
    const environment = { ...described, workload: options.workload.name }
    const rows: Row[] = []
    const resultOf = (ended: string | null) => ({ schema: one.schema, ended, environment, rows })
    await withBench({ options, database_url, signal }, async (bench) => {
      progress.expect(options.repetitions * options.contenders.length)
      for (let round = 1; round <= options.repetitions; round++)
        for (const contender of options.contenders) {
          signal.throwIfAborted()
          progress.begin(
            `${round} of ${options.repetitions}: ${nameOf(contender)} on ${options.workload.name}`,
          )
          rows.push(await one.measure(bench, contender, round))
          progress.end()
          await session.measured(resultOf('not all is measured yet'))
        }
    })
    return resultOf(null)
  })
}

export const nameOf = ({ entry, runtime }: Contender): string => labelOf({ model: entry.name, runtime })

/** Where it was measured, in a line or two. */
export function settingOf({ environment, ended }: ShapeResult<unknown>): string[] {
  const { cores, cpu, bun, postgresql, commit, uncommitted, workload, profile, pool, workers } = environment
  return [
    ...(ended === null ? [] : [`NOT ALL OF IT: ${ended}`, '']),
    `${workload}, profile ${profile}, ${pool} database connections in total, ${workers} workers where there are any`,
    `${cores} x ${cpu}, Bun ${bun}, PostgreSQL ${postgresql}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
  ]
}
