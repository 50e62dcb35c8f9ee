/** A line through values at equal steps, by least squares. */
export interface Line {
  /** For each step. */
  slope: number
  /** Standard error of it, larger where neighbours are alike: their residuals are no news. */
  error: number
}

export function line(values: readonly number[]): Line {
  const n = values.length
  if (n < 3) return { slope: 0, error: Number.POSITIVE_INFINITY }
  const [mean_x, mean_y] = [(n - 1) / 2, values.reduce((sum, value) => sum + value, 0) / n]
  const spread_x = values.reduce((sum, _, x) => sum + (x - mean_x) ** 2, 0)
  const slope = values.reduce((sum, y, x) => sum + (x - mean_x) * (y - mean_y), 0) / spread_x
  const residuals = values.map((y, x) => y - mean_y - slope * (x - mean_x))
  const squares = residuals.reduce((sum, one) => sum + one ** 2, 0)
  const plain = Math.sqrt(squares / (n - 2) / spread_x)
  if (squares === 0) return { slope, error: 0 }
  // Of first order: so many independent values are there really (Bartlett).
  const alike = residuals.slice(1).reduce((sum, one, i) => sum + one * (residuals[i] ?? 0), 0) / squares
  const r = Math.min(0.99, Math.max(0, alike))
  return { slope, error: plain * Math.sqrt((1 + r) / (1 - r)) }
}
