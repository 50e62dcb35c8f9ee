/** Throughput and latency against the number of clients: a small plot for each model, all to the same scale. */
import type { ModelResult } from '../result.ts'
import { fitUsl, type Level, mostAt, throughputAt, type Usl } from '../stats/usl.ts'
import { html, type Scale, scaleOf } from './svg.ts'

/** One model of one workload, by rising connections; only where something was measured. */
export interface Curve {
  model: string
  levels: readonly ModelResult[]
  law: Usl | undefined
  /** The law of each repetition by itself: how far they agree says how far to trust it. */
  laws: readonly Usl[]
}

export function curvesOf(results: readonly ModelResult[]): Curve[] {
  const models = [...new Set(results.map(({ model }) => model))]
  return models.flatMap((model) => {
    const levels = results
      .filter((one) => one.model === model && one.requests_per_second.median > 0)
      .toSorted((a, b) => a.connections - b.connections)
    if (levels.length < 2) return []
    const rounds = Math.max(...levels.map(({ repetitions }) => repetitions.length))
    const laws = Array.from({ length: rounds }, (_, i) =>
      fitUsl(
        levels.flatMap(({ connections, repetitions }): Level[] => {
          const one = repetitions[i]
          return one?.valid ? [{ connections, requests_per_second: one.requests_per_second }] : []
        }),
      ),
    ).filter((law) => law !== undefined)
    const law = fitUsl(
      levels.map(({ connections, requests_per_second: { median } }) => ({
        connections,
        requests_per_second: median,
      })),
    )
    return [{ model, levels, law, laws }]
  })
}

const WIDTH = 250
const HEIGHT = 150
const LEFT = 44
const BOTTOM = 20
const TOP = 6
const SAMPLES = 40

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })

interface Axes {
  across: (connections: number) => string
  up: (value: number) => string
  grid: string
}

function axes(all: readonly number[], values: Scale): Axes {
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const share = (n: number) => Math.log(n / least) / Math.log(most / least)
  const across = (n: number) => (LEFT + share(n) * (WIDTH - LEFT - 8)).toFixed(1)
  const up = (value: number) =>
    (TOP + (1 - Math.max(0, Math.min(1, values.at(value)))) * (HEIGHT - TOP - BOTTOM)).toFixed(1)
  const ticks = values.ticks.length > 6 ? values.ticks.filter((_, i) => i % 2 === 0) : values.ticks
  const grid =
    ticks
      .map(
        (tick) =>
          `<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${up(tick)}" y2="${up(tick)}"/>` +
          `<text class="tick" x="${LEFT - 6}" y="${Number(up(tick)) + 4}" text-anchor="end">${short.format(tick)}</text>`,
      )
      .join('') +
    all
      .map((n) => `<text class="tick" x="${across(n)}" y="${HEIGHT - 5}" text-anchor="middle">${n}</text>`)
      .join('')
  return { across, up, grid }
}

const path = (points: readonly (readonly [string, string])[]) =>
  `M${points.map((one) => one.join(' ')).join('L')}`

function panel(title: string, text: string, body: string): string {
  return (
    `<div class="panel"><h4>${html(title)}</h4>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${html(`${title}: ${text}`)}">${body}</svg>` +
    `<p>${html(text)}</p></div>`
  )
}

/** The measured points with their spread, the law through them, and in grey the first model for comparison. */
export function throughputCurves(curves: readonly Curve[]): string {
  const [first] = curves
  if (first === undefined) return ''
  const connections = levelsOf(curves)
  const scale = scaleOf(
    curves.flatMap(({ levels }) => levels.flatMap(({ requests_per_second: { low, high } }) => [low, high])),
    true,
  )
  const { across, up, grid } = axes(connections, scale)
  const line = ({ levels }: Curve) =>
    path(levels.map((one) => [across(one.connections), up(one.requests_per_second.median)] as const))
  const panels = curves.map((curve) => {
    const { law, levels, model } = curve
    const [from = 1, to = 1] = [levels[0]?.connections, levels.at(-1)?.connections]
    const fitted =
      law === undefined
        ? ''
        : `<path class="law" d="${path(
            Array.from({ length: SAMPLES + 1 }, (_, i) => {
              const n = from * (to / from) ** (i / SAMPLES)
              return [across(n), up(throughputAt(law, n))] as const
            }),
          )}"/>`
    const points = levels.map(({ connections: n, requests_per_second: { low, median, high }, valid }) => {
      const cx = across(n)
      return (
        `<line class="whisker" x1="${cx}" x2="${cx}" y1="${up(low)}" y2="${up(high)}"/>` +
        `<circle class="point${valid ? '' : ' p3'}" cx="${cx}" cy="${up(median)}" r="3.5"/>`
      )
    })
    const other = curve === first ? '' : `<path class="other" d="${line(first)}"/>`
    return panel(model, lawInWords(curve), grid + other + fitted + points.join(''))
  })
  return figure(
    'Right answers a second against the number of clients',
    `requests/s${scale.is_logarithmic ? ', logarithmic' : ''}; the law dashed${curves.length > 1 ? `, ${first.model} in grey` : ''}`,
    panels,
  )
}

/** The middle answer and the slowest one of a hundred. */
export function latencyCurves(curves: readonly Curve[]): string {
  if (curves.length === 0) return ''
  const scale = scaleOf(
    curves.flatMap(({ levels }) =>
      levels.flatMap(({ latency_us: { p50, p99 } }) => [p50 / 1_000, p99 / 1_000]),
    ),
    false,
  )
  const { across, up, grid } = axes(levelsOf(curves), scale)
  const panels = curves.map(({ model, levels }) => {
    const of = (name: 'p50' | 'p99') =>
      levels.map((one) => [across(one.connections), up(one.latency_us[name] / 1_000)] as const)
    const dots = (name: 'p50' | 'p99') =>
      of(name)
        .map(([cx, cy]) => `<circle class="point ${name}" cx="${cx}" cy="${cy}" r="3"/>`)
        .join('')
    const last = levels.at(-1)
    const text =
      last === undefined
        ? ''
        : `with ${last.connections}: ${three.format(last.latency_us.p50 / 1_000)} ms, one of a hundred over ${three.format(last.latency_us.p99 / 1_000)} ms`
    return panel(
      model,
      text,
      `${grid}<path class="line p99" d="${path(of('p99'))}"/><path class="line" d="${path(of('p50'))}"/>${dots('p99')}${dots('p50')}`,
    )
  })
  return figure(
    'How long an answer took against the number of clients',
    'ms, logarithmic; p50, and p99 lighter',
    panels,
  )
}

const figure = (title: string, unit: string, panels: readonly string[]) =>
  `<figure><figcaption>${html(title)} <span>${html(unit)}</span></figcaption><div class="panels">${panels.join('')}</div></figure>`

const levelsOf = (curves: readonly Curve[]): number[] =>
  [...new Set(curves.flatMap(({ levels }) => levels.map(({ connections }) => connections)))].sort(
    (a, b) => a - b,
  )

export function lawInWords({ law, laws, levels }: Curve): string {
  if (law === undefined) return `most with ${bestOf(levels)} clients`
  const between = (name: 'sigma' | 'kappa') => {
    const values = laws.map((one) => 100 * one[name])
    return values.length < 2
      ? ''
      : ` (${three.format(Math.min(...values))} – ${three.format(Math.max(...values))})`
  }
  const most = mostAt(law)
  const beyond = most > (levels.at(-1)?.connections ?? 0)
  return [
    `${short.format(law.lambda)}/s alone`,
    `σ ${three.format(100 * law.sigma)} %${between('sigma')}`,
    `κ ${three.format(100 * law.kappa)} %${between('kappa')}`,
    beyond ? `still more at ${levels.at(-1)?.connections}` : `most at about ${Math.round(most)}`,
    ...(law.error > 0.1 ? [`the law is off by ${Math.round(100 * law.error)} %`] : []),
  ].join(', ')
}

const bestOf = (levels: readonly ModelResult[]): number =>
  levels.toSorted((a, b) => b.requests_per_second.median - a.requests_per_second.median)[0]?.connections ?? 0
