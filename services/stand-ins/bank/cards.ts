/** Cards: what is checked of one, and the token that stands for it. The number itself is never kept. */
import { passesLuhn } from '#lib/card-number'
import { type FieldError, invalid } from '#lib/problem'
import { type Brand, type Card, type CardBehaviour, test_cards } from './contract.ts'

const brands: readonly [RegExp, Brand][] = [
  [/^4/, 'visa'],
  [/^(5[1-5]|2[2-7])/, 'mastercard'],
  [/^3[47]/, 'amex'],
]

export interface CheckedCard {
  brand: Brand
  last4: string
  behaviour: CardBehaviour
}

/** Throws 422 with every bad field. A number that is no test card is refused: nobody's own card belongs here. */
export function checkedCard(card: Card, now: Date): CheckedCard {
  const errors: FieldError[] = []
  const refuse = (field: keyof Card, code: string, message: string) => errors.push({ field, code, message })
  const number = card.number.replace(/[ -]/g, '')
  const brand = brands.find(([prefix]) => prefix.test(number))?.[1]
  const behaviour = Object.hasOwn(test_cards, number) ? test_cards[number] : undefined
  if (!/^[0-9]{12,19}$/.test(number)) refuse('number', 'pattern', 'must have 12 to 19 digits')
  else if (!passesLuhn(number)) refuse('number', 'luhn', 'is mistyped: its check digit is wrong')
  else if (behaviour === undefined) refuse('number', 'not_a_test_card', 'is none of the test cards')
  if (isOver(card, now)) refuse('expiry_month', 'card_expired', 'is in the past')
  const cvc_length = brand === 'amex' ? 4 : 3
  if (card.cvc.length !== cvc_length) refuse('cvc', 'length', `must have ${cvc_length} digits`)
  if (errors.length > 0 || brand === undefined || behaviour === undefined) throw invalid(errors)
  return { brand, last4: number.slice(-4), behaviour }
}

/** A card is good to the last day of its month. */
function isOver({ expiry_year, expiry_month }: Card, now: Date): boolean {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth() + 1]
  return expiry_year < year || (expiry_year === year && expiry_month < month)
}
