/** Bun only. `npm run bench -- report RESULT.json PAGE.html`: the page of a result that was kept. */
import { readFile } from 'node:fs/promises'
import { Value } from '@sinclair/typebox/value'
import { OptionError } from './flags.ts'
import { outFile } from './out.ts'
import { page } from './report/page.ts'
import { RunResult } from './result.ts'

export const REPORT_HELP = `npm run bench -- report RESULT.json PAGE.html

  the page of HTML of a result that \`run --out\` wrote

  npm run bench -- report bench/results/before.json before.html`

/** Throws an {@link OptionError} for what is no result of this version. */
export async function readResult(path: string): Promise<RunResult> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new OptionError(`${path}: ${error.message}`)
  })
  let result: unknown
  try {
    result = JSON.parse(text)
  } catch {
    throw new OptionError(`${path} is no JSON`)
  }
  if (!Value.Check(RunResult, result))
    throw new OptionError(`${path} is no result of this version of the laboratory`)
  return result
}

export async function report(args: readonly string[]): Promise<number> {
  const [from, to, ...more] = args
  if (from === undefined || to === undefined || more.length > 0)
    throw new OptionError('name the file of a result and the page to write')
  const result = await readResult(from)
  await (await outFile(to)).write(page(result))
  return 0
}
