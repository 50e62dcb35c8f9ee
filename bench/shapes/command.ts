/** What the commands of the open loop have in common: their options, their PostgreSQL, their result. */

import { Random } from '#lib/dataset/random'
import { type CompareContext, describe, inDatabase } from '../compare.ts'
import type { Contender } from '../contender.ts'
import { OptionError } from '../flags.ts'
import { type AllOptions, checkModels, readRunOptions } from '../options.ts'
import { type Environment, labelOf } from '../result.ts'
import { withBench } from '../run.ts'
import { measuring, type Session } from '../session.ts'
import { shuffled } from '../shuffle.ts'
import type { Bench } from '../trial.ts'
import type { Shape } from './server.ts'

/** What every row has. */
export interface ShapeRow {
  contender: string
  round: number
  invalid_reasons: string[]
}

export interface ShapeResult<Row> {
  schema: string
  /** Why it ended before everything was measured; null when all of it was. */
  ended: string | null
  environment: Environment & { workload: string }
  rows: Row[]
}

export interface ShapeCommand<Row extends ShapeRow> {
  schema: string
  command: string
  args: readonly string[]
  measure: (bench: Bench, contender: Contender, round: number) => Promise<Row>
  text: (result: ShapeResult<Row>) => string
  page: (result: ShapeResult<Row>) => string
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

export async function shapeCommand<Row extends ShapeRow>(one: ShapeCommand<Row>): Promise<number> {
  const options = await readShapeOptions(one.args)
  return measuring<ShapeResult<Row>>({
    ...{ outputs: options, command: one.command, text: one.text, page: one.page },
    cut: (result, why) => ({ ...result, ended: why }),
    is_valid: ({ rows }) => rows.every(({ invalid_reasons }) => invalid_reasons.length === 0),
    work: (session) => measured(one, options, session),
  })
}

async function measured<Row extends ShapeRow>(
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
      const random = new Random(options.seed, 0x5a9e)
      for (let round = 1; round <= options.repetitions; round++)
        for (const contender of shuffled(options.contenders, random)) {
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

/** By contender, as they were named. */
export function byContender<Row extends ShapeRow>(rows: readonly Row[], names: readonly string[] = []) {
  const all = [...new Set([...names, ...rows.map(({ contender }) => contender)])].sort(
    (a, b) => names.indexOf(a) - names.indexOf(b),
  )
  return all.map((contender) => ({ contender, rows: rows.filter((row) => row.contender === contender) }))
}

/** Why some rows do not count, for the end of a table. */
export const reasonsOf = (rows: readonly ShapeRow[]): string[] => {
  const reasons = [
    ...new Set(
      rows.flatMap(({ contender, invalid_reasons }) =>
        invalid_reasons.map((one) => `  ${contender}: ${one}`),
      ),
    ),
  ]
  return reasons.length === 0 ? [] : ['', 'INVALID because:', ...reasons]
}

export const isValid = ({ invalid_reasons }: Pick<ShapeRow, 'invalid_reasons'>): boolean =>
  invalid_reasons.length === 0

export const stateOf = ({ invalid_reasons }: Pick<ShapeRow, 'invalid_reasons'>): string =>
  invalid_reasons.length === 0 ? 'valid' : 'INVALID'

/** Cells of a row; what is INVALID would be quoted. */
export const shown = (row: ShapeRow, cells: readonly string[]): string[] => [
  row.contender,
  ...(row.invalid_reasons.length === 0 ? cells : cells.map(() => '–')),
  stateOf(row),
]

/** Where it was measured, in a line or two. */
export function settingOf({
  environment,
  ended,
}: Pick<ShapeResult<unknown>, 'environment' | 'ended'>): string[] {
  const { cores, cpu, bun, postgresql, commit, uncommitted, workload, profile, pool, workers } = environment
  return [
    ...(ended === null ? [] : [`NOT ALL OF IT: ${ended}`, '']),
    `${workload}, profile ${profile}, ${pool} database connections in total, ${workers} workers where there are any`,
    `${cores} x ${cpu}, Bun ${bun}, PostgreSQL ${postgresql}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
  ]
}
