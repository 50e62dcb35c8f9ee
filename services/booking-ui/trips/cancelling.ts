/** Cancelling a trip: what it gives back, and doing it for just that. */
import type { Asked, Fields } from '../answer.ts'
import { tripPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import type { Person } from '../session/people.ts'
import { codeOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { cancelPage } from './cancel.tsx'
import { known } from './known.ts'

export async function cancellationPage(
  { clientsOf }: Pick<Deps, 'clientsOf'>,
  site: Site,
  { id }: Asked,
  person: Person,
  notice?: string,
): Promise<Page | Response> {
  try {
    const preview = await clientsOf(person).reservations.cancel(known(id), { dry_run: true })
    return cancelPage(site, preview, notice)
  } catch (error) {
    return backIfOver(error, id)
  }
}

export async function cancelTrip(
  deps: Pick<Deps, 'clientsOf'>,
  site: Site,
  asked: Asked & { fields: Fields },
  person: Person,
): Promise<Page | Response> {
  const { id, fields } = asked
  const asked_for = { dry_run: false, expected_refund: expectedIn(fields) }
  try {
    await deps.clientsOf(person).reservations.cancel(known(id), asked_for)
    return away(`${tripPath(id)}?done=cancelled`)
  } catch (error) {
    // A deadline went by while they read: they see what it is now, and nothing was done.
    if (codeOf(error) === 'refund_changed')
      return cancellationPage(deps, site, asked, person, site.words.text.trips.refund_changed)
    return backIfOver(error, id)
  }
}

/** As the page said it. What is no amount was said by none of our pages, and is none that anybody expects. */
function expectedIn(fields: Fields) {
  const [amount = '', currency = ''] = [fields.get('refund_amount'), fields.get('refund_currency')]
  const is_amount = /^\d{1,15}$/.test(amount) && /^[A-Z]{3}$/.test(currency)
  return is_amount ? { amount: Number(amount), currency } : { amount: -1, currency: 'XXX' }
}

/** What cannot be done any more is seen on the trip's own page. */
export function backIfOver(error: unknown, id: string): Response {
  const code = codeOf(error)
  if (code === 'reservation_state' || code === 'stay_begun' || code === 'change_pending')
    return away(tripPath(id))
  throw error
}
