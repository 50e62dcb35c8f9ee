/** What the letters of a booking say, to the guest and to the hotel. */
import type { EmailContent } from '#lib/email/layout'
import { formatMoney, type Money } from '#lib/money'
import type { Sold } from './contract.ts'
import type { Booking, Change, Refund } from './sql.ts'

export type LetterKind =
  | 'hold'
  | 'confirmed'
  | 'changed'
  | 'cancelled'
  | 'hotel_new'
  | 'hotel_changed'
  | 'hotel_cancelled'

export interface LetterFacts {
  booking: Booking
  /** Of a letter about a change. */
  change: Change | undefined
  refunds: readonly Refund[]
  site_url: string
}

export interface LetterTo {
  to: { name: string; address: string }
  subject: string
  content: EmailContent
}

/** The dataset has no addresses of hotels. */
export const hotelAddress = (hotel_id: string) => `${hotel_id}@hotels.vacancy.example`

export function letterOf(kind: LetterKind, facts: LetterFacts): LetterTo {
  const { booking, change } = facts
  // As it was then: a change that came later has a letter of its own.
  const sold = change?.sold ?? booking.sold
  const { guest } = booking
  const { hotel } = sold
  const letter = letters[kind](facts, sold)
  const to = kind.startsWith('hotel_')
    ? { name: hotel.name, address: hotelAddress(hotel.id) }
    : { name: guest.name, address: guest.email }
  return { to, subject: letter.subject, content: { title: letter.subject, ...letter } }
}

const money = (value: Money) => formatMoney(value, 'en')
const inCurrency = (amount: number, { currency }: Sold) => money({ amount, currency })
const hello = ({ booking }: LetterFacts) => `Hello ${booking.guest.name},`
const guest_footer = 'Vacancy sends this because of your reservation. Nobody reads answers to it.'
const hotel_footer = 'Vacancy sends this to the hotel. Nobody reads answers to it.'

const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`
const party = ({ adults, children, rooms }: Sold) =>
  [
    many(adults, 'adult', 'adults'),
    ...(children > 0 ? [many(children, 'child', 'children')] : []),
    many(rooms, 'room', 'rooms'),
  ].join(', ')

const stay = (sold: Sold) => [
  { label: 'Hotel', value: `${sold.hotel.name}, ${sold.hotel.address}, ${sold.hotel.city}` },
  { label: 'Room', value: `${sold.room_type.name}, ${sold.room_type.beds}` },
  { label: 'Arrival', value: `${sold.check_in}, from ${sold.hotel.check_in_from}` },
  { label: 'Departure', value: `${sold.check_out}, until ${sold.hotel.check_out_until}` },
  { label: 'Guests', value: party(sold) },
  { label: 'Total', value: money(sold.total) },
]
const policy = ({ cancellation }: Sold) =>
  cancellation.timeline
    .map(({ until, refund }, _, all) => {
      const back = refund.amount === 0 ? 'nothing' : money(refund)
      if (until !== null) return `until ${until.slice(0, 16).replace('T', ' ')} UTC ${back} is paid back`
      return `${all.length === 1 ? 'at any time' : 'after that'} ${back} is paid back`
    })
    .join(', ')
const policyText = (sold: Sold) => `If you cancel: ${policy(sold)}.`
const number = ({ booking }: LetterFacts) => ({ label: 'Reservation', value: booking.id })
const trip = ({ site_url, booking }: LetterFacts) => ({
  label: 'See the reservation',
  url: `${site_url}/trips/${booking.id}`,
})
const backOf = ({ refunds }: LetterFacts, reason: string) =>
  refunds.filter((refund) => refund.reason === reason).reduce((sum, { amount }) => sum + amount, 0)

type Words = Omit<EmailContent, 'title'> & { subject: string }

const letters: Readonly<Record<LetterKind, (facts: LetterFacts, sold: Sold) => Words>> = {
  hold: (facts, sold) => ({
    subject: `Held for you: ${sold.hotel.name}`,
    paragraphs: [
      hello(facts),
      `we hold the rooms below for you until ${facts.booking.hold_until.toISOString().slice(11, 16)} UTC. They are yours when they are paid by then.`,
    ],
    facts: [number(facts), ...stay(sold)],
    button: trip(facts),
    footer: guest_footer,
  }),
  confirmed: (facts, sold) => ({
    subject: `Confirmed: ${sold.hotel.name}, ${sold.check_in}`,
    paragraphs: [
      hello(facts),
      `your stay at ${sold.hotel.name} is booked and paid. The receipt comes in a letter of its own.`,
      policyText(sold),
    ],
    facts: [number(facts), ...stay(sold)],
    button: trip(facts),
    footer: guest_footer,
  }),
  changed: (facts, sold) => {
    const difference = facts.change?.difference ?? 0
    const paid =
      difference === 0
        ? 'The price is the same.'
        : difference > 0
          ? `The difference of ${inCurrency(difference, sold)} was charged to your card.`
          : `The difference of ${inCurrency(-difference, sold)} is paid back to your card.`
    return {
      subject: `Changed: ${sold.hotel.name}, ${sold.check_in}`,
      paragraphs: [hello(facts), `your reservation was changed as below. ${paid}`, policyText(sold)],
      facts: [number(facts), ...before(facts), ...stay(sold)],
      button: trip(facts),
      footer: guest_footer,
    }
  },
  cancelled: (facts, sold) => {
    const back = backOf(facts, 'cancelled')
    const said =
      back > 0
        ? `${inCurrency(back, sold)} are paid back to your card.`
        : facts.booking.paid_at === null
          ? 'Nothing was charged.'
          : 'By the policy that was agreed nothing is paid back.'
    return {
      subject: `Cancelled: ${sold.hotel.name}, ${sold.check_in}`,
      paragraphs: [hello(facts), `your reservation is cancelled. ${said}`],
      facts: [number(facts), ...stay(sold)],
      footer: guest_footer,
    }
  },
  hotel_new: (facts, sold) => ({
    subject: `New booking: ${facts.booking.guest.name}, ${sold.check_in}`,
    paragraphs: ['A room of yours was booked and paid.', ...requests(facts)],
    facts: [number(facts), { label: 'Guest', value: facts.booking.guest.name }, ...stay(sold)],
    footer: hotel_footer,
  }),
  hotel_changed: (facts, sold) => ({
    subject: `Changed booking: ${facts.booking.guest.name}, ${sold.check_in}`,
    paragraphs: ['A booking of yours was changed.', ...requests(facts)],
    facts: [
      number(facts),
      { label: 'Guest', value: facts.booking.guest.name },
      ...before(facts),
      ...stay(sold),
    ],
    footer: hotel_footer,
  }),
  hotel_cancelled: (facts, sold) => ({
    subject: `Cancelled booking: ${facts.booking.guest.name}, ${sold.check_in}`,
    paragraphs: ['A booking of yours was cancelled. The rooms can be sold again.'],
    facts: [number(facts), { label: 'Guest', value: facts.booking.guest.name }, ...stay(sold)],
    footer: hotel_footer,
  }),
}

const before = ({ change }: LetterFacts) =>
  change === undefined
    ? []
    : [
        {
          label: 'Before',
          value: `${change.before.check_in} to ${change.before.check_out}, ${change.before.room_type.name}, ${party(change.before)}, ${money(change.before.total)}`,
        },
      ]
const requests = ({ booking }: LetterFacts) =>
  booking.special_requests === null || booking.special_requests === ''
    ? []
    : [`The guest asks: ${booking.special_requests}`]
