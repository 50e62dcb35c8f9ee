/** The letter that brings a receipt: a pure function to a subject, HTML and text. */
import { renderEmail } from '#lib/email/layout'
import { formatMoney, type Money } from '#lib/money'
import { en, type Words } from './text/en.ts'

export interface ReceiptFacts {
  reservation_id: string
  guest: { name: string; email: string; language?: string }
  hotel: { name: string }
  /** Of the receipt. */
  number: string
  amount: Money
  last4: string | null
  site_url: string
}

export interface Letter {
  to: { name: string; address: string }
  subject: string
  html: string
  text: string
}

/** One more language is one more file of words. */
const languages: Readonly<Partial<Record<string, Words>>> = { en }

export function receiptLetter(facts: ReceiptFacts): Letter {
  const { guest, hotel, number, last4, reservation_id, site_url } = facts
  const words = languages[guest.language ?? 'en'] ?? en
  const amount = formatMoney(facts.amount, words.locale)
  return {
    to: { name: guest.name, address: guest.email },
    subject: words.subject(number, amount),
    ...renderEmail({
      title: words.title(number),
      lang: words.lang,
      paragraphs: [words.hello(guest.name), words.charged(amount, last4 ?? '····', hotel.name)],
      facts: [
        { label: words.reservation, value: reservation_id },
        { label: words.receipt, value: number },
        { label: words.paid, value: amount },
      ],
      button: { label: words.see, url: `${site_url}/trips/${reservation_id}` },
      footer: words.footer,
    }),
  }
}
