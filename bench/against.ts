/**
 * Bun only. Two results, one against the other. `compare A.json B.json` says how the second differs from the first;
 * `gate` ends with 1 when it is slower than allowed and a run again says so, too.
 */
import { flagReader, OptionError } from './flags.ts'
import { columns } from './report/columns.ts'
import { readResult } from './rerender.ts'
import { groupOf, labelOf, type ModelResult, type RunResult } from './result.ts'
import { confidenceOf, type Interval, type Slices, unpairedInterval } from './stats/interval.ts'
import { slicesOf } from './summary.ts'

export const COMPARE_HELP = `npm run bench -- compare BEFORE.json AFTER.json

  how many answers a second each model of the second gives for one of the first, with an interval that is right for all
  rows together in 95 of 100 cases

  npm run bench -- compare bench/results/before.json /tmp/after.json`

export const GATE_HELP = `npm run bench -- gate BEFORE.json [AFTER.json [AGAIN.json]] [--tolerance PERCENT]

  ends with 1 when a model is slower than before by more than so many percent (5), beyond doubt: the whole interval lies
  below, and a second run says so, too. What is not given is run: the command of BEFORE.json on the code that is here. It
  ends with 2 when the two cannot be compared: another machine or setting, or a contender that has become INVALID.

  npm run bench -- gate bench/results/before.json
  npm run bench -- gate before.json after.json again.json --tolerance 10`

interface Row {
  name: string
  interval: Interval | undefined
}

export async function compareFiles(args: readonly string[]): Promise<number> {
  const { files } = read(args, 2, 2)
  const [before, after] = await Promise.all([readResult(files[0] ?? ''), readResult(files[1] ?? '')])
  console.log(
    [
      ...differencesOfSetting(before, after).map((line) => `Not the same: ${line}`),
      ...columns(
        ['workload, model and connections', 'after / before', 'interval', ''],
        rowsOf(before, after).map(({ interval, name }) => [
          name,
          interval === undefined ? '–' : interval.ratio.toFixed(2),
          interval === undefined ? '–' : `${interval.low.toFixed(2)} – ${interval.high.toFixed(2)}`,
          said(interval),
        ]),
      ),
    ].join('\n'),
  )
  return 0
}

/** Contenders that had valid repetitions and have none any more: broken, and not merely slower. */
function lost(before: RunResult, after: RunResult): string[] {
  return before.results.flatMap((one) => {
    if (rates(one).length < 2) return []
    const other = after.results.find((candidate) => nameOf(candidate) === nameOf(one))
    if (other === undefined) return [`${nameOf(one)} is missing`]
    return rates(other).length >= 2
      ? []
      : [`${nameOf(one)}: ${other.invalid_reasons[0] ?? 'too few valid repetitions'}`]
  })
}

/** Runs the command of a result again. */
export type RunAgain = (before: RunResult, what: string) => Promise<RunResult>

/** 0: nothing is slower beyond doubt; 1: something is, twice; 2: nothing could be compared. */
export async function gate(args: readonly string[], runAgain: RunAgain): Promise<number> {
  const { files, tolerance } = read(args, 1, 3)
  const [first = '', second, third] = files
  const before = await readResult(first)
  const after = second === undefined ? await runAgain(before, 'a first run') : await readResult(second)
  const unlike = [...differencesOfSetting(before, after), ...lost(before, after)]
  if (unlike.length > 0) {
    console.log(unlike.map((line) => `cannot be compared: ${line}`).join('\n'))
    return 2
  }
  const rows = rowsOf(before, after)
  const slower = slowerThan(rows, tolerance)
  if (slower.length === 0) {
    console.log(`nothing is slower by more than ${tolerance} %`)
    return 0
  }
  console.log(`${list(slower)}: slower by more than ${tolerance} %, if a second run says so`)
  const again = third === undefined ? await runAgain(before, 'a second run') : await readResult(third)
  const twice = new Set(slowerThan(rowsOf(before, again), tolerance).map(({ name }) => name))
  const confirmed = slower.filter(({ name }) => twice.has(name))
  console.log(
    confirmed.length === 0
      ? `${list(slower)}: slower in one run, not in the other`
      : `${list(confirmed)}: slower by more than ${tolerance} %, in both runs`,
  )
  return confirmed.length === 0 ? 0 : 1
}

/** What was typed after `run`, without what it wrote; throws for the result of another command. */
export function argumentsOf({ environment: { command, arguments: words } }: RunResult): string[] {
  if (!command.startsWith('npm run bench -- run ')) throw new OptionError(`cannot run again: ${command}`)
  return words.filter((word, i) => !WRITES.test(word) && !WRITES_NEXT.test(words[i - 1] ?? ''))
}

const WRITES = /^--(out|report|publish)(=|$)/
const WRITES_NEXT = /^--(out|report|publish)$/

const list = (rows: readonly Row[]) => rows.map(({ name }) => name).join(', ')
const slowerThan = (rows: readonly Row[], tolerance: number) =>
  rows.filter(({ interval }) => interval !== undefined && interval.high < 1 - tolerance / 100)

function said(interval: Interval | undefined): string {
  if (interval === undefined) return 'too few valid repetitions'
  if (interval.low > 1) return 'faster'
  return interval.high < 1 ? 'slower' : 'no difference that could be told'
}

const nameOf = (one: ModelResult) => `${labelOf(one)} on ${groupOf(one)}`

/** Contenders that both have under the same load; those of one alone are left out. */
function rowsOf(before: RunResult, after: RunResult): Row[] {
  const pairs = after.results.flatMap((one) => {
    const other = before.results.find((other) => nameOf(other) === nameOf(one))
    return other === undefined ? [] : [{ one, other }]
  })
  if (pairs.length === 0) throw new OptionError('the two have no workload, model and load in common')
  const confidence = confidenceOf(pairs.length)
  return pairs.map(({ one, other }) => ({
    name: nameOf(one),
    interval: unpairedInterval(rates(one), rates(other), confidence),
  }))
}

const rates = ({ repetitions }: ModelResult): Slices[] =>
  repetitions.flatMap((one) => (one.valid ? [slicesOf(one)] : []))

/** What makes a ratio one of something else than of the code. */
function differencesOfSetting({ environment: a }: RunResult, { environment: b }: RunResult): string[] {
  const names = [
    ...(['cpu', 'cores', 'bun', 'postgresql', 'profile', 'seed', 'pool', 'workers'] as const),
    ...(['duration_s', 'warmup_s', 'timeout_s', 'quick'] as const),
  ]
  return names.flatMap((name) => (a[name] === b[name] ? [] : [`${name}, ${a[name]} and ${b[name]}`]))
}

function read(args: readonly string[], least: number, most: number) {
  const { words: files, number, finish } = flagReader(args, { texts: ['tolerance'], words: true })
  if (files.length < least || files.length > most)
    throw new OptionError(
      `name the files of ${least === most ? 'two results' : `${least} to ${most} results`}`,
    )
  return finish({ files, tolerance: number('tolerance', 5, 0, 99, false) })
}
