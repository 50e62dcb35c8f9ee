/** Money as text. Apart from its schema, so that browsers can have the one without the other. */

/** As `Money` of `money.ts`. */
interface Amount {
  amount: number
  currency: string
}

const digits_by_currency = new Map<string, number>()

/** How many decimal digits the currency's minor unit has (ISO 4217, as the runtime's ICU knows it): EUR 2, JPY 0, KWD 3. */
export function minorDigits(currency: string): number {
  let digits = digits_by_currency.get(currency)
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    digits = format.resolvedOptions().maximumFractionDigits ?? 2
    digits_by_currency.set(currency, digits)
  }
  return digits
}

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
