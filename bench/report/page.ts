/** A result as one page of HTML that needs nothing else: no script, no network, light and dark. */
import type { ModelResult, RunResult } from '../result.ts'
import { intervalOf } from '../summary.ts'
import { curvesOf, latencyCurves, throughputCurves } from './curves.ts'
import { loadModelDescriptions } from './descriptions.ts'
import { STYLE } from './style.ts'
import { bars, html, ranges } from './svg.ts'
import { inWords } from './words.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const rate = (value: number) => (value < 20 ? short.format(value) : whole.format(value))
const ms = (us: number) => `${short.format(us / 1000)} ms`

export function page(result: RunResult): string {
  const { environment, results } = result
  const names = [...new Set(results.map(({ workload }) => workload))]
  const title = 'How a server waits, measured'
  const of = (name: string) => results.filter(({ workload }) => workload === name)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="brand">Vacancy laboratory</p>
<h1>${html(title)}</h1>
${environment.quick ? '<p class="notice">A quick look, not a measurement: one repetition, too few for its spread to mean anything.</p>' : ''}
${environment.uncommitted ? '<p class="notice">Measured with uncommitted changes: nobody can run exactly this again.</p>' : ''}
<p>${html(`${results.length === 0 ? 'No model' : `${new Set(results.map(({ model }) => model)).size} concurrency models`} on ${names.join(', ')}: the same handler, the same data, the same bytes.`)}</p>
<p>${html(setting(result))}</p>
${names.length > 1 ? `<nav>${names.map((name) => `<a href="#${html(name)}">${html(name)}</a>`).join('')}</nav>` : ''}
</header>
<main>
${names.map((name) => section(name, of(name), environment)).join('\n')}
${legend([...new Set(results.map(({ model }) => model))])}
${manifest(result)}
</main>
</body>
</html>
`
}

function setting({ environment, results }: RunResult): string {
  const { connections, pool, workers, duration_s, warmup_s, profile, cores, cpu } = environment
  const repetitions = Math.max(...results.map((one) => one.repetitions.length))
  return (
    `Closed loop: ${connections.join(', ')} clients that wait for an answer before they ask again, for ${duration_s} s after ${warmup_s} s of warm-up, ` +
    `${repetitions} fresh ${repetitions === 1 ? 'server' : 'servers'} of each model. ${pool} database connections in total, ${workers} workers where there are any, ` +
    `dataset ${profile}. ${cores} processors (${cpu}) carry the server, PostgreSQL and the clients together. Every answer was compared with the golden one; only right ones count.`
  )
}

/** Of several numbers of clients the one at which the first model did most: what is compared is compared there. */
function shownOf(all: readonly ModelResult[]): { connections: number; results: readonly ModelResult[] } {
  const [first] = all
  const best = all
    .filter(({ model }) => model === first?.model)
    .toSorted((a, b) => b.requests_per_second.median - a.requests_per_second.median)[0]
  const connections = best?.connections ?? first?.connections ?? 0
  return { connections, results: all.filter((one) => one.connections === connections) }
}

function section(name: string, all: readonly ModelResult[], environment: RunResult['environment']): string {
  const { connections, results } = shownOf(all)
  const curves = curvesOf(all)
  const shown = results.filter(({ requests_per_second }) => requests_per_second.median > 0)
  const ordered = shown.toSorted((a, b) => b.requests_per_second.median - a.requests_per_second.median)
  const each = (one: ModelResult) =>
    one.repetitions.flatMap(({ server_us_each, valid }) =>
      valid && server_us_each !== null ? [server_us_each] : [],
    )
  return `<section id="${html(name)}">
<h2>${html(name)}</h2>
${inWords(results, environment)
  .map((sentence) => `<p>${html(sentence)}</p>`)
  .join('\n')}
${throughputCurves(curves)}
${latencyCurves(curves)}
${curves.length === 0 ? '' : `<h3>With ${connections} clients</h3>`}
${bars(
  'Right answers a second',
  'requests/s',
  ordered.map(({ model, requests_per_second: { median, low, high }, valid }) => ({
    ...{ label: model, low, middle: median, high, is_weak: !valid },
    text: low === high ? rate(median) : `${rate(median)} (${rate(low)} – ${rate(high)})`,
  })),
)}
${ranges(
  'How long they took: p50, p90, p99, p99.9',
  'ms',
  ordered.map(({ model, latency_us: { p50, p90, p99, p999 } }) => ({
    label: model,
    values: [p50, p90, p99, p999].map((us) => us / 1000),
    text: `${short.format(p50 / 1000)} / ${short.format(p99 / 1000)}`,
  })),
)}
${bars(
  "The server's processor time for an answer",
  'µs',
  ordered.flatMap((one) => {
    const used = each(one).toSorted((a, b) => a - b)
    const [low] = used
    const high = used.at(-1)
    const middle = used[Math.floor((used.length - 1) / 2)]
    if (low === undefined || high === undefined || middle === undefined) return []
    return [{ label: one.model, low, middle, high, is_weak: !one.valid, text: `${rate(middle)} µs` }]
  }),
)}
${figures(all)}
${pairs(ordered)}
</section>`
}

function figures(all: readonly ModelResult[]): string {
  const levels = [...new Set(all.map(({ connections }) => connections))]
  return levels
    .map((level) => {
      const table = figuresAt(all.filter(({ connections }) => connections === level))
      return levels.length === 1
        ? table
        : `<details${level === shownOf(all).connections ? ' open' : ''}><summary>${level} clients</summary>${table}</details>`
    })
    .join('\n')
}

function figuresAt(results: readonly ModelResult[]): string {
  const rows = results.map((one) => {
    const { model, requests_per_second: r, latency_us: l, ratio, valid, invalid_reasons } = one
    const none = r.median === 0
    const cells = none
      ? ['–', '–', '–', '–', '–']
      : [
          `${rate(r.median)} <small>${rate(r.low)} – ${rate(r.high)}</small>`,
          ms(l.p50),
          ms(l.p99),
          ratio.median === 0 ? '–' : ratioOf(one, results),
          `${whole.format(Math.max(...one.repetitions.map(({ server_rss_bytes }) => server_rss_bytes)) / 1e6)} MB`,
        ]
    const reasons = invalid_reasons.map((reason) => `<li>${html(reason)}</li>`).join('')
    return (
      `<tr><th scope="row">${html(model)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}` +
      `<td class="${valid ? 'valid' : 'invalid'}">${valid ? 'valid' : 'INVALID'}</td></tr>` +
      (reasons === '' ? '' : `<tr class="reasons"><td colspan="7"><ul>${reasons}</ul></td></tr>`)
    )
  })
  return `<div class="wide"><table>
<thead><tr><th scope="col">model</th><th scope="col">requests/s</th><th scope="col">p50</th><th scope="col">p99</th><th scope="col">ratio to ${html(results[0]?.ratio.to ?? '')}, interval</th><th scope="col">memory</th><th scope="col"></th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>
<p class="note">requests/s: the middle repetition, the least and the most. The intervals hold for all models of this table together in 95 of 100 such runs (Student's t on the logarithms of paired repetitions, Bonferroni); few repetitions make them wide.</p>`
}

/** With an interval where there are enough repetitions for one. */
function ratioOf(one: ModelResult, results: readonly ModelResult[]): string {
  const interval = intervalOf(one, results)
  if (interval === undefined) return two.format(one.ratio.median)
  return `${two.format(interval.ratio)} <small>${two.format(interval.low)} – ${two.format(interval.high)}</small>`
}

/** Each against each, repetition by repetition. */
function pairs(ordered: readonly ModelResult[]): string {
  if (ordered.length < 3) return ''
  const cell = (row: ModelResult, column: ModelResult) => {
    if (row === column) return '<td class="same"></td>'
    const ratio = pairedMedian(row, column)
    if (ratio === undefined) return '<td>–</td>'
    // Deeper the further from 1, up to eight times.
    const depth = Math.round(Math.min(1, Math.abs(Math.log2(ratio)) / 3) * 5)
    return `<td class="${ratio >= 1 ? 'more' : 'less'} d${depth}">${ratio >= 10 ? whole.format(ratio) : two.format(ratio)}</td>`
  }
  return `<details><summary>Each against each</summary><div class="wide"><table class="pairs">
<thead><tr><th scope="col">row / column</th>${ordered.map(({ model }) => `<th scope="col">${html(model)}</th>`).join('')}</tr></thead>
<tbody>${ordered.map((row) => `<tr><th scope="row">${html(row.model)}</th>${ordered.map((column) => cell(row, column)).join('')}</tr>`).join('\n')}</tbody></table></div></details>`
}

function pairedMedian(row: ModelResult, column: ModelResult): number | undefined {
  const ratios = row.repetitions
    .flatMap((one, i) => {
      const other = column.repetitions[i]
      return one.valid && other?.valid && other.requests_per_second > 0
        ? [one.requests_per_second / other.requests_per_second]
        : []
    })
    .sort((a, b) => a - b)
  return ratios[Math.floor((ratios.length - 1) / 2)]
}

const legend = (names: readonly string[]) =>
  `<section><h2>The models</h2><dl>${names
    .map((name) => {
      const { waits_by, text } = loadModelDescriptions(name)
      return `<dt>${html(name)}</dt><dd><strong>${html(waits_by)}.</strong> ${html(text)}</dd>`
    })
    .join('')}</dl></section>`

function manifest({ environment, schema }: RunResult): string {
  const rows = Object.entries({ schema, ...environment }).map(
    ([name, value]) =>
      `<tr><th scope="row">${html(name)}</th><td>${html(value === null ? '–' : String(value))}</td></tr>`,
  )
  return `<section><h2>Where and how</h2><p>Run it again:</p><pre>${html(environment.command)}</pre><div class="wide"><table class="manifest"><tbody>${rows.join('')}</tbody></table></div></section>`
}
