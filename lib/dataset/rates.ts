/**
 * Currencies that hotels sell in. The reference rates are our own constants: mid-market figures of about mid-2025,
 * rounded to two or three digits. They serve to put offers of two currencies in one order, across a border, and to
 * derive a plausible local price. Nothing is ever paid at these rates.
 *
 * A currency whose minor unit is worth less than 10 micro-euros is left out, since an integer rate would be off by
 * more than 5 %: hotels there sell in a hard currency (`countries.ts`), as many do.
 */
interface CurrencyRow {
  /** Digits of the minor unit by ISO 4217. Written down, because engines' ICU versions disagree (HUF: 0 or 2). */
  digits: number
  /** Micro-euros that one minor unit is worth. Totals up to 2^31 minor units stay far below 2^63. */
  micro_euros: number
  /** Prices are a multiple of this, in minor units; about one euro. */
  step: number
}

const row = (digits: number, micro_euros: number, step: number): CurrencyRow => ({
  digits,
  micro_euros,
  step,
})

const currencies: Readonly<Record<string, CurrencyRow>> = {
  AED: row(2, 2_370, 500),
  AMD: row(2, 22, 50_000),
  AUD: row(2, 5_600, 100),
  AWG: row(2, 4_860, 100),
  AZN: row(2, 5_120, 100),
  BAM: row(2, 5_110, 100),
  BBD: row(2, 4_350, 100),
  BDT: row(2, 71, 10_000),
  BHD: row(3, 2_310, 500),
  BOB: row(2, 1_260, 500),
  BRL: row(2, 1_570, 500),
  BSD: row(2, 8_700, 100),
  BTN: row(2, 101, 5_000),
  BWP: row(2, 645, 1_000),
  BZD: row(2, 4_330, 100),
  CAD: row(2, 6_300, 100),
  CHF: row(2, 10_700, 100),
  CLP: row(0, 900, 1_000),
  CNY: row(2, 1_210, 500),
  CRC: row(2, 17, 50_000),
  CVE: row(2, 91, 5_000),
  CZK: row(2, 405, 1_000),
  DKK: row(2, 1_340, 500),
  DOP: row(2, 145, 5_000),
  EGP: row(2, 176, 5_000),
  ETB: row(2, 64, 10_000),
  EUR: row(2, 10_000, 100),
  FJD: row(2, 3_830, 100),
  GBP: row(2, 11_600, 100),
  GEL: row(2, 3_200, 100),
  GHS: row(2, 800, 1_000),
  GMD: row(2, 120, 5_000),
  GTQ: row(2, 1_135, 500),
  HKD: row(2, 1_110, 1_000),
  HNL: row(2, 333, 1_000),
  HUF: row(2, 25, 50_000),
  ILS: row(2, 2_550, 500),
  INR: row(2, 101, 5_000),
  ISK: row(0, 7_000, 100),
  JMD: row(2, 55, 10_000),
  JOD: row(3, 1_230, 1_000),
  JPY: row(0, 5_800, 100),
  KES: row(2, 67, 10_000),
  KGS: row(2, 100, 5_000),
  KRW: row(0, 630, 1_000),
  KWD: row(3, 2_840, 500),
  KZT: row(2, 17, 50_000),
  LKR: row(2, 29, 50_000),
  MAD: row(2, 955, 1_000),
  MDL: row(2, 510, 1_000),
  MKD: row(2, 163, 5_000),
  MOP: row(2, 1_077, 1_000),
  MUR: row(2, 190, 5_000),
  MVR: row(2, 565, 1_000),
  MXN: row(2, 465, 1_000),
  MYR: row(2, 2_040, 500),
  NAD: row(2, 487, 1_000),
  NOK: row(2, 850, 1_000),
  NPR: row(2, 63, 10_000),
  NZD: row(2, 5_100, 100),
  OMR: row(3, 2_260, 500),
  PEN: row(2, 2_450, 500),
  PHP: row(2, 153, 5_000),
  PLN: row(2, 2_350, 500),
  PYG: row(0, 115, 10_000),
  QAR: row(2, 2_390, 500),
  RON: row(2, 1_970, 500),
  RSD: row(2, 85, 10_000),
  RWF: row(0, 600, 1_000),
  SAR: row(2, 2_320, 500),
  SCR: row(2, 600, 1_000),
  SEK: row(2, 900, 500),
  SGD: row(2, 6_700, 100),
  THB: row(2, 265, 5_000),
  TND: row(3, 297, 5_000),
  TRY: row(2, 215, 5_000),
  TTD: row(2, 1_280, 500),
  TWD: row(2, 287, 5_000),
  UAH: row(2, 208, 5_000),
  UGX: row(0, 240, 5_000),
  USD: row(2, 8_700, 100),
  UYU: row(2, 217, 5_000),
  VND: row(0, 34, 50_000),
  XAF: row(0, 1_524, 500),
  XCD: row(2, 3_220, 500),
  XCG: row(2, 4_860, 100),
  XOF: row(0, 1_524, 500),
  XPF: row(0, 8_380, 100),
  ZAR: row(2, 487, 1_000),
  ZMW: row(2, 360, 1_000),
}

/** Micro-euros per minor unit, by ISO 4217 code: 10,000 for EUR (a cent), 5,800 for JPY (a yen). */
export const micro_euros_per_minor: Readonly<Record<string, number>> = Object.freeze(
  Object.fromEntries(Object.entries(currencies).map(([code, { micro_euros }]) => [code, micro_euros])),
)

function find(currency: string): CurrencyRow {
  const found = currencies[currency]
  if (found === undefined) throw new RangeError(`no reference rate for ${currency}`)
  return found
}

/** Every price in the currency is a multiple of this many minor units, and less than 65,536 times it. */
export function priceStep(currency: string): number {
  return find(currency).step
}

/** Digits of the minor unit, by ISO 4217. */
export function currencyDigits(currency: string): number {
  return find(currency).digits
}

/** Minor units of `currency` worth about so many euro cents; not rounded. */
export function fromEuroCents(cents: number, currency: string): number {
  return (cents * 10_000) / find(currency).micro_euros
}
