/** Figures as people read them: as many digits as are known, and the same everywhere. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

/** A second. */
export const rate = (value: number): string => (value < 20 ? three.format(value) : whole.format(value))
export const count = (value: number): string => whole.format(value)
export const ratio = (value: number): string => two.format(value)
/** A ratio that may be small: 0.0031 is not 0.00. */
export const factor = (value: number): string =>
  value > 0 && value < 0.1
    ? new Intl.NumberFormat('en', { maximumSignificantDigits: 2 }).format(value)
    : two.format(value)
/** An interval that reaches over a hundredfold says only that nothing is known. */
const KNOWN = 100
export const interval = ({ low, high }: { low: number; high: number }): string =>
  high / low > KNOWN ? 'unknown' : `${factor(low)} – ${factor(high)}`
export const percent = (share: number): string => `${three.format(Math.round(share * 1000) / 10)} %`
/** For axes: 1.2K. */
export const short = (value: number): string => compact.format(value)
export const digits = (value: number): string => three.format(value)

/** From microseconds. */
export function ms(us: number): string {
  if (us < 100) return `${three.format(us)} µs`
  if (us < 9_995) return `${two.format(us / 1_000)} ms`
  return us < 999_500 ? `${three.format(us / 1_000)} ms` : `${three.format(us / 1e6)} s`
}
export const micros = (us: number): string => (us < 999.5 ? `${three.format(us)} µs` : ms(us))
export const megabytes = (bytes: number): string => `${whole.format(bytes / 1e6)} MB`
