/** What commands that measure have in common: an interrupt that ends what they started, progress, and their files. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '#lib/child'
import type { CompareContext } from './compare.ts'
import { OptionError } from './flags.ts'
import { Interrupted, interruptible } from './interrupt.ts'
import { git, uncommitted } from './measure/environment.ts'
import { type OutFile, OutputError, outFile } from './out.ts'
import { progressTo } from './progress.ts'

export interface Outputs {
  out: string | undefined
  report: string | undefined
  /** Name in `bench/results`. */
  publish: string | undefined
}

export interface Session<Result> extends CompareContext {
  /** What there is so far; written at once. */
  measured: (result: Result) => Promise<void>
}

interface Measuring<Result> {
  outputs: Outputs
  command: string
  /** The page of HTML. */
  page: (result: Result) => string
  /** The table for the terminal. */
  text: (result: Result) => string
  /** A result that did not come to its end says so. */
  cut: (result: Result, why: string) => Result
  is_valid: (result: Result) => boolean
  work: (session: Session<Result>) => Promise<Result>
}

/**
 * Resolves with the exit code. When the work is interrupted or fails, what was measured by then is written and shown, and
 * says so; then this rejects with the reason.
 */
export async function measuring<Result>(measure: Measuring<Result>): Promise<number> {
  const files = await openOutputs(measure.outputs)
  const code = codeNow()
  const progress = progressTo({
    is_terminal: process.stderr.isTTY === true,
    // Not by the console: in a terminal Bun's writes errors in red.
    print: (line) => process.stderr.write(`${line}\n`),
  })
  let kill = () => {}
  const signal = interruptible(() => kill())
  let last: Result | undefined
  let written_ms: number | undefined
  const write = async (result: Result) => {
    for (const { file, format } of files)
      await file.write(format === 'json' ? `${JSON.stringify(result, null, 1)}\n` : measure.page(result))
  }
  try {
    const result = await measure.work({
      ...{ command: measure.command, signal, progress },
      onStarted: (server) => {
        kill = server.kill
      },
      measured: async (partial) => {
        last = partial
        const now_ms = performance.now()
        if (written_ms !== undefined && now_ms - written_ms < WRITE_EACH_MS) return
        written_ms = now_ms
        await write(partial)
      },
    })
    last = result
    // Every fresh server read it anew.
    if (codeNow() !== code) throw new CodeChanged('the code changed while it was measured')
    progress.stop()
    console.log(`\n${measure.text(result)}`)
    await write(result)
    return measure.is_valid(result) ? 0 : 2
  } catch (error) {
    progress.stop()
    if (last === undefined) for (const { file } of files) await file.abandon()
    else await keep(measure, measure.cut(last, reasonOf(error)), write)
    throw error
  }
}

/** Shown before it is written: where a disk is full, the terminal is what is left. */
async function keep<Result>(
  { text }: Pick<Measuring<Result>, 'text'>,
  result: Result,
  write: (result: Result) => Promise<void>,
): Promise<void> {
  console.log(`\n${text(result)}`)
  await write(result).catch((error: unknown) => {
    if (!(error instanceof OutputError)) throw error
  })
}

/** What is half written is lost with a program that is killed; a page takes a moment to make. */
const WRITE_EACH_MS = 5_000

/** Somebody else worked on the checkout: what was measured is of two programs. */
export class CodeChanged extends Error {
  override readonly name = 'CodeChanged'
}

const reasonOf = (error: unknown): string =>
  error instanceof Interrupted ? 'interrupted' : error instanceof Error ? error.message : String(error)

interface Output {
  file: OutFile
  format: 'json' | 'html'
}

async function openOutputs({ out, report, publish }: Outputs): Promise<Output[]> {
  const wanted: [path: string, format: Output['format'], option: string][] = []
  if (out !== undefined) wanted.push([out, 'json', '--out'])
  if (report !== undefined) wanted.push([report, 'html', '--report'])
  if (publish !== undefined) {
    mustBeCommitted()
    await mkdir(join(root, 'bench/results'), { recursive: true })
    const base = join(root, 'bench/results', `${new Date().toISOString().slice(0, 10)}-${publish}`)
    if (existsSync(`${base}.json`)) throw new OptionError(`--publish: ${base}.json is there already`)
    wanted.push([`${base}.json`, 'json', '--publish'], [`${base}.html`, 'html', '--publish'])
  }
  const files: Output[] = []
  for (const [path, format, option] of wanted) files.push({ file: await outFile(path, option), format })
  return files
}

/** Whoever reads a published figure must be able to make it again. */
export function mustBeCommitted(status = uncommitted() ?? '(this is no git checkout)'): void {
  if (status !== '')
    throw new OptionError(
      `--publish wants committed code, and there are changes:\n${status.split('\n').slice(0, 10).join('\n')}`,
    )
}

/** What changes when the code does. */
const codeNow = (): string => `${git('rev-parse', 'HEAD') ?? ''} ${uncommitted() ?? ''}`
