/** Routes of trips: what was booked, paying for it, changing and cancelling it, and its papers. */
import { Elysia } from 'elysia'
import { NOT_SHED } from '#lib/shedding/shedding'
import { UpstreamProblem } from '#lib/transport'
import { paths, tripPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Site } from '../pages/page.ts'
import { codeOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { backIfOver, cancellationPage, cancelTrip } from './cancelling.ts'
import { changeTrip, newStayPage } from './changing.ts'
import { known } from './known.ts'
import { tripsPage } from './list.tsx'
import { liveTrips } from './live.ts'
import { calendarFile, creditNoteFile, receiptFile } from './papers.ts'
import { pay, withCard } from './paying.ts'
import { purposes } from './purposes.ts'
import { tripPage } from './trip.tsx'
import { loadTrip, versionOf, viewOf } from './view.ts'

const open = { requires: 'none' } as const
const form = { requires: 'none', parse: 'none' } as const
const PAGE = 20

export function tripRoutes(deps: Deps) {
  const { answers, guard, clientsOf, bank_pages_url } = deps
  const { personal, personalSent } = answers
  const live = liveTrips()
  return new Elysia({ name: 'booking-ui-trips' })
    .use(guard)
    .get(
      paths.trips,
      personal(async (site, { request }, person) => {
        const cursor = new URL(request.url).searchParams.get('cursor') ?? undefined
        const list = await clientsOf(person).reservations.list({
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor: cursor.slice(0, 200) }),
        })
        return tripsPage(site, list, cursor === undefined)
      }),
      open,
    )
    .get(
      paths.trip,
      personal(async (site, { request, id }, person) => {
        const loaded = await loadTrip(clientsOf(person), known(id))
        return tripPage(site, { ...viewOf(loaded, bank_pages_url), notice: noticeOf(site, request) })
      }),
      open,
    )
    .get(
      paths.trip_events,
      personal(async (_, { request, id }, person) => {
        const clients = clientsOf(person)
        const trip_id = known(id)
        // Nobody follows what is not theirs, or is not there.
        await clients.reservations.reservation(trip_id)
        return live({
          whose: person.subject,
          version: new URL(request.url).searchParams.get('version') ?? '',
          current: async () => versionOf(await loadTrip(clients, trip_id)),
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
      personal((_, asked, person) => withCard(deps, asked, person), 'doing'),
      open,
    )
    .get(
      paths.trip_cancel,
      personal((site, asked, person) => cancellationPage(deps, site, asked, person)),
      open,
    )
    .post(
      paths.trip_cancel,
      personalSent(purposes.cancel, (site, asked, fields, person) =>
        cancelTrip(deps, site, { ...asked, fields }, person),
      ),
      form,
    )
    .post(
      paths.trip_resend,
      personalSent(
        purposes.resend,
        async (_, { id }, __, person) => {
          try {
            await clientsOf(person).reservations.resend(known(id))
            return away(`${tripPath(id)}?done=sent`)
          } catch (error) {
            if (codeOf(error) === 'too_many_letters') return away(`${tripPath(id)}?done=sent_before`)
            if (isNotPaidYet(error)) return away(`${tripPath(id)}?done=sent_soon`)
            return backIfOver(error, id)
          }
        },
        (id) => tripPath(id),
      ),
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
      personal((_, asked, person) => receiptFile(deps, asked, person), 'doing'),
      open,
    )
    .get(
      paths.trip_credit_note,
      personal((_, asked, person) => creditNoteFile(deps, asked, person), 'doing'),
      open,
    )
    .get(
      paths.trip_calendar,
      personal((site, asked, person) => calendarFile(deps, site, asked, person)),
      open,
    )
}

/** Its first letter is written when the money has come. */
const isNotPaidYet = (error: unknown): boolean =>
  error instanceof UpstreamProblem &&
  error.problem.code === 'reservation_state' &&
  (error.problem as { state?: unknown }).state === 'confirmed'

function noticeOf(site: Site, request: Request): string | undefined {
  const { trips } = site.words.text
  const notices = new Map([
    ['cancelled', trips.cancelled_notice],
    ['changed', trips.changed_notice],
    ['sent', trips.sent_notice],
    ['sent_before', trips.sent_before_notice],
    ['sent_soon', trips.sent_soon_notice],
  ])
  return notices.get(new URL(request.url).searchParams.get('done') ?? '')
}
