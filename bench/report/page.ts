/** A result as one page of HTML that needs nothing else: no script, no network, light and dark. */
import { groupOf, labelOf, loadName, type ModelResult, type RunResult } from '../result.ts'
import { spread } from '../stats/spread.ts'
import { curvesOf, latencyCurves, offeredCurves, throughputCurves } from './curves.ts'
import { loadModelDescriptions } from './descriptions.ts'
import { evidenceTable } from './evidence.ts'
import { figures, pairs } from './figures.ts'
import { digits, micros, rate } from './numbers.ts'
import { percentilePlots, timelines } from './shapes.ts'
import { STYLE } from './style.ts'
import { bars, html, ranges } from './svg.ts'
import { groups } from './table.ts'
import { inWords } from './words.ts'

export function page(result: RunResult): string {
  const { environment, results } = result
  const names = [...new Set(results.map(({ workload }) => workload))]
  const of = (name: string) => results.filter(({ workload }) => workload === name)
  const contenders = new Set(results.map(labelOf)).size
  return document({
    title: 'How a server waits, measured',
    notices: [
      ...(result.ended === null
        ? []
        : [`Not all of it was measured: ${result.ended}. What is here is what there was by then.`]),
      ...(environment.quick
        ? ['A quick look, not a measurement: one repetition, too few for its spread to mean anything.']
        : []),
      ...(environment.uncommitted
        ? ['Measured with uncommitted changes: nobody can run exactly this again.']
        : []),
    ],
    lead: [
      `${results.length === 0 ? 'No contender' : contenders === 1 ? 'One contender' : `${contenders} contenders`} on ${names.join(', ')}: the same handler, the same data, the same bytes.`,
      setting(result),
    ],
    anchors: names,
    body: [
      ...names.map((name) => section(name, of(name), environment)),
      legend([...new Set(results.map(({ model }) => model))]),
      manifest(result),
    ].join('\n'),
  })
}

interface Document {
  title: string
  notices: readonly string[]
  lead: readonly string[]
  anchors: readonly string[]
  body: string
}

/** The frame of every page of the laboratory. */
export function document({ title, notices, lead, anchors, body }: Document): string {
  const nav =
    anchors.length < 2
      ? ''
      : `<nav>${anchors.map((name) => `<a href="#${html(name)}">${html(name)}</a>`).join('')}</nav>`
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
${notices.map((text) => `<p class="notice">${html(text)}</p>`).join('\n')}
${lead.map((text) => `<p>${html(text)}</p>`).join('\n')}
${nav}
</header>
<main>
${body}
</main>
</body>
</html>
`
}

function setting({ environment, results }: RunResult): string {
  const { pool, workers, duration_s, warmup_s, profile, cores, cpu } = environment
  const repetitions = Math.max(0, ...results.map((one) => one.repetitions.length))
  const loads = [...new Map(results.map(({ load }) => [loadName(load), load])).values()]
  const closed = loads.filter(({ kind }) => kind === 'closed')
  const open = loads.filter(({ kind }) => kind === 'open')
  const how = [
    ...(closed.length === 0
      ? []
      : [
          `Closed loop: ${closed.map((load) => load.connections).join(', ')} clients that wait for an answer before they ask again.`,
        ]),
    ...(open.length === 0
      ? []
      : [
          `Open loop: ${open.map(loadName).join(', ')}, whatever becomes of the requests before; latency counts from when a request was meant to be sent.`,
        ]),
  ]
  return (
    `${how.join(' ')} ${duration_s} s after ${warmup_s} s of warm-up, ` +
    `${repetitions} fresh ${repetitions === 1 ? 'server' : 'servers'} of each. ${pool} database connections in total, ${workers} workers where there are any, ` +
    `dataset ${profile}. ${cores} processors (${cpu}) carry the server, PostgreSQL and the clients together${environment.generator_first ? '; the clients have the right of way' : ''}. Every answer was compared with the golden one; only right ones count.`
  )
}

/**
 * Of several loads the one at which the first contender did most, of rates the highest that most contenders held: what is
 * compared is compared there.
 */
function shownOf(all: readonly ModelResult[]): readonly ModelResult[] {
  const most = ([first]: readonly ModelResult[]) => first?.requests_per_second.median ?? 0
  const held = (group: readonly ModelResult[]) =>
    group.filter(({ valid, load }) => valid && (load.kind === 'closed' || (load.of_peak ?? 0) <= 1)).length
  const is_open = all.some(({ load }) => load.kind === 'open')
  return groups(all).toSorted((a, b) => (is_open ? held(b) - held(a) : 0) || most(b) - most(a))[0] ?? []
}

function section(name: string, all: readonly ModelResult[], environment: RunResult['environment']): string {
  const results = shownOf(all)
  const curves = curvesOf(all)
  const [first] = results
  const ordered = results
    .filter(({ requests_per_second }) => requests_per_second.median > 0)
    .toSorted((a, b) => b.requests_per_second.median - a.requests_per_second.median)
  const several = groups(all).length > 1
  return `<section id="${html(name)}">
<h2>${html(name)}</h2>
${inWords(results, environment)
  .map((paragraph) => `<p>${html(paragraph)}</p>`)
  .join('\n')}
${throughputCurves(curves)}
${latencyCurves(curves)}
${offeredCurves(all)}
${several && first !== undefined ? `<h3>With ${html(loadName(first.load))}</h3>` : ''}
${throughputBars(ordered)}
${latencyRanges(ordered)}
${processorBars(ordered)}
${figures(all, first === undefined ? '' : groupOf(first))}
${evidenceTable(ordered)}
${percentilePlots(ordered)}
${timelines(results)}
${pairs(ordered)}
</section>`
}

const throughputBars = (ordered: readonly ModelResult[]) =>
  bars(
    'Right answers a second',
    'requests/s',
    ordered.map((one) => {
      const { median, low, high } = one.requests_per_second
      return {
        ...{ label: labelOf(one), low, middle: median, high, is_weak: !one.valid },
        text: low === high ? rate(median) : `${rate(median)} (${rate(low)} – ${rate(high)})`,
      }
    }),
  )

const latencyRanges = (ordered: readonly ModelResult[]) =>
  ranges(
    'How long they took: p50, p90, p99, p99.9',
    'ms',
    ordered.map((one) => {
      const { p50, p90, p99, p999 } = one.latency_us
      return {
        label: labelOf(one),
        values: [p50, p90, p99, p999].map((us) => us / 1000),
        text: `${digits(p50 / 1000)} / ${digits(p99 / 1000)}`,
      }
    }),
  )

const processorBars = (ordered: readonly ModelResult[]) =>
  bars(
    "The server's processor time for an answer",
    'µs',
    ordered.flatMap((one) => {
      const used = one.repetitions.flatMap(({ valid, evidence }) =>
        valid ? (evidence?.server_us_each ?? []) : [],
      )
      if (used.length === 0) return []
      const { low, median, high } = spread(used)
      return [{ label: labelOf(one), low, middle: median, high, is_weak: !one.valid, text: micros(median) }]
    }),
  )

const legend = (names: readonly string[]) =>
  `<section><h2>The models</h2><dl>${names
    .map((name) => {
      const { waits_by, text } = loadModelDescriptions(name)
      return `<dt>${html(name)}</dt><dd><strong>${html(waits_by)}.</strong> ${html(text)}</dd>`
    })
    .join('')}</dl></section>`

/** Where it was measured, and how to do it again. */
export function manifest({
  environment,
  schema,
}: Pick<RunResult, 'environment'> & { schema: string }): string {
  const rows = Object.entries({ schema, ...environment }).map(
    ([name, value]) => `<tr><th scope="row">${html(name)}</th><td>${html(asText(value))}</td></tr>`,
  )
  return `<section><h2>Where and how</h2><p>Run it again:</p><pre>${html(environment.command)}</pre><div class="wide"><table class="manifest"><tbody>${rows.join('')}</tbody></table></div></section>`
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, one]) => `${name} ${String(one)}`)
    .join(', ')
}
