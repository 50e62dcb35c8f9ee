/**
 * The published reports of the laboratory: files of `bench/results`. A report is an HTML page; what was measured, when
 * and on what may stand beside it as JSON, of which only what the list shows is read. The laboratory's own schema is not
 * checked here: it grows, and older reports stay.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { parseDate } from '#lib/dates'
import type { Logger } from '#lib/log'

const Environment = t.Partial(
  t.Object({
    commit: t.String(),
    command: t.String(),
    started_at: t.String(),
    cpu: t.String(),
    cores: t.Integer(),
  }),
)
const Named = t.Partial(t.Object({ model: t.String(), workload: t.String() }))
type Named = Static<typeof Named>

export interface LabReport {
  /** Of its file, without `.html`. */
  name: string
  title: string
  /** `YYYY-MM-DD` */
  date: string
  commit?: string | undefined
  command?: string | undefined
  machine?: string | undefined
  workloads: readonly string[]
  models: readonly string[]
}

const NAME = /^[\w.-]{1,80}$/
/** Newest first, and no more. */
const MAX_REPORTS = 200
const MAX_JSON_BYTES = 32 * 1_048_576
const MAX_HTML_BYTES = 8 * 1_048_576

/** By path and time of the file: a folder that nobody touches is read once. */
const kept = new Map<string, { key: string; report: LabReport }>()

export async function labReports(folder: string, log: Pick<Logger, 'warn'>): Promise<LabReport[]> {
  const files = await readdir(folder).catch((): string[] => [])
  const names = files.flatMap((file) => {
    const name = file.replace(/\.html$/, '')
    return name !== file && NAME.test(name) ? [name] : []
  })
  const newest = names.sort().reverse().slice(0, MAX_REPORTS)
  const found = await Promise.all(
    newest.map((name) =>
      reportOf(folder, name, log).catch((err: unknown) => {
        // One file that cannot be read hides no other.
        log.warn({ err, name }, 'a report of the laboratory cannot be read')
        return undefined
      }),
    ),
  )
  return found
    .filter((report) => report !== undefined)
    .sort((a, b) => b.date.localeCompare(a.date) || b.name.localeCompare(a.name))
}

async function reportOf(folder: string, name: string, log: Pick<Logger, 'warn'>): Promise<LabReport> {
  const [html_path, json_path] = [join(folder, `${name}.html`), join(folder, `${name}.json`)]
  const [html, json] = await Promise.all([stat(html_path), stat(json_path).catch(() => undefined)])
  const key = `${html.mtimeMs} ${html.size} ${json?.mtimeMs} ${json?.size}`
  const known = kept.get(html_path)
  if (known?.key === key) return known.report
  const data =
    json === undefined || json.size > MAX_JSON_BYTES
      ? undefined
      : await dataOf(json_path).catch((err: unknown) => {
          log.warn({ err, name }, 'the data of a report cannot be read')
          return undefined
        })
  const { commit, command, started_at, cpu, cores } = data?.environment ?? {}
  const report: LabReport = {
    name,
    title: titleOf(await readReport(folder, name)) ?? name,
    date: dateIn(started_at) ?? dateIn(name) ?? html.mtime.toISOString().slice(0, 10),
    ...{ commit, command },
    machine: cpu === undefined ? undefined : `${cores ?? ''} × ${cpu}`.replace(/^ × /, ''),
    workloads: namesIn(data?.results, 'workload'),
    models: namesIn(data?.results, 'model'),
  }
  kept.set(html_path, { key, report })
  return report
}

/** What can be read of it: one member of another form hides no other. */
async function dataOf(path: string) {
  const data = JSON.parse(await readFile(path, 'utf8')) as { environment?: unknown; results?: unknown } | null
  const results: unknown[] = Array.isArray(data?.results) ? data.results : []
  return {
    environment: Value.Check(Environment, data?.environment) ? data.environment : {},
    results: results.filter((one): one is Named => Value.Check(Named, one)),
  }
}

const namesIn = (results: readonly Named[] | undefined, member: keyof Named) => [
  ...new Set((results ?? []).flatMap((one) => one[member] ?? [])),
]

function dateIn(text: string | undefined): string | undefined {
  const date = (text ?? '').slice(0, 10)
  return parseDate(date) === undefined ? undefined : date
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
function titleOf(html: string | undefined): string | undefined {
  const [, title = ''] = /<title>([^<]{1,300})<\/title>/.exec(html ?? '') ?? []
  return (
    title.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '').trim() || undefined
  )
}

export async function readReport(folder: string, name: string): Promise<string | undefined> {
  if (!NAME.test(name)) return undefined
  const path = join(folder, `${name}.html`)
  const size = (await stat(path).catch(() => undefined))?.size ?? Number.POSITIVE_INFINITY
  return size > MAX_HTML_BYTES ? undefined : readFile(path, 'utf8').catch(() => undefined)
}
