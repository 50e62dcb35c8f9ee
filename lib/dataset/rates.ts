/**
 * Currencies that hotels sell in. The reference rates are our own constants: mid-market figures of about mid-2025,
 * rounded to two or three digits. They serve to put offers of two currencies in one order, across a border, and to
 * derive a plausible local price. Nothing is ever paid at these rates.
 *
 * A currency whose minor unit is worth less than 10 micro-euros is left out, since an integer rate would be off by
 * more than 5 %: hotels there sell in a hard currency (`countries.ts`), as many do.
 */
interface CurrencyRow {
  /** Micro-euros that one minor unit is worth. Totals up to 2^31 minor units stay far below 2^63. */
  micro_euros: number
  /** Prices are a multiple of this, in minor units; about one euro. */
  step: number
}

const row = (micro_euros: number, step: number): CurrencyRow => ({
  micro_euros,
  step,
})

const currencies: Readonly<Record<string, CurrencyRow>> = {
  AED: row(2_370, 500),
  AMD: row(22, 50_000),
  AUD: row(5_600, 100),
  AWG: row(4_860, 100),
  AZN: row(5_120, 100),
  BAM: row(5_110, 100),
  BBD: row(4_350, 100),
  BDT: row(71, 10_000),
  BHD: row(2_310, 500),
  BOB: row(1_260, 500),
  BRL: row(1_570, 500),
  BSD: row(8_700, 100),
  BTN: row(101, 5_000),
  BWP: row(645, 1_000),
  BZD: row(4_330, 100),
  CAD: row(6_300, 100),
  CHF: row(10_700, 100),
  CLP: row(900, 1_000),
  CNY: row(1_210, 500),
  CRC: row(17, 50_000),
  CVE: row(91, 5_000),
  CZK: row(405, 1_000),
  DKK: row(1_340, 500),
  DOP: row(145, 5_000),
  EGP: row(176, 5_000),
  ETB: row(64, 10_000),
  EUR: row(10_000, 100),
  FJD: row(3_830, 100),
  GBP: row(11_600, 100),
  GEL: row(3_200, 100),
  GHS: row(800, 1_000),
  GMD: row(120, 5_000),
  GTQ: row(1_135, 500),
  HKD: row(1_110, 1_000),
  HNL: row(333, 1_000),
  HUF: row(25, 50_000),
  ILS: row(2_550, 500),
  INR: row(101, 5_000),
  ISK: row(7_000, 100),
  JMD: row(55, 10_000),
  JOD: row(1_230, 1_000),
  JPY: row(5_800, 100),
  KES: row(67, 10_000),
  KGS: row(100, 5_000),
  KRW: row(630, 1_000),
  KWD: row(2_840, 500),
  KZT: row(17, 50_000),
  LKR: row(29, 50_000),
  MAD: row(955, 1_000),
  MDL: row(510, 1_000),
  MKD: row(163, 5_000),
  MOP: row(1_077, 1_000),
  MUR: row(190, 5_000),
  MVR: row(565, 1_000),
  MXN: row(465, 1_000),
  MYR: row(2_040, 500),
  NAD: row(487, 1_000),
  NOK: row(850, 1_000),
  NPR: row(63, 10_000),
  NZD: row(5_100, 100),
  OMR: row(2_260, 500),
  PEN: row(2_450, 500),
  PHP: row(153, 5_000),
  PLN: row(2_350, 500),
  PYG: row(115, 10_000),
  QAR: row(2_390, 500),
  RON: row(1_970, 500),
  RSD: row(85, 10_000),
  RWF: row(600, 1_000),
  SAR: row(2_320, 500),
  SCR: row(600, 1_000),
  SEK: row(900, 500),
  SGD: row(6_700, 100),
  THB: row(265, 5_000),
  TND: row(297, 5_000),
  TRY: row(215, 5_000),
  TTD: row(1_280, 500),
  TWD: row(287, 5_000),
  UAH: row(208, 5_000),
  UGX: row(240, 5_000),
  USD: row(8_700, 100),
  UYU: row(217, 5_000),
  VND: row(34, 50_000),
  XAF: row(1_524, 500),
  XCD: row(3_220, 500),
  XCG: row(4_860, 100),
  XOF: row(1_524, 500),
  XPF: row(8_380, 100),
  ZAR: row(487, 1_000),
  ZMW: row(360, 1_000),
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

/** Minor units of `currency` worth about so many euro cents; not rounded. */
export function fromEuroCents(cents: number, currency: string): number {
  return (cents * 10_000) / find(currency).micro_euros
}
