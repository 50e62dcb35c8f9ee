/** What the server and PostgreSQL did for each answer, as a table: why a figure is what it is. */
import { type Evidence, labelOf, type ModelResult } from '../result.ts'
import { spread } from '../stats/spread.ts'
import { digits, megabytes, micros, percent } from './numbers.ts'
import { html } from './svg.ts'

interface Column {
  title: string
  about: string
  value: (evidence: Evidence) => number | null | undefined
  text: (value: number) => string
}

const columns: readonly Column[] = [
  {
    title: 'processor',
    about: 'processor time of the server for each answer',
    value: (one) => one.server_us_each,
    text: micros,
  },
  {
    title: 'waiting',
    about: 'how long a request stood in a queue for a connection or a worker',
    value: (one) => one.waiting_us_each,
    text: micros,
  },
  {
    title: 'statements',
    about: 'time that PostgreSQL executed statements for each answer',
    value: (one) => one.database_us_each,
    text: micros,
  },
  {
    title: 'PostgreSQL',
    about: 'processor time of PostgreSQL for each answer',
    value: (one) => one.database_cpu_us_each,
    text: micros,
  },
  {
    title: 'switches',
    about: 'context switches of the server for each answer',
    value: (one) => one.switches_each,
    text: digits,
  },
  {
    title: 'loop late',
    about: 'how late the event loop of the main thread was, 99th percentile',
    value: (one) => one.loop_late_us?.p99,
    text: micros,
  },
  {
    title: 'memory',
    about: 'resident memory of the server and its processes',
    value: (one) => one.server_rss_bytes,
    text: megabytes,
  },
  {
    title: 'busiest worker',
    about: 'what part of the answers the busiest of several workers gave',
    value: (one) => (one.shares.length === 0 ? null : Math.max(...one.shares)),
    text: percent,
  },
]

export function evidenceTable(results: readonly ModelResult[]): string {
  const rows = results.map((one) => {
    const seen = one.repetitions.flatMap(({ valid, evidence }) =>
      valid && evidence !== null ? [evidence] : [],
    )
    return { label: labelOf(one), cells: columns.map((column) => middle(column, seen)) }
  })
  // A column that nobody has anything in says nothing.
  const used = columns.map((_, i) => rows.some(({ cells }) => cells[i] !== '–'))
  if (!used.some(Boolean)) return ''
  const shown = <T>(all: readonly T[]) => all.filter((_, i) => used[i])
  const head = shown(columns)
    .map(({ title, about }) => `<th scope="col" title="${html(about)}">${html(title)}</th>`)
    .join('')
  const body = rows
    .map(
      ({ label, cells }) =>
        `<tr><th scope="row">${html(label)}</th>${shown(cells)
          .map((cell) => `<td>${cell}</td>`)
          .join('')}</tr>`,
    )
    .join('\n')
  const about = shown(columns)
    .map((column) => `<em>${html(column.title)}</em>: ${html(column.about)}`)
    .join('; ')
  return `<details><summary>What it took</summary><div class="wide"><table><thead><tr><th scope="col">model</th>${head}</tr></thead><tbody>${body}</tbody></table></div><p class="note">The middle of the valid repetitions. ${about}.</p></details>`
}

function middle({ value, text }: Column, seen: readonly Evidence[]): string {
  const values = seen.flatMap((one) => value(one) ?? [])
  return values.length === 0 ? '–' : text(spread(values).median)
}
