/** Small plots of what stands behind a figure: how latency is spread, and what a window looked like from within. */
import { labelOf, type ModelResult } from '../result.ts'
import { ms, rate, short } from './numbers.ts'
import { html, path, scaleOf } from './svg.ts'

const WIDTH = 250
const HEIGHT = 130
const LEFT = 44
const RIGHT = 8
const BOTTOM = 20
const TOP = 6

/** Percentiles by how few are beyond: 90, 99 and 99.9 are as far from each other. */
const place = (percentile: number) => Math.min(4, -Math.log10(Math.max(1e-4, 1 - percentile / 100)))
const PLACES = [0, 50, 90, 99, 99.9, 99.99]

interface Frame {
  across: (share: number) => string
  up: (share: number) => string
}

const frame: Frame = {
  across: (share) => (LEFT + share * (WIDTH - LEFT - RIGHT)).toFixed(1),
  up: (share) => (TOP + (1 - Math.max(0, Math.min(1, share))) * (HEIGHT - TOP - BOTTOM)).toFixed(1),
}
const { across, up } = frame

const horizontal = (share: number, text: string) =>
  `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${up(share)}" y2="${up(share)}"/>` +
  `<text class="tick" x="${LEFT - 6}" y="${Number(up(share)) + 4}" text-anchor="end">${html(text)}</text>`
const below = (share: number, text: string, anchor = 'middle') =>
  `<text class="tick" x="${across(share)}" y="${HEIGHT - 5}" text-anchor="${anchor}">${html(text)}</text>`

const panel = (title: string, text: string, body: string) =>
  `<div class="panel"><h4>${html(title)}</h4><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${html(`${title}: ${text}`)}">${body}</svg><p>${html(text)}</p></div>`

/** Latency at every percentile, to one scale; in grey the first contender. */
export function percentilePlots(results: readonly ModelResult[]): string {
  const shown = results.filter(({ curve }) => curve.length > 0)
  const [first] = shown
  if (first === undefined) return ''
  const scale = scaleOf(
    shown.flatMap(({ curve }) => curve.map(([, us]) => us / 1_000)),
    false,
  )
  const most = place(99.99)
  const ticks = scale.ticks.length > 6 ? scale.ticks.filter((_, i) => i % 2 === 0) : scale.ticks
  const grid =
    ticks.map((tick) => horizontal(scale.at(tick), short(tick))).join('') +
    PLACES.map((percentile) =>
      below(place(percentile) / most, String(percentile), percentile === 99.99 ? 'end' : 'middle'),
    ).join('')
  const line = ({ curve }: ModelResult) =>
    path(
      curve
        .filter(([percentile]) => percentile <= 99.99)
        .map(([percentile, us]) => [across(place(percentile) / most), up(scale.at(us / 1_000))] as const),
    )
  const panels = shown.map((one) => {
    const { p50, p99, p999 } = one.latency_us
    const other = one === first ? '' : `<path class="other" d="${line(first)}"/>`
    const text = `half within ${ms(p50)}, 99 of 100 within ${ms(p99)}, 999 of 1,000 within ${ms(p999)}`
    return panel(labelOf(one), text, `${grid}${other}<path class="line" d="${line(one)}"/>`)
  })
  return `<details><summary>Every percentile</summary><figure><figcaption>How latency is spread <span>ms, logarithmic, at each percentile${shown.length > 1 ? `; ${html(labelOf(first))} in grey` : ''}</span></figcaption><div class="panels">${panels.join('')}</div></figure></details>`
}

/** Answers a second in each slice of every window, each from nothing to its own most. */
export function timelines(results: readonly ModelResult[]): string {
  const panels = results.flatMap((one) => {
    const lines = one.repetitions.flatMap(({ timeline, valid }) => {
      if (timeline === null || timeline.verified.length < 2) return []
      return [
        {
          rates: timeline.verified.map((count) => count / timeline.slice_s),
          slice_s: timeline.slice_s,
          valid,
        },
      ]
    })
    const [first] = lines
    if (first === undefined) return []
    const scale = scaleOf(
      lines.flatMap(({ rates }) => rates),
      true,
    )
    if (scale.ticks.length === 0) return []
    const seconds = first.rates.length * first.slice_s
    const grid =
      scale.ticks.map((tick) => horizontal(scale.at(tick), short(tick))).join('') +
      below(0, '0', 'start') +
      below(1, `${short(seconds)} s`, 'end')
    const drawn = lines.map(({ rates, valid }) => {
      const points = rates.map((value, i) => [across((i + 0.5) / rates.length), up(scale.at(value))] as const)
      return `<path class="${valid ? 'line faint' : 'line lost'}" d="${path(points)}"/>`
    })
    const { low, high } = one.requests_per_second
    const text = high === 0 ? 'no valid window' : `windows of ${rate(low)} to ${rate(high)} a second`
    return [panel(labelOf(one), text, grid + drawn.join(''))]
  })
  return panels.length === 0
    ? ''
    : `<details><summary>What the windows looked like</summary><figure><figcaption>Right answers a second over time <span>requests/s, a line for each window, invalid ones dashed</span></figcaption><div class="panels">${panels.join('')}</div></figure></details>`
}

export interface OverTime {
  label: string
  slice_s: number
  values: readonly number[]
  /** From where to where, seconds. */
  shaded_s?: readonly [from: number, to: number]
  text: string
}

/** One value over time for each of several, to one scale. */
export function overTime(title: string, unit: string, all: readonly OverTime[]): string {
  const values = all.flatMap((one) => one.values.filter((value) => value > 0))
  if (values.length === 0) return ''
  const scale = scaleOf(values, !unit.includes('logarithmic'))
  const ticks = scale.ticks.length > 6 ? scale.ticks.filter((_, i) => i % 2 === 0) : scale.ticks
  const grid = ticks.map((tick) => horizontal(scale.at(tick), short(tick))).join('')
  const panels = all.map(({ label, slice_s, values: own, shaded_s, text }) => {
    const seconds = own.length * slice_s
    const at = (s: number) => Number(across(Math.min(1, s / seconds)))
    const shade =
      shaded_s === undefined
        ? ''
        : `<rect class="shade" x="${at(shaded_s[0])}" y="${TOP}" width="${(at(shaded_s[1]) - at(shaded_s[0])).toFixed(1)}" height="${HEIGHT - TOP - BOTTOM}"/>`
    const points = own.flatMap((value, i) =>
      value > 0 ? [[across((i + 0.5) / own.length), up(scale.at(value))] as const] : [],
    )
    const drawn = points.length === 0 ? '' : `<path class="line" d="${path(points)}"/>`
    return panel(
      label,
      text,
      shade + grid + below(0, '0', 'start') + below(1, `${short(seconds)} s`, 'end') + drawn,
    )
  })
  return `<figure><figcaption>${html(title)} <span>${html(unit)}</span></figcaption><div class="panels">${panels.join('')}</div></figure>`
}
