/** What was found, in rows: the same for the terminal and the page. */
import { count, digits, percent } from '../report/numbers.ts'
import { type Calls, type FunctionCost, functionsOf, kindsOf } from './calls.ts'
import type { Operations } from './formats/bubbles.ts'
import type { Things } from './formats/snapshot.ts'
import type { Kind, Place } from './place.ts'

export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** So many columns are figures; the others are words. */
  readonly figures: number
}

/** Whose a function is, in one word. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  ours: 'ours',
  package: 'package',
  runtime: 'runtime',
  native: 'native',
  gc: 'garbage',
}

export const functionsTable = (calls: Calls): Table => functionsIn(calls, functionsOf(calls))

/** Our own, by what they cost with all that they call. */
export function ourFunctionsTable(calls: Calls): Table {
  const ours = functionsOf(calls).filter(({ place }) => place.kind === 'ours')
  return functionsIn(
    calls,
    ours.sort((a, b) => b.total - a.total),
  )
}

function functionsIn({ root, unit }: Calls, functions: readonly FunctionCost[]): Table {
  const share = (value: number) => percent(value / Math.max(1, root.total))
  const bytes = unit === 'bytes'
  return {
    head: ['itself', 'with calls', ...(bytes ? ['KB'] : []), 'whose', 'function', 'where'],
    rows: functions.map(({ place, self, total }) => [
      ...[share(self), share(total), ...(bytes ? [count(self / 1_000)] : [])],
      ...wordsOf(place),
    ]),
    figures: bytes ? 3 : 2,
  }
}

const wordsOf = ({ kind, name, where }: Place) => [KIND_WORDS[kind], name, where]

export const operationsTable = (operations: readonly Operations[]): Table => ({
  head: ['begun', 'ms each', 'of', 'whose', 'function', 'where'],
  rows: operations.map(({ type, place, count: many, waited_ms }) => [
    ...[count(many), digits(waited_ms / Math.max(1, many)), type],
    ...(place === undefined ? ['', '(no stack was left)', ''] : wordsOf(place)),
  ]),
  figures: 2,
})

export const thingsTable = (things: readonly Things[]): Table => ({
  head: ['KB', 'how many', 'what'],
  rows: things.map(({ what, count: many, bytes }) => [count(bytes / 1_000), count(many), what]),
  figures: 2,
})

/** `41 % our own code, 30 % packages, …`, and how much of the time there was something to do. */
export function sharesInWords(calls: Calls): string {
  const words = { ours: 'our own code', package: 'packages', runtime: 'the runtime’s own JavaScript' }
  const shares = kindsOf(calls)
    .filter(({ share }) => share >= 0.0005)
    .map(
      ({ kind, share }) =>
        `${percent(share)} ${{ ...words, native: 'native code', gc: 'collecting garbage' }[kind]}`,
    )
  const { idle, root, unit } = calls
  if (unit === 'bytes') return shares.join(', ')
  const busy = idle > 0 ? `, busy in ${percent(root.total / (root.total + idle))} of all` : ''
  return `${shares.join(', ')} (${count(root.total)} samples${busy})`
}

const LONGEST = 44

/** For the terminal. */
export function asText({ head, rows, figures }: Table, most: number): string[] {
  const shown = [head, ...rows.slice(0, most)].map((row) => row.map(cut))
  const widths = head.map((_, i) => Math.max(...shown.map((row) => row[i]?.length ?? 0)))
  return shown.map((row) =>
    row
      .map((cell, i) => (i < figures ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** From a profile: whatever a program calls itself. */
function cut(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ')
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 1)}…`
}
