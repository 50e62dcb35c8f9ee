/** The published reports of the laboratory: files of `bench/results`, each a page of its own and the data it was made from. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { root } from '#lib/child'

/** What of a result is shown in the list. */
const Result = t.Object({
  environment: t.Object({
    commit: t.String(),
    started_at: t.String(),
    cpu: t.String(),
    cores: t.Integer(),
    quick: t.Boolean(),
  }),
  results: t.Array(t.Object({ model: t.String(), workload: t.String(), valid: t.Boolean() })),
})

export interface LabReport {
  /** Of its file, without `.html`. */
  name: string
  commit: string
  /** RFC 3339. */
  started_at: string
  machine: string
  workloads: readonly string[]
  models: number
}

const folder = join(root, 'bench/results')
const NAME = /^[\w-]{1,80}$/

/** The newest first. A file that is no result of ours is left out. */
export async function labReports(): Promise<LabReport[]> {
  const files = await readdir(folder).catch((): string[] => [])
  const found = await Promise.all(
    files.map(async (file): Promise<LabReport[]> => {
      const name = file.replace(/\.json$/, '')
      if (name === file || !NAME.test(name) || !files.includes(`${name}.html`)) return []
      const result: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'))
      if (!Value.Check(Result, result)) return []
      const { environment, results } = result
      return [
        {
          name,
          commit: environment.commit,
          started_at: environment.started_at,
          machine: `${environment.cores} × ${environment.cpu}`,
          workloads: [...new Set(results.map(({ workload }) => workload))],
          models: new Set(results.map(({ model }) => model)).size,
        },
      ]
    }),
  )
  return found.flat().sort((a, b) => b.started_at.localeCompare(a.started_at))
}

/** With a policy that allows the page's own style and nothing else. */
export async function labReport(name: string): Promise<{ html: string; policy: string } | undefined> {
  if (!NAME.test(name)) return undefined
  const html = await readFile(join(folder, `${name}.html`), 'utf8').catch(() => undefined)
  if (html === undefined) return undefined
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    html,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
  }
}
