/** What can come between a room and its booking, each with what to do next. */
import type { Money } from '#lib/money'
import { hotelPath, paths } from '../contract.ts'
import { messagePage } from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'
import { type BookParams, bookPath } from './asked.ts'

const hotelLink = ({ hotel_id, check_in, check_out, adults = 2, children = 0, rooms = 1 }: BookParams) => {
  const query = new URLSearchParams({ check_in, check_out, adults: String(adults) })
  if (children > 0) query.set('children', String(children))
  if (rooms > 1) query.set('rooms', String(rooms))
  return `${hotelPath(hotel_id)}?${query}`
}

export function priceChangedPage(site: Site, asked: BookParams, before: Money, now: Money): Page {
  const { words } = site
  const { booking } = words.text
  return messagePage(site, {
    status: 409,
    title: booking.changed_title,
    heading: booking.changed_heading,
    body: booking.changed_body(words.exact(before), words.exact(now)),
    link: { href: bookPath(asked, now), label: booking.changed_accept(words.exact(now)) },
    other: { href: hotelLink(asked), label: booking.changed_back },
  })
}

export function gonePage(site: Site, asked: BookParams, reason: string): Page {
  const { booking } = site.words.text
  return messagePage(site, {
    status: 409,
    title: booking.gone_title,
    heading: booking.gone_heading,
    body: booking.gone[reason] ?? booking.gone.other,
    link: { href: hotelLink(asked), label: booking.gone_rooms },
  })
}

export function usedPage(site: Site): Page {
  const { booking, nav } = site.words.text
  return messagePage(site, {
    status: 409,
    title: booking.used_heading,
    heading: booking.used_heading,
    body: booking.used_body,
    link: { href: paths.trips, label: nav.trips },
  })
}

export function pastPage(site: Site, asked: BookParams): Page {
  const { booking } = site.words.text
  return messagePage(site, {
    status: 422,
    title: booking.past_heading,
    heading: booking.past_heading,
    body: booking.past_body,
    link: { href: hotelPath(asked.hotel_id), label: booking.gone_rooms },
  })
}

/** A stay that no hotel could sell, or an address that says none. */
export function notPossiblePage(site: Site, asked?: BookParams): Page {
  const { booking } = site.words.text
  return messagePage(site, {
    status: 422,
    title: booking.not_possible,
    heading: booking.not_possible,
    body: booking.not_possible_body,
    ...(asked === undefined ? {} : { link: { href: hotelLink(asked), label: booking.gone_rooms } }),
  })
}
