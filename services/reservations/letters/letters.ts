/**
 * The letters about a booking, to the guest and to the hotel: pure functions from what was sold to a subject, HTML and
 * text. Whoever sends them decides when.
 */
import { type EmailContent, renderEmail } from '#lib/email/layout'
import { formatMoney, type Money } from '#lib/money'
import type { ReservationDocument, Sold } from '../bookings/contract.ts'
import { en, type Words } from './text/en.ts'

export const letter_kinds = [
  'hold',
  'confirmed',
  'changed',
  'cancelled',
  'hotel_new',
  'hotel_changed',
  'hotel_cancelled',
] as const
export type LetterKind = (typeof letter_kinds)[number]

export interface LetterFacts {
  /** As it was when the letter became due: what came later has letters of its own. */
  document: ReservationDocument
  site_url: string
  /** Of `hold`. */
  hold_until?: Date
  /** Of `changed` and `hotel_changed`: what the change was made from. */
  before?: Sold
  /** Of `cancelled`: what is paid back, and whether anything had been paid. */
  refund?: Money
  ending?: 'unpaid' | 'paid' | 'payment_lost'
}

export interface Letter {
  to: { name: string; address: string }
  subject: string
  html: string
  text: string
}

/** The dataset has no addresses of hotels. */
export const hotelAddress = (hotel_id: string) => `${hotel_id.toLowerCase()}@hotels.vacancy.example`

/** One more language is one more file of words. */
const languages: Readonly<Partial<Record<string, Words>>> = { en }
export const letter_languages = Object.keys(languages)

export function letterOf(kind: LetterKind, facts: LetterFacts): Letter {
  const { guest, hotel } = facts.document
  const to_hotel = kind.startsWith('hotel_')
  // A hotel has said no language.
  const words = (to_hotel ? undefined : languages[guest.language ?? 'en']) ?? en
  const { subject, ...content } = contents[kind](facts, words)
  return {
    to: to_hotel
      ? { name: hotel.name, address: hotelAddress(hotel.id) }
      : { name: guest.name, address: guest.email },
    subject,
    ...renderEmail({ title: subject, lang: words.lang, ...content }),
  }
}

type Content = Omit<EmailContent, 'title' | 'lang'> & { subject: string }

const contents: Readonly<Record<LetterKind, (facts: LetterFacts, words: Words) => Content>> = {
  hold: (facts, words) => ({
    subject: words.hold.subject(facts.document.hotel.name),
    ...toGuest(facts, words, [words.hold.text(instant(facts.hold_until ?? new Date(0), words))]),
    ...trip(facts, words),
  }),
  confirmed: (facts, words) => ({
    subject: words.confirmed.subject(...hotelAndDate(facts, words)),
    ...toGuest(facts, words, [words.confirmed.text(facts.document.hotel.name), words.change]),
    ...trip(facts, words),
  }),
  changed: (facts, words) => ({
    subject: words.changed.subject(...hotelAndDate(facts, words)),
    ...toGuest(facts, words, [`${words.changed.text} ${difference(facts, words)}`, words.change]),
    ...trip(facts, words),
  }),
  cancelled: (facts, words) => ({
    subject: words.cancelled.subject(...hotelAndDate(facts, words)),
    ...toGuest(facts, words, [ending(facts, words)], false),
  }),
  hotel_new: (facts, words) => ({
    subject: words.hotel_new.subject(...guestAndDate(facts, words)),
    ...toHotel(facts, words, words.hotel_new.text),
  }),
  hotel_changed: (facts, words) => ({
    subject: words.hotel_changed.subject(...guestAndDate(facts, words)),
    ...toHotel(facts, words, words.hotel_changed.text),
  }),
  hotel_cancelled: (facts, words) => ({
    subject: words.hotel_cancelled.subject(...guestAndDate(facts, words)),
    ...toHotel(facts, words, words.hotel_cancelled.text, false),
  }),
}

function toGuest(facts: LetterFacts, words: Words, paragraphs: string[], with_policy = true) {
  const { document } = facts
  return {
    paragraphs: [words.hello(document.guest.name), ...paragraphs],
    facts: [
      { label: words.reservation, value: document.reservation_id },
      ...before(facts, words),
      ...stay(document, words),
      ...(with_policy ? [{ label: words.policy, value: policy(document, words) }] : []),
    ],
    footer: words.guest_footer,
  }
}

function toHotel(facts: LetterFacts, words: Words, paragraph: string, with_requests = true) {
  const { document } = facts
  const { special_requests } = document
  return {
    paragraphs: [
      words.hello(document.hotel.name),
      paragraph,
      ...(with_requests && special_requests !== null && special_requests.trim() !== ''
        ? [words.asks(special_requests)]
        : []),
    ],
    facts: [
      { label: words.reservation, value: document.reservation_id },
      { label: words.guest, value: document.guest.name },
      ...before(facts, words),
      ...stay(document, words),
    ],
    footer: words.hotel_footer,
  }
}

const stay = (sold: Sold, words: Words) => [
  { label: words.hotel, value: `${sold.hotel.name}, ${sold.hotel.address}, ${sold.hotel.city}` },
  { label: words.room, value: room(sold, words) },
  { label: words.arrival, value: words.from(date(sold.check_in, words), sold.hotel.check_in_from) },
  { label: words.departure, value: words.until(date(sold.check_out, words), sold.hotel.check_out_until) },
  { label: words.guests, value: party(sold, words) },
  { label: words.total, value: money(sold.total, words) },
]

const room = ({ room_type: { name, beds, breakfast_included } }: Sold, words: Words) =>
  [name, beds, ...(breakfast_included ? [words.breakfast] : [])].join(', ')

const party = ({ adults, children, rooms }: Sold, words: Words) =>
  [words.adults(adults), ...(children > 0 ? [words.children(children)] : []), words.rooms(rooms)].join(', ')

const before = ({ before: sold }: LetterFacts, words: Words) =>
  sold === undefined
    ? []
    : [
        {
          label: words.before,
          value: [
            `${date(sold.check_in, words)} – ${date(sold.check_out, words)}`,
            room(sold, words),
            party(sold, words),
            money(sold.total, words),
          ].join(', '),
        },
      ]

/** The timeline that was sold, in one line. */
function policy({ cancellation: { timeline } }: Sold, words: Words): string {
  const lines = timeline.map(({ until, refund }, i) => {
    const amount = money(refund, words)
    if (until !== null) return words.refund_until(amount, instant(new Date(until), words))
    if (i === 0) return refund.amount === 0 ? words.refund_never : words.refund_always(amount)
    return refund.amount === 0 ? words.refund_never_after : words.refund_after(amount)
  })
  return lines.join('; ')
}

function difference({ document, before: sold }: LetterFacts, words: Words): string {
  const amount = document.total.amount - (sold?.total.amount ?? document.total.amount)
  const shown = money({ amount: Math.abs(amount), currency: document.total.currency }, words)
  if (amount === 0) return words.changed.same
  return amount > 0 ? words.changed.charged(shown) : words.changed.refunded(shown)
}

function ending({ ending: how = 'unpaid', refund }: LetterFacts, words: Words): string {
  const { cancelled } = words
  if (how === 'payment_lost') return cancelled.lost
  if (refund !== undefined && refund.amount > 0)
    return `${cancelled.text} ${cancelled.refunded(money(refund, words))}`
  return `${cancelled.text} ${how === 'unpaid' ? cancelled.unpaid : cancelled.nothing}`
}

const trip = ({ document, site_url }: LetterFacts, words: Words) => ({
  button: { label: words.see, url: `${site_url}/trips/${document.reservation_id}` },
})

const hotelAndDate = ({ document: { hotel, check_in } }: LetterFacts, words: Words) =>
  [hotel.name, date(check_in, words, 'medium')] as const
const guestAndDate = ({ document: { guest, check_in } }: LetterFacts, words: Words) =>
  [guest.name, date(check_in, words, 'medium')] as const

const money = (value: Money, { locale }: Words) => formatMoney(value, locale)

/** A label on a calendar: no time zone has a say. */
const date = (text: string, { locale }: Words, dateStyle: 'full' | 'medium' = 'full') =>
  new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`))

const instant = (at: Date, { locale }: Words) => {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(locale, options).format(at)} UTC`
}
