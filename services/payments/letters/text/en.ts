/** Every word of the letter with the receipt, in English. */
export const en = {
  lang: 'en',
  locale: 'en-GB',
  subject: (number: string, amount: string) => `Your receipt ${number}: ${amount}`,
  title: (number: string) => `Your receipt ${number}`,
  hello: (name: string) => `Hello ${name},`,
  charged: (amount: string, last4: string, hotel: string) =>
    `thank you. ${amount} was charged to your card ending in ${last4} for your stay at ${hotel}. The receipt is attached.`,
  reservation: 'Reservation',
  receipt: 'Receipt',
  paid: 'Paid',
  see: 'See the reservation',
  footer: 'Vacancy sends this because of a payment. Nobody reads answers to it.',
}
export type Words = typeof en
