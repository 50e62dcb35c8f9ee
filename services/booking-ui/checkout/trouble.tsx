/** What can come between a room and its booking, each with what to do next. */
import type { Money } from '#lib/money'
import { Calendar } from '../components/calendar.tsx'
import { HotelCard } from '../components/card.tsx'
import { hotelPath, paths } from '../contract.ts'
import { searchPath, stayQuery } from '../links.ts'
import { messagePage } from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'
import { type BookParams, bookPath, stayOf } from './asked.ts'
import type { Instead } from './instead.ts'

const hotelLink = (asked: BookParams) => `${hotelPath(asked.hotel_id)}?${stayQuery(stayOf(asked))}`

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

/** The dates are not to blame, nor the guest: both may be had elsewhere. */
export function gonePage(site: Site, asked: BookParams, reason: string, instead: Instead): Page {
  const { booking } = site.words.text
  const message = messagePage(site, {
    status: 409,
    title: booking.gone_title,
    heading: booking.gone_heading,
    body: booking.gone[reason] ?? booking.gone.other,
    link: { href: hotelLink(asked), label: booking.gone_rooms },
  })
  return {
    ...message,
    name: 'trouble gone',
    content: (
      <>
        {message.content}
        <InsteadOf site={site} instead={instead} />
      </>
    ),
  }
}

function InsteadOf({ site: { words }, instead: { form, hotel, calendar, hotels } }: InsteadProps) {
  const { booking, hotel: texts, calendar: calendar_texts } = words.text
  return (
    <div class="wrap instead">
      {hotels.length === 0 ? null : (
        <section aria-labelledby="other-hotels">
          <h2 id="other-hotels">{booking.gone_hotels}</h2>
          <p class="muted">
            {words.stay(form)} <span class="dot">·</span> {words.party(form)}
          </p>
          <ol class="cards">
            {hotels.map((one) => (
              <HotelCard hotel={one} form={form} words={words} />
            ))}
          </ol>
          {hotel === undefined ? null : (
            <p>
              <a href={searchPath(form)}>{texts.back(hotel.city)}</a>
            </p>
          )}
        </section>
      )}
      {hotel === undefined || calendar === undefined ? null : (
        <Calendar
          address={(stay) => `${hotelPath(hotel.id)}?${stayQuery(stay)}`}
          texts={{ ...calendar_texts, heading: booking.gone_dates(hotel.name) }}
          form={form}
          words={words}
          is_fixed
          {...calendar}
        />
      )}
    </div>
  )
}

interface InsteadProps {
  site: Site
  instead: Instead
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
