/** The hotels where somebody works. */
import type { Hotel } from '#service/search/contract'
import { deskPath } from '../contract.ts'
import { messagePage } from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'

interface DeskHotel {
  id: string
  /** Undefined while search is away. */
  hotel: Pick<Hotel, 'name' | 'city' | 'country_code' | 'country'> | undefined
}

export function hotelsPage(site: Site, hotels: readonly DeskHotel[]): Page {
  const { words } = site
  const { text } = words
  const { desk } = text
  if (hotels.length === 0)
    return messagePage(site, {
      status: 200,
      title: desk.title,
      heading: desk.none_heading,
      body: desk.none_body,
    })
  return {
    title: text.title(desk.title),
    name: 'desk',
    private_page: true,
    content: (
      <div class="wrap slim">
        <h1 class="page-title">{desk.heading}</h1>
        {hotels.every(({ hotel }) => hotel !== undefined) ? null : <p class="notice">{desk.search_away}</p>}
        <ul class="choices">
          {hotels.map(({ id, hotel }) => (
            <li>
              <a href={deskPath(id)}>
                <strong>{hotel?.name ?? desk.hotel_nameless}</strong>
                <span class="muted">
                  {hotel === undefined ? id : `${hotel.city}, ${words.country(hotel)}`}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    ),
  }
}
