/** Paying for a trip: to the bank's form, and back from it with a token for a card. */
import { createHash } from 'node:crypto'
import type { Asked } from '../answer.ts'
import { tripPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import type { PersonClients } from '../session/clients.ts'
import type { Person } from '../session/people.ts'
import { codeOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { known } from './known.ts'
import { payPage } from './pay.tsx'
import { purposes } from './purposes.ts'
import { confirmationOf } from './view.ts'

/** How long a refused payment is waited for to be heard of. */
const HEARD_TRIES = 15
const HEARD_MS = 100

export async function pay(
  { clientsOf, bank_pages_url, site_url }: Deps,
  site: Site,
  { request, id }: Asked,
  person: Person,
): Promise<Page | Response> {
  const trip = await clientsOf(person).reservations.reservation(known(id))
  if (trip.state !== 'hold') return away(tripPath(id))
  const state = site.formToken(purposes.card(id))
  const return_url = `${site_url}${tripPath(id, 'trip_card')}?state=${state}`
  const declined = new URL(request.url).searchParams.get('declined') ?? undefined
  return payPage(site, { trip, declined, bank_pages_url, return_url })
}

/**
 * The bank's form has made a token for the card and led the person here. The state is this browser's own, so that no
 * link of a stranger's pays; the same token again is the same payment.
 */
export async function withCard(
  { clientsOf, bank_pages_url, site_url, forms }: Deps,
  { request, id }: Asked,
  person: Person,
): Promise<Response> {
  const params = new URL(request.url).searchParams
  const card_token = params.get('card_token')
  if (card_token === null || !forms.isBound(request, params.get('state') ?? '', purposes.card(known(id))))
    return away(tripPath(id, 'trip_pay'))
  const again = (code: string) => away(`${tripPath(id, 'trip_pay')}?declined=${encodeURIComponent(code)}`)
  try {
    const payment = await clientsOf(person).payments.pay(
      { reservation_id: id, card_token, return_url: site_url + tripPath(id) },
      createHash('sha256').update(`${id}\n${card_token}`).digest('base64url'),
    )
    if (payment.status === 'failed') {
      await heldAgain(clientsOf(person), id)
      return again(payment.decline_code ?? 'other')
    }
    return away(confirmationOf(payment, bank_pages_url) ?? tripPath(id))
  } catch (error) {
    switch (codeOf(error)) {
      case 'unknown_card_token':
      case 'validation_failed':
        return again('card_unknown')
      case 'hold_expired':
      case 'reservation_state':
        return away(tripPath(id))
      default:
        throw error
    }
  }
}

/**
 * After a refusal the rooms are held on, which reservations hear of a moment later. When that takes longer the trip's
 * own page is where to wait for it.
 */
async function heldAgain({ reservations }: PersonClients, id: string): Promise<void> {
  for (let tries = 0; tries < HEARD_TRIES; tries++) {
    if ((await reservations.reservation(id)).state !== 'paying') return
    await new Promise((wake) => setTimeout(wake, HEARD_MS))
  }
}
