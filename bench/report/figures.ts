/** The figures of a workload as tables: each contender, and each against each. */
import { jStat } from 'jstat'
import { groupOf, labelOf, loadName, type ModelResult } from '../result.ts'
import { spread } from '../stats/spread.ts'
import { count, factor, ms, percent, rate, ratio, interval as reach } from './numbers.ts'
import { html } from './svg.ts'
import { groups } from './table.ts'

/** A table for each load; open the one that is `shown`. */
export function figures(all: readonly ModelResult[], shown: string): string {
  const by_load = groups(all)
  return by_load
    .map((results) => {
      const [first] = results
      const table = figuresAt(results)
      return by_load.length === 1 || first === undefined
        ? table
        : `<details${groupOf(first) === shown ? ' open' : ''}><summary>${html(loadName(first.load))}</summary>${table}</details>`
    })
    .join('\n')
}

function figuresAt(results: readonly ModelResult[]): string {
  const [first] = results
  const open = first?.load.kind === 'open'
  const rows = results.map((one) => {
    const { requests_per_second: r, latency_us: l, valid, invalid_reasons } = one
    const none = r.median === 0
    const cells = none
      ? [...(open ? ['–'] : []), '–', '–', '–', '–']
      : [
          ...(open ? [offered(one)] : []),
          r.low === r.high
            ? rate(r.median)
            : `${rate(r.median)} <small>${rate(r.low)} – ${rate(r.high)}</small>`,
          ms(l.p50),
          ms(l.p99),
          ratioOf(one),
        ]
    const reasons = invalid_reasons.map((reason) => `<li>${html(reason)}</li>`).join('')
    return (
      `<tr><th scope="row">${html(labelOf(one))}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}` +
      `<td class="${valid ? 'valid' : 'invalid'}">${valid ? 'valid' : 'INVALID'}</td></tr>` +
      (reasons === ''
        ? ''
        : `<tr class="reasons"><td colspan="${cells.length + 2}"><ul>${reasons}</ul></td></tr>`)
    )
  })
  const to = first === undefined ? '' : labelOf(first)
  return `<div class="wide"><table>
<thead><tr><th scope="col">model</th>${open ? '<th scope="col">offered/s</th>' : ''}<th scope="col">requests/s</th><th scope="col">p50</th><th scope="col">p99</th><th scope="col">ratio to ${html(to)}, interval</th><th scope="col">state</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>
<p class="note">${open ? '' : "Latency of a closed loop is no customer's: it asks less as soon as it has to wait. "}requests/s: the middle repetition, the least and the most. The intervals hold for all of this table together in 95 of 100 such runs: repetitions are paired, drawn again with slices of their windows (a hierarchical bootstrap), widened by Student's t for how few they are, and by Bonferroni for how many there are.</p>`
}

/** What was offered, and of it what was sent where that was not all. */
function offered({ repetitions }: ModelResult): string {
  const seen = repetitions.flatMap((one) => one.offered ?? [])
  if (seen.length === 0) return '–'
  const { median } = spread(seen.map((one) => one.rate))
  const sent =
    seen.reduce((sum, one) => sum + one.sent, 0) /
    Math.max(
      1,
      seen.reduce((sum, one) => sum + one.requests, 0),
    )
  return sent > 0.9995 ? count(median) : `${count(median)} <small>${percent(sent)} sent</small>`
}

/** With an interval where there are enough repetitions for one. */
function ratioOf({ interval, ratio: seen }: ModelResult): string {
  if (interval === null) return seen.median === 0 ? '–' : ratio(seen.median)
  return `${factor(interval.ratio)} <small>${reach(interval)}</small>`
}

/** Each against each, repetition by repetition. */
export function pairs(ordered: readonly ModelResult[]): string {
  if (ordered.length < 3) return ''
  const cell = (row: ModelResult, column: ModelResult) => {
    if (row === column) return '<td class="same"></td>'
    const value = pairedMedian(row, column)
    if (value === undefined) return '<td>–</td>'
    const sure = isDifferent(row, column)
    // Deeper the further from 1, up to eight times.
    const depth = Math.round(Math.min(1, Math.abs(Math.log2(value)) / 3) * 5)
    return `<td class="${value >= 1 ? 'more' : 'less'} d${depth}${sure ? '' : ' unsure'}">${value >= 10 ? count(value) : factor(value)}</td>`
  }
  const head = ordered.map((one) => `<th scope="col">${html(labelOf(one))}</th>`).join('')
  const body = ordered
    .map(
      (row) =>
        `<tr><th scope="row">${html(labelOf(row))}</th>${ordered.map((column) => cell(row, column)).join('')}</tr>`,
    )
    .join('\n')
  return `<details><summary>Each against each</summary><div class="wide"><table class="pairs">
<thead><tr><th scope="col">row / column</th>${head}</tr></thead>
<tbody>${body}</tbody></table></div><p class="note">The middle of the ratios of repetitions, row to column; in italics where Student's t of these, by itself, cannot tell it from 1.</p></details>`
}

/** At 95 % for this pair alone: a look, and not a finding among so many. */
function isDifferent(row: ModelResult, column: ModelResult): boolean {
  const logs = logRatios(row, column)
  const n = logs.length
  if (n < 2) return false
  const mean = logs.reduce((sum, value) => sum + value, 0) / n
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return Math.abs(mean) > jStat.studentt.inv(0.975, n - 1) * Math.sqrt(variance / n)
}

function pairedMedian(row: ModelResult, column: ModelResult): number | undefined {
  const logs = logRatios(row, column)
  return logs.length === 0 ? undefined : Math.exp(spread(logs).median)
}

const logRatios = (row: ModelResult, column: ModelResult): number[] =>
  row.repetitions.flatMap((one, i) => {
    const other = column.repetitions[i]
    return one.valid && other?.valid && one.requests_per_second > 0 && other.requests_per_second > 0
      ? [Math.log(one.requests_per_second / other.requests_per_second)]
      : []
  })
