/** What a price is for and what comes with it: the same in a list of hotels and on a hotel's page. */
import type { Child } from 'hono/jsx'
import type { Money } from '#lib/money'
import type { CancellationPolicy } from '#service/search/terms/contract'
import { type Form, nightsOf } from '../links.ts'
import type { ListWords } from '../words.ts'
import { Icon } from './icons.tsx'

const FEW_ROOMS = 3

interface NotesProps {
  offer: { breakfast_included: boolean; cancellation_policy: CancellationPolicy; rooms_left: number }
  form: Form
  words: ListWords
  /** The whole timeline of the policy, or how it begins. */
  whole_policy?: boolean
}

/** Breakfast, when money comes back, and how few rooms are left; 0 is not few but none, and said elsewhere. */
export function OfferNotes({ offer, form, words, whole_policy = false }: NotesProps) {
  const { text } = words
  const { generous, lines } = words.policy(offer.cancellation_policy, form.check_in)
  return (
    <ul class="notes">
      {offer.breakfast_included ? (
        <li class="good">
          <Icon name="cup" />
          {text.card.breakfast}
        </li>
      ) : null}
      <li class={generous ? 'good' : ''}>
        <Icon name={generous ? 'check' : 'calendar'} />
        {whole_policy ? lines.join(', ') : lines[0]}
      </li>
      {offer.rooms_left >= form.rooms && offer.rooms_left <= FEW_ROOMS ? (
        <li class="urgent">
          <Icon name="clock" />
          {text.card.rooms_left(offer.rooms_left)}
        </li>
      ) : null}
    </ul>
  )
}

interface PriceProps {
  total: Money
  form: Form
  words: ListWords
  children?: Child
}

/** The whole stay's price, what it is for, and what one room costs a night. */
export function StayPrice({ total, form, words, children }: PriceProps) {
  const { text } = words
  const several = form.rooms > 1
  const night = words.perNight(total, form)
  return (
    <div class="price">
      <strong class="total">{words.money(total)}</strong>
      <span class="muted">
        {text.card.total(text.nights(nightsOf(form)), several ? text.rooms(form.rooms) : undefined)}
      </span>
      <span class="muted">{several ? text.card.per_room_night(night) : text.card.per_night(night)}</span>
      {children}
    </div>
  )
}
