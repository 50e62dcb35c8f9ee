/** Tables for the terminal. */

export const ms = (us: number) => (us / 1_000).toFixed(1)

/** `1,234 (1,100 – 1,300)`: the middle one of some, the least and the most. */
export function range(values: readonly number[], digits = 0): string {
  const sorted = values.toSorted((a, b) => a - b)
  const text = (value = Number.NaN) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text(sorted[Math.floor((sorted.length - 1) / 2)])} (${text(sorted[0])} – ${text(sorted.at(-1))})`
}

/** The first column to the left, all others to the right. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
