/** From a room and its nights to a binding price, and to the rooms held for it; or what has become of either. */
import { createHash } from 'node:crypto'
import { type Static, Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { decodeJwt } from 'jose'
import { within } from '#lib/context'
import { Money } from '#lib/money'
import { UpstreamProblem } from '#lib/transport'
import { QuoteClaims as ClaimsSchema, type QuoteClaims } from '#service/search/quotes/contract'
import type { User } from '#service/users/contract'
import type { Fields } from '../answer.ts'
import { paths, tripPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import type { Person } from '../session/people.ts'
import { codeOf, refusalOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { type BookParams, bookPath, quoteRequest } from './asked.ts'
import { insteadOf } from './instead.ts'
import { AGAIN, checkoutPage } from './page.tsx'
import * as trouble from './trouble.tsx'

/** Of a page's time for what it can do without. */
const PROFILE_MS = 2_000

const PriceChanged = t.Object({ total: Money })
const Gone = t.Object({ reason: t.String() })

/**
 * The checkout for a price as it is now; or what has become of the one that was seen. `typed` is the form of a price that
 * is over: they look at the new one, and type nothing again.
 */
export async function quoted(
  deps: Deps,
  site: Site,
  asked: BookParams,
  person: Person,
  typed?: Fields,
): Promise<Page | Response> {
  const { quotes, clientsOf } = deps
  const { booking } = site.words.text
  // Their details are a help: without them the fields are empty.
  const profile = within(PROFILE_MS, () => clientsOf(person).me.user()).catch((error: unknown) => {
    if (error instanceof UpstreamProblem && error.problem.status === 401) throw error
    return undefined
  })
  profile.catch(() => undefined)
  try {
    const quote = await quotes.quote(quoteRequest(asked))
    const known = await profile
    return checkoutPage(site, {
      offer: quote,
      quote: quote.quote,
      expires_at: quote.expires_at,
      values: typed ?? detailsOf(known?.user),
      errors: new Map(),
      notice:
        typed !== undefined ? booking.expired_notice : known === undefined ? booking.profile_away : undefined,
    })
  } catch (error) {
    const problem: unknown = error instanceof UpstreamProblem ? error.problem : undefined
    switch (codeOf(error)) {
      case 'price_changed': {
        const { price = 0, currency = 'EUR' } = asked
        if (!Value.Check(PriceChanged, problem)) throw error
        return trouble.priceChangedPage(site, asked, { amount: price, currency }, problem.total)
      }
      case 'gone':
        return gone(deps, site, asked, Value.Check(Gone, problem) ? problem.reason : 'other')
      case 'validation_failed':
      case 'unknown_room_type':
        return trouble.notPossiblePage(site, asked)
      default:
        throw error
    }
  }
}

const gone = async (deps: Deps, site: Site, asked: BookParams, reason: string) =>
  trouble.gonePage(site, asked, reason, await insteadOf(deps, asked))

const detailsOf = (user: Pick<User, 'name' | 'email' | 'phone'> | undefined): Fields =>
  new Map(
    Object.entries({
      name: user?.name,
      email: user?.email,
      phone: user?.phone?.replaceAll(' ', ''),
    }).flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  )

/** One quote, one hold: however often the button is pressed or the page sent again. */
export async function hold(deps: Deps, site: Site, fields: Fields, person: Person): Promise<Page | Response> {
  const quote = fields.get('quote') ?? ''
  const claims = claimsOf(quote)
  if (claims === undefined) return trouble.notPossiblePage(site)
  if (fields.has(AGAIN)) return quoted(deps, site, stayIn(claims), person, fields)
  const phone = fields.get('phone')?.replace(/[^+0-9()./-]/g, '')
  const special_requests = fields.get('special_requests')?.replaceAll('\n', ' ')
  const guest = {
    name: fields.get('name') ?? '',
    email: fields.get('email') ?? '',
    ...(phone === undefined ? {} : { phone }),
    language: site.language,
  }
  const before = await heldBefore(deps, person, stayIn(claims), guest)
  if (before !== undefined) return away(tripPath(before, 'trip_pay'))
  try {
    const asked = { quote, guest, ...(special_requests === undefined ? {} : { special_requests }) }
    const key = createHash('sha256').update(quote).digest('base64url')
    const reservation = await deps.clientsOf(person).reservations.hold(asked, key)
    return away(tripPath(reservation.id, 'trip_pay'))
  } catch (error) {
    const stay = stayIn(claims)
    switch (codeOf(error)) {
      case 'quote_expired':
        return quoted(deps, site, stay, person, fields)
      case 'sold_out':
        return gone(deps, site, stay, 'sold_out')
      case 'quote_used':
      case 'idempotency_key_reused':
        return trouble.usedPage(site)
      case 'stay_past':
        return trouble.pastPage(site, stay)
      case 'quote_invalid':
      case 'quote_tampered':
      case 'quote_unknown_key':
        return trouble.notPossiblePage(site, stay)
      default: {
        const errors = refusalOf(site.words.text, error)
        const expires_at = new Date(claims.exp * 1_000).toISOString()
        return checkoutPage(site, { offer: claims, quote, expires_at, values: fields, errors })
      }
    }
  }
}

/** Of a person, newest first: more do not wait for payment at once. */
const MOST_HELD = 20

/**
 * The back button shows the checkout with another quote. The same room for the same guest and nights, still held, is not
 * held twice; whoever wants two says two rooms, or who else comes.
 */
async function heldBefore(
  { clientsOf }: Deps,
  person: Person,
  stay: BookParams,
  guest: { name: string; email: string },
): Promise<string | undefined> {
  // Without it the same is held again at worst, and given free after a quarter of an hour.
  const held = await clientsOf(person)
    .reservations.list({ state: 'hold', limit: MOST_HELD })
    .catch((error: unknown) => {
      if (error instanceof UpstreamProblem && error.problem.status === 401) throw error
      return undefined
    })
  return held?.data.find(
    (one) =>
      one.hotel.id === stay.hotel_id &&
      one.room_type.id === stay.room_type_id &&
      (['check_in', 'check_out', 'adults', 'children', 'rooms'] as const).every(
        (name) => one[name] === stay[name],
      ) &&
      one.guest.name === guest.name &&
      one.guest.email === guest.email,
  )?.id
}

/** The checkout of the stay that was sent: of an address of its own, as every stay has. */
export function backTo(fields: Fields): string {
  const claims = claimsOf(fields.get('quote') ?? '')
  return claims === undefined ? paths.home : bookPath(stayIn(claims), claims.total)
}

/** What a quote says, for showing it again. Whether it is good is for reservations to say. */
function claimsOf(quote: string): QuoteClaims | undefined {
  try {
    const claims: unknown = decodeJwt(quote)
    return Value.Check(ClaimsSchema, claims) ? claims : undefined
  } catch {
    return undefined
  }
}

const stayIn = (claims: Static<typeof ClaimsSchema>): BookParams => ({
  hotel_id: claims.hotel.id,
  room_type_id: claims.room_type.id,
  check_in: claims.check_in,
  check_out: claims.check_out,
  adults: claims.adults,
  children: claims.children,
  rooms: claims.rooms,
})
