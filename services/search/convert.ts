/** Between currencies, by their reference rates in micro-euros for a minor unit: to the nearest, halves up, exact below 2^53. */
export function convert(amount: number, from: number, to: number): number {
  return from === to ? amount : Math.floor((amount * from + Math.floor(to / 2)) / to)
}
