/** Money as text. Apart from its schema, so that browsers can have the one without the other. */

/** As `Money` of `money.ts`. */
interface Amount {
  amount: number
  currency: string
}

/**
 * Minor units by ISO 4217 (list one, which SIX maintains), where they are not two. Not by `Intl`: Bun counts two for HUF as the standard does, but Node, Deno and Chromium none,
 * as people write it, and the same integer would be a hundred times as much there.
 */
const minor_digits: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([digits, currencies]) => currencies.split(' ').map((one) => [one, Number(digits)])),
)

/** How many decimal digits the currency's minor unit has: EUR 2, JPY 0, KWD 3. The same on every runtime. */
export const minorDigits = (currency: string): number => minor_digits[currency] ?? 2

/** `12900`, `EUR` as `129.00`: for machines, and whole amounts of minor units. */
export function decimalText(amount: number, currency: string): string {
  const digits = minorDigits(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const point = text.length - digits
  const fraction = digits === 0 ? '' : `.${text.slice(point)}`
  return `${amount < 0 ? '-' : ''}${text.slice(0, point)}${fraction}`
}

/** The reverse; `undefined` for what is no amount that the currency has: text, a fraction of a cent, 2^53 and more. */
export function parseDecimal(text: string, currency: string): number | undefined {
  const digits = minorDigits(currency)
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,4}))?$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  if (fraction.length > digits) return undefined
  const amount = Number(`${whole}${fraction.padEnd(digits, '0')}`)
  if (!Number.isSafeInteger(amount)) return undefined
  return sign === '-' && amount !== 0 ? -amount : amount
}

/** `formatMoney({ amount: 12900, currency: 'EUR' }, 'en')` is `€129.00`; whole amounts lose their zeros with `trim`. */
export function formatMoney(money: Amount, locale: string, options: { trim?: boolean } = {}): string {
  const digits = minorDigits(money.currency)
  const whole = options.trim === true && money.amount % 10 ** digits === 0
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(decimal(money.amount, digits))
}

/** As text, which the formatter takes exactly: divided, large amounts would be a cent off. */
function decimal(amount: number, digits: number): Intl.StringNumericLiteral {
  return `${amount}e-${digits}` as Intl.StringNumericLiteral
}
