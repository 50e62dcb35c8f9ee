/** Routes of trips: what was booked, paying for it, changing and cancelling it, and its papers. */
import { createHash } from 'node:crypto'
import { Elysia } from 'elysia'
import { NOT_SHED } from '#lib/shedding/shedding'
import type { Payment } from '#service/payments/contract'
import { paths, tripPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import type { PersonClients } from '../session/clients.ts'
import type { Person } from '../session/people.ts'
import { codeOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { calendarOf } from './calendar.ts'
import { cancelPage } from './cancel.tsx'
import { changeTrip, newStayPage } from './changing.ts'
import { known } from './known.ts'
import { tripsPage } from './list.tsx'
import { liveTrips } from './live.ts'
import { payPage } from './pay.tsx'
import { purposes } from './purposes.ts'
import { tripPage } from './trip.tsx'
import { isWaiting, loadTrip, versionOf } from './view.ts'

const open = { requires: 'none' } as const
const form = { requires: 'none', parse: 'none' } as const
/** How long a refused payment is waited for to be heard of. */
const HEARD_TRIES = 15
const HEARD_MS = 100
export function tripRoutes(deps: Deps) {
  const { answers, guard, clientsOf } = deps
  const { personal, personalSent } = answers
  const live = liveTrips()
  return new Elysia({ name: 'booking-ui-trips' })
    .use(guard)
    .get(
      paths.trips,
      personal(async (site, { request }, person) => {
        const cursor = new URL(request.url).searchParams.get('cursor') ?? undefined
        const list = await clientsOf(person).reservations.list({
          limit: 20,
          ...(cursor === undefined ? {} : { cursor: cursor.slice(0, 200) }),
        })
        return tripsPage(site, list, cursor === undefined)
      }),
      open,
    )
    .get(
      paths.trip,
      personal(async (site, { request, id }, person) => {
        const { trip, payments } = await loadTrip(clientsOf(person), known(id))
        return tripPage(site, {
          trip,
          payments,
          version: versionOf(trip, payments),
          waiting: isWaiting(trip, payments),
          notice: noticeOf(site, request),
        })
      }),
      open,
    )
    .get(
      paths.trip_events,
      personal(async (_, { request, id }, person) => {
        const clients = clientsOf(person)
        const trip_id = known(id)
        return live({
          version: new URL(request.url).searchParams.get('version') ?? '',
          current: async () => {
            const { trip, payments } = await loadTrip(clients, trip_id)
            return versionOf(trip, payments)
          },
          signal: request.signal,
        })
      }),
      { requires: 'none', detail: { summary: 'Changes of a trip, as they come', ...NOT_SHED } },
    )
    .get(
      paths.trip_pay,
      personal((site, asked, person) => pay(deps, site, asked, person)),
      open,
    )
    .get(
      paths.trip_card,
      personal((site, asked, person) => withCard(deps, site, asked, person), 'doing'),
      open,
    )
    .get(
      paths.trip_cancel,
      personal(async (site, { id }, person) => {
        try {
          return cancelPage(site, await clientsOf(person).reservations.cancel(known(id), { dry_run: true }))
        } catch (error) {
          return backIfOver(error, id)
        }
      }),
      open,
    )
    .post(
      paths.trip_cancel,
      personalSent(purposes.cancel, async (_, { id }, __, person) => {
        try {
          await clientsOf(person).reservations.cancel(known(id), { dry_run: false })
          return away(`${tripPath(id)}?done=cancelled`)
        } catch (error) {
          return backIfOver(error, id)
        }
      }),
      form,
    )
    .post(
      paths.trip_resend,
      personalSent(purposes.resend, async (_, { id }, __, person) => {
        try {
          await clientsOf(person).reservations.resend(known(id))
          return away(`${tripPath(id)}?done=sent`)
        } catch (error) {
          if (codeOf(error) === 'too_many_letters') return away(`${tripPath(id)}?done=sent_before`)
          return backIfOver(error, id)
        }
      }),
      form,
    )
    .get(
      paths.trip_change,
      personal((site, asked, person) => newStayPage(deps, site, asked, person)),
      open,
    )
    .post(
      paths.trip_change,
      personalSent(purposes.change, (site, asked, fields, person) =>
        changeTrip(deps, site, { ...asked, fields }, person),
      ),
      form,
    )
    .get(
      paths.trip_receipt,
      personal(async (_, { id }, person) => {
        const { payments } = clientsOf(person)
        const { data } = await payments.ofReservation(known(id))
        const paid = data.find(({ status }) => status === 'captured')
        if (paid === undefined) return away(tripPath(id))
        const pdf = await payments.receipt(paid.id)
        return file(new Uint8Array(pdf), 'application/pdf', `receipt-${id}.pdf`)
      }, 'doing'),
      open,
    )
    .get(
      paths.trip_calendar,
      personal(async (site, { id }, person) => {
        const trip = await clientsOf(person).reservations.reservation(known(id))
        const text = calendarOf(trip, site.words.text, deps.site_url + tripPath(id))
        return file(text, 'text/calendar; charset=utf-8', `stay-${id}.ics`)
      }),
      open,
    )
}

interface Asked {
  request: Request
  id: string
}

async function pay(
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
async function withCard(
  { clientsOf, bank_pages_url, site_url, forms }: Deps,
  _: Site,
  { request, id }: Asked,
  person: Person,
): Promise<Page | Response> {
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

/** A page of the bank's and of nobody else's, whatever an answer says. */
function confirmationOf({ status, confirmation_url }: Payment, bank_pages_url: string): string | undefined {
  if (status !== 'requires_confirmation' || confirmation_url === null) return undefined
  return new URL(confirmation_url).origin === new URL(bank_pages_url).origin ? confirmation_url : undefined
}

/** What cannot be done any more is seen on the trip's own page. */
function backIfOver(error: unknown, id: string): Response {
  const code = codeOf(error)
  if (code === 'reservation_state' || code === 'stay_begun') return away(tripPath(id))
  throw error
}

function noticeOf(site: Site, request: Request): string | undefined {
  const { trips } = site.words.text
  const notices = new Map([
    ['cancelled', trips.cancelled_notice],
    ['changed', trips.changed_notice],
    ['sent', trips.sent_notice],
    ['sent_before', trips.sent_before_notice],
  ])
  return notices.get(new URL(request.url).searchParams.get('done') ?? '')
}

function file(body: string | Uint8Array<ArrayBuffer>, type: string, name: string): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}
