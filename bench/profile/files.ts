/** Where a profile is kept: never over an older one, which is what it will be compared with. */
import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OutputError } from '../out.ts'
import type { Findings } from './findings.ts'
import type { ProfileOptions } from './options.ts'
import type { Tool } from './tools.ts'

/** The page first. Rejects with an {@link OutputError}. */
export async function savedAs(
  { dir, run, contender, runtime }: Pick<ProfileOptions, 'dir' | 'run' | 'contender' | 'runtime'>,
  tool: Tool,
  { page, kept }: Pick<Findings, 'page' | 'kept'>,
): Promise<string[]> {
  const date = new Date().toISOString().slice(0, 10)
  const name = [date, run.workload.name, contender.entry.name, runtime, tool.name].join('-')
  const base = await free(join(dir, name))
  const files = [{ path: `${base}.html`, text: page }]
  for (const { ending, text } of kept) files.push({ path: `${base}.${ending}`, text })
  for (const { path, text } of files)
    await writeFile(path, text).catch((error: unknown) => {
      throw new OutputError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`)
    })
  return files.map(({ path }) => path)
}

async function free(base: string): Promise<string> {
  for (let n = 1; ; n++) {
    const path = n === 1 ? base : `${base}-${n}`
    const taken = await access(`${path}.html`).then(
      () => true,
      () => false,
    )
    if (!taken) return path
  }
}
