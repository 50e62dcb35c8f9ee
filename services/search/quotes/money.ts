/** Shares of amounts, exactly. */

/**
 * `amount * numerator / denominator` in whole minor units, halves up. In BigInt: thirty nights of eight rooms times a
 * rate can pass 2^53.
 */
export function share(amount: number, numerator: number, denominator: number): number {
  const divisor = BigInt(denominator)
  return Number((2n * BigInt(amount) * BigInt(numerator) + divisor) / (2n * divisor))
}
