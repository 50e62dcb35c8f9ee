/** Plots as text: SVG that stands in a page, takes its colours from there, and says as text what it shows. */

import { short } from './numbers.ts'

export const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Through points that are texts already. */
export const path = (points: readonly (readonly [x: string, y: string])[]): string =>
  `M${points.map((one) => one.join(' ')).join('L')}`

export interface Bar {
  label: string
  low: number
  middle: number
  high: number
  /** Said beside it. */
  text: string
  is_weak: boolean
}

const WIDTH = 760
const LABEL = 160
const TEXT = 170
const ROW = 26
const AXIS = 26
const PLOT = WIDTH - LABEL - TEXT

export interface Scale {
  at(value: number): number
  ticks: number[]
  is_logarithmic: boolean
}

/** Logarithmic where the largest is more than fifty times the smallest: otherwise some bars could not be seen. */
export function scaleOf(values: readonly number[], from_zero: boolean): Scale {
  const some = values.filter((value) => value > 0)
  const most = Math.max(...some, 1e-9)
  const least = Math.min(...some, most)
  if (from_zero && most / least <= 50) {
    const step = niceStep(most / 4)
    const end = Math.ceil(most / step) * step
    const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step)
    return { at: (value) => value / end, ticks, is_logarithmic: false }
  }
  // From one round number to another: 1, 2 or 5 times a power of ten where there are few powers.
  const first = roundBelow(least)
  const last = roundAbove(Math.max(most, first * 2))
  const span = Math.log10(last / first)
  const ticks = rounds(first, last, span > 2.5 ? [1] : [1, 2, 5])
  return {
    at: (value) => (value <= 0 ? 0 : Math.log10(value / first) / span),
    ticks,
    is_logarithmic: true,
  }
}

const power = (value: number) => 10 ** Math.floor(Math.log10(value))
const roundBelow = (value: number) =>
  [5, 2, 1].map((n) => n * power(value)).find((round) => round <= value) ?? value
const roundAbove = (value: number) =>
  [1, 2, 5, 10].map((n) => n * power(value)).find((round) => round >= value * 0.999) ?? value

function rounds(first: number, last: number, factors: readonly number[]): number[] {
  const found: number[] = []
  for (let base = power(first); base <= last; base *= 10)
    for (const factor of factors) {
      const value = factor * base
      if (value >= first * 0.999 && value <= last * 1.001) found.push(value)
    }
  return found
}

function niceStep(rough: number): number {
  return ([1, 2, 5, 10].find((factor) => factor * power(rough) >= rough) ?? 10) * power(rough)
}

const x = (share: number) => (LABEL + Math.max(0, Math.min(1, share)) * PLOT).toFixed(1)

function frame(
  title: string,
  scale: Scale,
  unit: string,
  rows: readonly string[],
  said: readonly { label: string; text: string }[],
): string {
  const height = rows.length * ROW + AXIS
  const lines = scale.ticks.map((tick) => {
    const at = x(scale.at(tick))
    return (
      `<line class="grid" x1="${at}" x2="${at}" y1="0" y2="${rows.length * ROW}"/>` +
      `<text class="tick" x="${at}" y="${height - 8}" text-anchor="middle">${short(tick)}</text>`
    )
  })
  const about = `${unit}${scale.is_logarithmic ? ', logarithmic' : ''}`
  return (
    `<figure><figcaption>${html(title)} <span>${html(about)}</span></figcaption>` +
    `<div class="plot"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${html(`${title}: ${said.map(({ label, text }) => `${label} ${text}`).join('; ')}`)}">${lines.join('')}${rows.join('')}</svg></div></figure>`
  )
}

/** Bars from the left, the least and the most as a line over their ends. */
export function bars(title: string, unit: string, all: readonly Bar[]): string {
  if (all.length === 0) return ''
  const scale = scaleOf(
    all.map(({ high }) => high),
    true,
  )
  const rows = all.map(({ label, low, middle, high, text, is_weak }, i) => {
    const y = i * ROW
    const mid = y + ROW / 2
    const width = Math.max(1, Number(x(scale.at(middle))) - LABEL)
    return (
      `<text class="label" x="${LABEL - 10}" y="${mid + 4}" text-anchor="end">${html(label)}</text>` +
      `<rect class="bar${is_weak ? ' weak' : ''}" x="${LABEL}" y="${y + 5}" width="${width.toFixed(1)}" height="${ROW - 10}" rx="2"/>` +
      `<line class="whisker" x1="${x(scale.at(low))}" x2="${x(scale.at(high))}" y1="${mid}" y2="${mid}"/>` +
      `<text class="value" x="${WIDTH - TEXT + 12}" y="${mid + 4}">${html(text)}</text>`
    )
  })
  return frame(title, scale, unit, rows, all)
}

export interface Points {
  label: string
  values: readonly number[]
  text: string
}

/** A line from the first value of each to its last, with a point for each value. */
export function ranges(title: string, unit: string, all: readonly Points[]): string {
  if (all.length === 0) return ''
  const scale = scaleOf(
    all.flatMap(({ values }) => [...values]),
    false,
  )
  const rows = all.map(({ label, values, text }, i) => {
    const mid = i * ROW + ROW / 2
    const at = values.map((value) => x(scale.at(value)))
    return (
      `<text class="label" x="${LABEL - 10}" y="${mid + 4}" text-anchor="end">${html(label)}</text>` +
      `<line class="range" x1="${at[0]}" x2="${at.at(-1)}" y1="${mid}" y2="${mid}"/>` +
      at
        .map((cx, n) => `<circle class="point p${n}" cx="${cx}" cy="${mid}" r="${n === 0 ? 5 : 3.5}"/>`)
        .join('') +
      `<text class="value" x="${WIDTH - TEXT + 12}" y="${mid + 4}">${html(text)}</text>`
    )
  })
  return frame(title, scale, unit, rows, all)
}
