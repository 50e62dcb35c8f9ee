/** Changing a trip: what a new stay would cost, and doing it. */
import { createHash } from 'node:crypto'
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { decodeJwt } from 'jose'
import { UpstreamProblem } from '#lib/transport'
import { QuoteClaims } from '#service/search/quotes/contract'
import { messagesOf } from '../components/fields.tsx'
import { tripPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { messagePage } from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'
import type { Person } from '../session/people.ts'
import { codeOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { changePage } from './change.tsx'
import { known } from './known.ts'
import { changeQuery, isSame, type NewStay, readNewStay, stayOf } from './new-stay.ts'

const Gone = t.Object({ reason: t.String() })
const Declined = t.Object({ decline_code: t.String() })

interface Asked {
  request: Request
  id: string
}

export async function newStayPage(
  deps: Deps,
  site: Site,
  { request, id }: Asked,
  person: Person,
): Promise<Page | Response> {
  const { quotes, clientsOf } = deps
  const { text } = site.words
  const trip = await clientsOf(person).reservations.reservation(known(id))
  if (trip.state !== 'confirmed' || trip.pending_change !== null) return away(tripPath(id))
  const hotel = await quotes.hotel(trip.hotel.id)
  const asked = readNewStay(request.url, trip)
  const base = { trip, hotel, quote: undefined, errors: new Map<string, string>(), refusal: undefined }
  if (asked === undefined) return changePage(site, { ...base, stay: stayOf(trip) })
  if (asked.errors !== undefined)
    return changePage(site, { ...base, stay: stayOf(trip), errors: messagesOf(text, asked.errors) })
  const { stay } = asked
  if (isSame(stay, stayOf(trip))) return changePage(site, { ...base, stay, refusal: text.trips.change_stays })
  try {
    const quote = await quotes.quote({ hotel_id: hotel.id, ...stay })
    return changePage(site, { ...base, stay, quote })
  } catch (error) {
    if (!(error instanceof UpstreamProblem)) throw error
    const problem: unknown = error.problem
    if (codeOf(error) === 'gone') {
      const reason = Value.Check(Gone, problem) ? problem.reason : 'other'
      return changePage(site, {
        ...base,
        stay,
        refusal: text.booking.gone[reason] ?? text.booking.gone.other,
      })
    }
    if (codeOf(error) === 'validation_failed')
      return changePage(site, { ...base, stay, errors: messagesOf(text, error.problem.errors ?? []) })
    if (codeOf(error) === 'unknown_room_type')
      return changePage(site, { ...base, stay: stayOf(trip), refusal: text.booking.gone.other })
    throw error
  }
}

/** One quote, one change: however often the button is pressed. */
export async function changeTrip(
  { clientsOf }: Deps,
  site: Site,
  { id, fields }: Asked & { fields: ReadonlyMap<string, string> },
  person: Person,
): Promise<Page | Response> {
  const { text } = site.words
  const quote = fields.get('quote') ?? ''
  const key = createHash('sha256').update(`${id}\n${quote}`).digest('base64url')
  const refused = (heading: string, body: string) =>
    messagePage(site, {
      status: 409,
      title: heading,
      heading,
      body,
      link: { href: tripPath(id), label: text.trips.to_trip },
    })
  try {
    await clientsOf(person).reservations.change(known(id), { quote }, key)
    return away(`${tripPath(id)}?done=changed`)
  } catch (error) {
    switch (codeOf(error)) {
      case 'payment_declined': {
        const problem: unknown = error instanceof UpstreamProblem ? error.problem : undefined
        const code = Value.Check(Declined, problem) ? problem.decline_code : 'other'
        const reason = text.trips.declines[code] ?? text.trips.declines.other
        return refused(text.trips.declined, text.trips.change_declined(reason))
      }
      case 'quote_expired':
        return away(`${tripPath(id, 'trip_change')}?${changeQuery(stayIn(quote))}`)
      case 'sold_out':
        return refused(text.booking.gone_heading, text.booking.gone.sold_out ?? text.booking.gone.other)
      case 'reservation_state':
      case 'stay_begun':
      case 'change_pending':
      case 'other_hotel':
      case 'quote_used':
      case 'stay_past':
      case 'validation_failed':
      case 'quote_invalid':
      case 'quote_tampered':
      case 'quote_unknown_key':
        return refused(text.trips.change_no, text.trips.change_declined(''))
      default:
        throw error
    }
  }
}

function stayIn(quote: string): NewStay {
  const claims: unknown = decodeJwt(quote)
  if (!Value.Check(QuoteClaims, claims)) throw new TypeError('reservations took for a quote what is none')
  const { check_in, check_out, adults, children, rooms } = claims
  return { check_in, check_out, adults, children, rooms, room_type_id: claims.room_type.id }
}
