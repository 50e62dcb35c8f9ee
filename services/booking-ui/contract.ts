/** The public face of `booking-ui`: the addresses of the site. Imports no service. Pages, and JSON for their own scripts. */
export const paths = {
  home: '/',
  /** Results; every state of form, filters, order and page is in the query. Asked for as JSON, what they are made of. */
  search: '/search',
  /** A hotel for the stay in the query. */
  hotel: '/hotels/:id',
  /** JSON for the destination field: `?q=par` gives `{ data: [{ id, name, detail }], label }`. */
  suggest: '/suggest',
  /** JSON for choosing dates: two months, each day with the cheapest room of a place or of a hotel. */
  prices: '/prices',
  /** A picture for a hotel or destination id. */
  art: '/art/:file',
  panorama: '/art/panorama.svg',
  /** What social networks show beside a link to a hotel. */
  share: '/share/:id',
  /** `?language=de&to=/trips`: remembers the choice, and leads back. */
  language: '/language',
  /** Published reports of the laboratory, and one of them. */
  lab: '/lab',
  lab_report: '/lab/:id',
  /** Style and script, by content hash. */
  assets: '/assets/:file',
  favicon: '/favicon.svg',

  sign_up: '/account/sign-up',
  /** The code of an email: `?code=…` fills it in. */
  verify: '/account/verify',
  resend: '/account/verify/resend',
  forgot: '/account/forgot',
  reset: '/account/reset',
  /** `?to=/trips`: through `auth`, and then there. */
  sign_in: '/account/sign-in',
  callback: '/account/callback',
  sign_out: '/account/sign-out',
  signed_out: '/account/signed-out',
  account: '/account',
  profile: '/account/profile',
  email: '/account/email',
  confirm_email: '/account/email/confirm',
  password: '/account/password',
  export: '/account/export',
  close: '/account/close',

  /** Of the hotels where somebody works. */
  desk: '/desk',
  desk_hotel: '/desk/:id',
  desk_nights: '/desk/:id/nights',
  desk_rates: '/desk/:id/rates',
  desk_no_show: '/desk/:id/no-show',

  /** A room for a stay, both in the query: its binding price, and who comes. */
  book: '/book',
  trips: '/trips',
  trip: '/trips/:id',
  /** Server-sent events: one when the trip is no more as its page shows it. */
  trip_events: '/trips/:id/events',
  trip_pay: '/trips/:id/pay',
  /** Where the bank's form leads back to, with a token for the card. */
  trip_card: '/trips/:id/card',
  trip_change: '/trips/:id/change',
  trip_cancel: '/trips/:id/cancel',
  trip_resend: '/trips/:id/resend',
  trip_receipt: '/trips/:id/receipt.pdf',
  trip_credit_note: '/trips/:id/credit-note.pdf',
  trip_calendar: '/trips/:id/stay.ics',
} as const

export const hotelPath = (id: string): string => `/hotels/${encodeURIComponent(id)}`
export const sharePath = (id: string): string => `/share/${encodeURIComponent(id)}`
export const labPath = (name: string): string => `/lab/${encodeURIComponent(name)}`
type DeskPath = Extract<keyof typeof paths, `desk_${string}`>
export const deskPath = (hotel_id: string, path: DeskPath = 'desk_hotel'): string =>
  paths[path].replace(':id', encodeURIComponent(hotel_id))
type TripPath = Extract<keyof typeof paths, `trip${string}`>
export const tripPath = (id: string, path: Exclude<TripPath, 'trips'> = 'trip'): string =>
  paths[path].replace(':id', encodeURIComponent(id))

// --- JSON for scripts of our pages --------------------------------------------------------------------------

export interface PricedDay {
  date: string
  /** `Tue 15 Dec` */
  name: string
  /** `Tue 15 Dec, from €84` */
  label: string
  /** `€84`, in a narrow place; empty where nothing is known. */
  note: string
  /** Whether a stay may begin here. */
  is_open: boolean
}
export interface PricedMonth {
  /** `2026-12` */
  month: string
  name: string
  /** Rows of seven; null for days of other months. */
  weeks: (PricedDay | null)[][]
}
export interface Prices {
  months: PricedMonth[]
  weekdays: readonly { short: string; long: string }[]
  /** 1 is Monday, 7 is Sunday. */
  first_weekday: number
  earlier: string | null
  later: string | null
  /** What the prices are, or why there are none. */
  note: string
}
