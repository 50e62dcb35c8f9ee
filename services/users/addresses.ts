/** Email addresses, as people type them and as they are compared. */
import { hasCardNumber } from '#lib/card-number'
import { recipientOf } from '#lib/email/message'
import { type FieldError, invalid } from '#lib/problem'

export interface Address {
  email: string
  /** Lower case: nobody has two mailboxes that differ in case alone. */
  email_key: string
}

/** Throws 422 for what cannot be one address. */
export function addressOf(text: string): Address {
  const email = text.trim().normalize('NFC')
  const domain = email.slice(email.lastIndexOf('@') + 1)
  if (recipientOf(email) === undefined || !/^[^.]+(\.[^.]+)+$/.test(domain))
    throw invalid([field('email', 'email', 'must be an email address')])
  withoutCard('email', email)
  return { email, email_key: email.toLowerCase() }
}

/** Throws 422 for a name that would break a header or a page; otherwise the name without its margins. */
export function nameOf(text: string): string {
  const name = text.trim().normalize('NFC')
  if (name === '') throw invalid([field('name', 'required', 'is required')])
  if (/[\p{Cc}\u2028\u2029]/u.test(name))
    throw invalid([field('name', 'characters', 'must not contain control characters')])
  return withoutCard('name', name)
}

/** Throws 422 for what somebody has typed into the wrong field: nothing of ours may keep the number of a card. */
export function withoutCard(name: string, text: string): string {
  if (hasCardNumber(text)) throw invalid([field(name, 'card_number', 'must not have the number of a card')])
  return text
}

const field = (name: string, code: string, message: string): FieldError => ({ field: name, code, message })
