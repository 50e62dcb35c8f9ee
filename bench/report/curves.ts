/** Throughput and latency against load: a small plot for each contender, all to the same scale. */
import { LEAST_SENT } from '../measure/guards.ts'
import { labelOf, type ModelResult } from '../result.ts'
import { fitUsl, type Level, mostAt, reachOf, throughputAt, type Usl } from '../stats/usl.ts'
import { digits, ms, short } from './numbers.ts'
import { html, path, type Scale, scaleOf } from './svg.ts'

/** One contender of one workload, by rising load; only where something was measured. */
export interface Curve {
  label: string
  levels: readonly ModelResult[]
  law: Usl | undefined
  /** How far to trust it; undefined of one repetition. */
  reach: ReturnType<typeof reachOf>
}

const clients = ({ load }: ModelResult) => load.connections

export function curvesOf(results: readonly ModelResult[]): Curve[] {
  const closed = results.filter(({ load }) => load.kind === 'closed')
  return byLabel(closed).flatMap(([label, all]) => {
    const levels = all
      .filter((one) => one.requests_per_second.median > 0)
      .toSorted((a, b) => clients(a) - clients(b))
    if (levels.length < 2) return []
    const law = fitUsl(
      levels.map((one) => ({
        connections: clients(one),
        requests_per_second: one.requests_per_second.median,
      })),
    )
    const reach =
      law &&
      reachOf(
        law,
        levels.map((one) =>
          one.repetitions.flatMap(({ valid, requests_per_second }): Level[] =>
            valid ? [{ connections: clients(one), requests_per_second }] : [],
          ),
        ),
      )
    return [{ label, levels, law, reach }]
  })
}

function byLabel(results: readonly ModelResult[]): [string, ModelResult[]][] {
  const all = new Map<string, ModelResult[]>()
  for (const one of results) all.set(labelOf(one), [...(all.get(labelOf(one)) ?? []), one])
  return [...all]
}

const WIDTH = 250
const HEIGHT = 150
const LEFT = 44
const BOTTOM = 20
const TOP = 6
const SAMPLES = 40

interface Axes {
  across: (value: number) => string
  up: (value: number) => string
  grid: string
}

/** `along` are the places of what was measured; on a logarithm's axis where they say so. */
function axes(along: readonly number[], values: Scale, logarithmic = true): Axes {
  const [least, most] = [logarithmic ? Math.min(...along) : 0, Math.max(...along)]
  const share = (n: number) => (logarithmic ? Math.log(n / least) / Math.log(most / least) : n / most)
  const across = (n: number) => (LEFT + share(n) * (WIDTH - LEFT - 8)).toFixed(1)
  const up = (value: number) =>
    (TOP + (1 - Math.max(0, Math.min(1, values.at(value)))) * (HEIGHT - TOP - BOTTOM)).toFixed(1)
  const ticks = values.ticks.length > 6 ? values.ticks.filter((_, i) => i % 2 === 0) : values.ticks
  const grid =
    ticks
      .map(
        (tick) =>
          `<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${up(tick)}" y2="${up(tick)}"/>` +
          `<text class="tick" x="${LEFT - 6}" y="${Number(up(tick)) + 4}" text-anchor="end">${short(tick)}</text>`,
      )
      .join('') +
    spaced(along.map((n) => [n, Number(across(n))] as const))
      .map(
        ([n, x]) => `<text class="tick" x="${x}" y="${HEIGHT - 5}" text-anchor="middle">${short(n)}</text>`,
      )
      .join('')
  return { across, up, grid }
}

/** Labels that would stand in each other are left out. */
function spaced(all: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  let last = Number.NEGATIVE_INFINITY
  return all.filter(([, x]) => {
    if (x - last < 24) return false
    last = x
    return true
  })
}

function panel(title: string, text: string, body: string): string {
  return (
    `<div class="panel"><h4>${html(title)}</h4>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${html(`${title}: ${text}`)}">${body}</svg>` +
    `<p>${html(text)}</p></div>`
  )
}

const figure = (title: string, unit: string, panels: readonly string[]) =>
  `<figure><figcaption>${html(title)} <span>${html(unit)}</span></figcaption><div class="panels">${panels.join('')}</div></figure>`

/** The measured points with their spread, the law through them, and in grey the first model for comparison. */
export function throughputCurves(curves: readonly Curve[]): string {
  const [first] = curves
  if (first === undefined) return ''
  const scale = scaleOf(
    curves.flatMap(({ levels }) => levels.flatMap(({ requests_per_second: { low, high } }) => [low, high])),
    true,
  )
  const { across, up, grid } = axes(levelsOf(curves), scale)
  const line = ({ levels }: Curve) =>
    path(levels.map((one) => [across(clients(one)), up(one.requests_per_second.median)] as const))
  const panels = curves.map((curve) => {
    const { law, levels, label } = curve
    const [from = 1, to = 1] = [levels[0]?.load.connections, levels.at(-1)?.load.connections]
    const fitted =
      law === undefined
        ? ''
        : `<path class="law" d="${path(
            Array.from({ length: SAMPLES + 1 }, (_, i) => {
              const n = from * (to / from) ** (i / SAMPLES)
              return [across(n), up(throughputAt(law, n))] as const
            }),
          )}"/>`
    const points = levels.map((one) => {
      const { low, median, high } = one.requests_per_second
      const cx = across(clients(one))
      return (
        `<line class="whisker" x1="${cx}" x2="${cx}" y1="${up(low)}" y2="${up(high)}"/>` +
        `<circle class="point${one.valid ? '' : ' weak'}" cx="${cx}" cy="${up(median)}" r="3.5"/>`
      )
    })
    const other = curve === first ? '' : `<path class="other" d="${line(first)}"/>`
    return panel(label, lawInWords(curve), grid + other + fitted + points.join(''))
  })
  return figure(
    'Right answers a second against the number of clients',
    `requests/s${scale.is_logarithmic ? ', logarithmic' : ''}; the law of scalability dashed${curves.length > 1 ? `, ${first.label} in grey` : ''}`,
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
  const panels = curves.map(({ label, levels }) => {
    const last = levels.at(-1)
    const text =
      last === undefined
        ? ''
        : `with ${clients(last)}: ${ms(last.latency_us.p50)}, one of a hundred over ${ms(last.latency_us.p99)}`
    const points = levels.map((one) => [across(clients(one)), one] as const)
    return panel(label, text, grid + percentileLines(points, up))
  })
  return figure(
    'How long an answer took against the number of clients',
    'ms, logarithmic; p50, and p99 lighter',
    panels,
  )
}

/** Of open loops: latency from when a request was meant to be sent, against how many were. */
export function offeredCurves(results: readonly ModelResult[]): string {
  const open = results.filter(({ load }) => load.kind === 'open')
  const curves = byLabel(open).flatMap(([label, all]) => {
    const points = all
      .flatMap((one) => {
        const offered = offeredOf(one)
        return offered === undefined ? [] : [{ one, offered }]
      })
      .toSorted((a, b) => a.offered - b.offered)
    return points.length < 2 ? [] : [{ label, points }]
  })
  if (curves.length === 0) return ''
  const shown = curves.flatMap(({ points }) => points.filter(({ one }) => one.latency_us.p50 > 0))
  if (shown.length === 0) return ''
  const scale = scaleOf(
    shown.flatMap(({ one: { latency_us } }) => [latency_us.p50 / 1_000, latency_us.p99 / 1_000]),
    false,
  )
  const places = [...new Set(curves.flatMap(({ points }) => points.map(({ offered }) => offered)))]
  const { across, up, grid } = axes(
    places.sort((a, b) => a - b),
    scale,
    false,
  )
  const panels = curves.map(({ label, points }) => {
    const held = points.filter(({ one }) => one.valid && sentOf(one) >= LEAST_SENT && one.latency_us.p50 > 0)
    // Others are INVALID for reasons of their own, and not shown.
    const lost = points.filter(({ one }) => sentOf(one) < LEAST_SENT || isMore(one))
    const best = held.at(-1)
    const text = [
      ...(best === undefined
        ? []
        : [`${short(best.offered)}/s: ${ms(best.one.latency_us.p50)}, p99 ${ms(best.one.latency_us.p99)}`]),
      ...(lost.length === 0 ? [] : [`not held at ${lost.map(({ offered }) => short(offered)).join(', ')}`]),
    ].join('; ')
    const marks = lost
      .map(
        ({ offered }) =>
          `<line class="lost" x1="${across(offered)}" x2="${across(offered)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`,
      )
      .join('')
    return panel(
      label,
      text,
      grid +
        marks +
        percentileLines(
          held.map(({ offered, one }) => [across(offered), one] as const),
          up,
        ),
    )
  })
  return figure(
    'How long an answer took against what was offered',
    'ms from when a request was meant to be sent, logarithmic, against requests/s; p50, and p99 lighter; what was not held dashed',
    panels,
  )
}

/** More than a closed loop got before: not meant to be held. */
const isMore = ({ load }: ModelResult) => load.kind === 'open' && (load.of_peak ?? 0) > 1

/** What part of what was offered could be sent. */
function sentOf({ repetitions }: ModelResult): number {
  const seen = repetitions.flatMap(({ offered }) => offered ?? [])
  const requests = seen.reduce((sum, one) => sum + one.requests, 0)
  return requests === 0 ? 0 : seen.reduce((sum, one) => sum + one.sent, 0) / requests
}

/** The middle of the repetitions; undefined where none was loaded. */
export function offeredOf({ repetitions }: ModelResult): number | undefined {
  const rates = repetitions.flatMap(({ offered }) => offered?.rate ?? []).sort((a, b) => a - b)
  return rates[(rates.length - 1) >> 1]
}

function percentileLines(points: readonly (readonly [string, ModelResult])[], up: Axes['up']): string {
  const of = (name: 'p50' | 'p99') =>
    points.map(([cx, { latency_us }]) => [cx, up(latency_us[name] / 1_000)] as const)
  const dots = (name: 'p50' | 'p99') =>
    of(name)
      .map(([cx, cy]) => `<circle class="point ${name}" cx="${cx}" cy="${cy}" r="3"/>`)
      .join('')
  if (points.length === 0) return ''
  return `<path class="line p99" d="${path(of('p99'))}"/><path class="line" d="${path(of('p50'))}"/>${dots('p99')}${dots('p50')}`
}

const levelsOf = (curves: readonly Curve[]): number[] =>
  [...new Set(curves.flatMap(({ levels }) => levels.map(clients)))].sort((a, b) => a - b)

export function lawInWords({ law, reach, levels }: Curve): string {
  const best = levels.toSorted((a, b) => b.requests_per_second.median - a.requests_per_second.median)[0]
  if (law === undefined) return best === undefined ? '' : `most with ${clients(best)} clients`
  const part = (value: number) => digits(Number((100 * value).toPrecision(2)))
  const between = (name: 'sigma' | 'kappa') =>
    reach === undefined ? '' : ` (${part(reach[name].low)} – ${part(reach[name].high)})`
  const most = mostAt(law)
  const last = levels.at(-1)
  const beyond = last !== undefined && most > clients(last)
  return [
    `${short(law.lambda)}/s alone`,
    `σ ${part(law.sigma)} %${between('sigma')}`,
    `κ ${part(law.kappa)} %${between('kappa')}`,
    beyond ? `still more at ${clients(last)}` : `most at about ${Math.round(most)}`,
    ...(law.error > 0.1 ? [`the law is off by ${Math.round(100 * law.error)} %`] : []),
  ].join(', ')
}
