/**
 * Neil Gunther's Universal Scalability Law: with N clients that wait for their answers, a system that would do `lambda`
 * a second for each alone does
 *
 *     X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
 *
 * `sigma` is the part that only one can do at a time, `kappa` what each costs every other (N. J. Gunther, Guerrilla
 * Capacity Planning, 2007). In N / X it is linear, and fitted by least squares of relative errors with no coefficient
 * below zero.
 */
import { jStat } from 'jstat'
import { Random } from '#lib/dataset/random'

const DRAWS = 200

export interface Usl {
  /** Of one client alone, a second. */
  lambda: number
  sigma: number
  kappa: number
  /** Root mean square of the relative errors. */
  error: number
}

export interface Level {
  connections: number
  requests_per_second: number
}

/** Fewer levels than this are a line through points, not a law. */
const LEAST_LEVELS = 4

export const throughputAt = ({ lambda, sigma, kappa }: Usl, n: number): number =>
  (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1))

/** Where more clients get no more answers in all: infinite where they always do. */
export const mostAt = ({ sigma, kappa }: Usl): number =>
  kappa === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(Math.max(0, (1 - sigma) / kappa))

export function fitUsl(levels: readonly Level[]): Usl | undefined {
  const usable = levels.filter(({ requests_per_second }) => requests_per_second > 0)
  if (new Set(usable.map(({ connections }) => connections)).size < LEAST_LEVELS) return undefined
  // N / X = a + b (N - 1) + c N (N - 1), each row divided by its left side: what is small counts as what is large.
  const rows = usable.map(({ connections: n, requests_per_second: x }) => {
    const weight = x / n
    return [weight, (n - 1) * weight, n * (n - 1) * weight] as const
  })
  const best = without
    .map((used) => solution(rows, used))
    .filter((one) => one !== undefined)
    .filter(({ coefficients }) => coefficients[0] > 0 && coefficients.every((one) => one >= 0))
    .toSorted((a, b) => a.squares - b.squares)[0]
  if (best === undefined) return undefined
  const [a, b, c] = best.coefficients
  return { lambda: 1 / a, sigma: b / a, kappa: c / a, error: Math.sqrt(best.squares / rows.length) }
}

type Three = readonly [number, number, number]
/** Which of the three may differ from zero: the best of those that are all positive is the best that may be. */
const without: readonly (readonly number[])[] = [[0, 1, 2], [0, 1], [0, 2], [0]]

/** Least squares of `rows` x = 1 with these unknowns alone. */
function solution(rows: readonly Three[], used: readonly number[]) {
  const at = (row: Three, i: number) => row[i] ?? 0
  const matrix = used.map((i) => [
    ...used.map((j) => rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0)),
    rows.reduce((sum, row) => sum + at(row, i), 0),
  ])
  const values = solved(matrix)
  if (values === undefined) return undefined
  const of = (i: number) => values[used.indexOf(i)] ?? 0
  const coefficients: Three = [of(0), of(1), of(2)]
  const squares = rows.reduce((sum, row) => {
    const off = 1 - coefficients.reduce((all, value, i) => all + value * at(row, i), 0)
    return sum + off ** 2
  }, 0)
  return { coefficients, squares }
}

/** Gauss and Jordan, with the largest of a column first; the last column is the right side. */
function solved(matrix: number[][]): number[] | undefined {
  const size = matrix.length
  for (let column = 0; column < size; column++) {
    const rest = matrix.slice(column)
    const largest = rest.reduce((one, row) =>
      Math.abs(row[column] ?? 0) > Math.abs(one[column] ?? 0) ? row : one,
    )
    const pivot = largest[column] ?? 0
    if (Math.abs(pivot) < 1e-12) return undefined
    const other = matrix[column] ?? []
    matrix[matrix.indexOf(largest)] = other
    const own = largest.map((value) => value / pivot)
    matrix[column] = own
    for (const [i, row] of matrix.entries()) {
      const factor = row[column] ?? 0
      if (i !== column) matrix[i] = row.map((value, k) => value - factor * (own[k] ?? 0))
    }
  }
  return matrix.map((row) => row[size] ?? 0)
}

export interface Reach {
  low: number
  high: number
}

/**
 * How sure a law is: an interval of 95 % for each part of it, none below zero. Repetitions of each level are drawn again
 * and again; what the laws of these spread is widened by Student's t for how few repetitions there are, since what was not
 * seen cannot be drawn. Undefined where there is one repetition, which says nothing of that.
 */
export function reachOf(
  law: Usl,
  levels: readonly (readonly Level[])[],
): Record<'lambda' | 'sigma' | 'kappa', Reach> | undefined {
  const least = Math.min(...levels.map((repetitions) => repetitions.length))
  if (least < 2) return undefined
  const random = new Random(1, 0x0051)
  const laws = Array.from({ length: DRAWS }, () => drawn(levels, random)).filter((one) => one !== undefined)
  const quantile = jStat.studentt.inv(0.975, least - 1)
  const of = (name: 'lambda' | 'sigma' | 'kappa'): Reach => {
    const values = laws.map((one) => one[name])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
    const reach = quantile * Math.sqrt((variance * least) / (least - 1))
    return { low: Math.max(0, law[name] - reach), high: law[name] + reach }
  }
  return { lambda: of('lambda'), sigma: of('sigma'), kappa: of('kappa') }
}

function drawn(levels: readonly (readonly Level[])[], random: Random): Usl | undefined {
  return fitUsl(
    levels.map((repetitions) => {
      const some = repetitions.map(() => repetitions[random.below(repetitions.length)] as Level)
      const { connections } = some[0] as Level
      const sum = some.reduce((total, one) => total + one.requests_per_second, 0)
      return { connections, requests_per_second: sum / some.length }
    }),
  )
}
