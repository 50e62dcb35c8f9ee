/** Every word of the letters, in English. */
export const en = {
  lang: 'en',
  /** Of dates and amounts. */
  locale: 'en-GB',
  hello: (name: string) => `Hello ${name},`,
  reservation: 'Reservation',
  guest: 'Guest',
  hotel: 'Hotel',
  room: 'Room',
  arrival: 'Arrival',
  departure: 'Departure',
  from: (date: string, time: string) => `${date}, from ${time}`,
  until: (date: string, time: string) => `${date}, until ${time}`,
  guests: 'Guests',
  adults: (n: number) => (n === 1 ? '1 adult' : `${n} adults`),
  children: (n: number) => (n === 1 ? '1 child' : `${n} children`),
  rooms: (n: number) => (n === 1 ? '1 room' : `${n} rooms`),
  breakfast: 'with breakfast',
  total: 'Total',
  before: 'Before',
  policy: 'If you cancel',
  refund_until: (amount: string, instant: string) => `${amount} is paid back until ${instant}`,
  refund_after: (amount: string) => `after that ${amount}`,
  refund_never_after: 'after that nothing',
  refund_always: (amount: string) => `${amount} is paid back at any time`,
  refund_never: 'nothing is paid back',
  see: 'See the reservation',
  change: 'Where you see it you can also change or cancel it: other nights, another room, more guests.',
  guest_footer: 'Vacancy sends this because of your reservation. Nobody reads answers to it.',
  hotel_footer: 'Vacancy sends this to the hotel. Nobody reads answers to it.',
  asks: (words: string) => `The guest asks: ${words}`,

  hold: {
    subject: (hotel: string) => `Held for you: ${hotel}`,
    text: (time: string) =>
      `we hold the rooms below for you until ${time}. They are yours when they are paid by then; otherwise they are given free, and nothing is charged.`,
  },
  confirmed: {
    subject: (hotel: string, date: string) => `Confirmed: ${hotel}, ${date}`,
    text: (hotel: string) =>
      `your stay at ${hotel} is booked and paid. The receipt comes in a letter of its own.`,
  },
  changed: {
    subject: (hotel: string, date: string) => `Changed: ${hotel}, ${date}`,
    text: 'your reservation was changed. It is now as below.',
    same: 'The price is the same.',
    charged: (amount: string) => `The difference of ${amount} was charged to your card.`,
    refunded: (amount: string) => `The difference of ${amount} is paid back to your card.`,
  },
  cancelled: {
    subject: (hotel: string, date: string) => `Cancelled: ${hotel}, ${date}`,
    text: 'your reservation is cancelled.',
    lost: 'your bank took back its promise to pay, so that your reservation had to be cancelled. Nothing was charged.',
    unpaid: 'Nothing was charged.',
    refunded: (amount: string) => `${amount} is paid back to your card.`,
    nothing: 'By the policy that was agreed, nothing is paid back.',
  },
  hotel_new: {
    subject: (guest: string, date: string) => `New booking: ${guest}, ${date}`,
    text: 'rooms of yours were booked and paid.',
  },
  hotel_changed: {
    subject: (guest: string, date: string) => `Changed booking: ${guest}, ${date}`,
    text: 'a booking of yours was changed. It is now as below.',
  },
  hotel_cancelled: {
    subject: (guest: string, date: string) => `Cancelled booking: ${guest}, ${date}`,
    text: 'a booking of yours was cancelled. The rooms can be sold again.',
  },
}
export type Words = typeof en
