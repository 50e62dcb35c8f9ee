/** When the destination is not clear: several of that name, or none. */
import type { Destination } from '#service/search/contract'
import { SearchForm } from '../components/search-form.tsx'
import { type Form, searchPath } from '../links.ts'
import { PlaceTiles } from './home.tsx'
import type { Page, Site } from './page.ts'

interface Choice {
  q: string
  exact: boolean
  places: readonly Destination[]
}

export function choosePage(site: Site, form: Form, { q, exact, places }: Choice): Page {
  const { words, clock } = site
  const { text } = words
  return {
    title: text.title(exact ? text.choose.title(q) : text.choose.near),
    name: 'choose',
    private_page: true,
    content: (
      <div class="wrap narrow">
        <h1>{exact ? text.choose.exact(q) : text.choose.near}</h1>
        <p class="muted">{exact ? text.choose.lead : text.choose.near_lead(q)}</p>
        <ul class="choices">
          {places.map((place) => (
            <li>
              <a href={searchPath(form, { destination_id: place.id })}>
                <strong>{words.place(place)}</strong>
                <span class="muted">
                  {text.choose.people(text.count(place.population))} · {text.hotels(place.hotel_count)}
                </span>
              </a>
            </li>
          ))}
        </ul>
        <SearchForm text={text} clock={clock} form={{ ...form, destination_id: undefined }} place={q} />
      </div>
    ),
  }
}

export function nowherePage(
  site: Site,
  form: Form,
  q: string | undefined,
  popular: readonly Destination[],
): Page {
  const { words, clock } = site
  const { text } = words
  return {
    title: text.title(text.nowhere.title),
    name: 'nowhere',
    status: 404,
    private_page: true,
    content: (
      <div class="wrap">
        <h1>{text.nowhere.heading}</h1>
        <p>{q === undefined ? text.nowhere.unknown : text.nowhere.typed(q)}</p>
        <SearchForm text={text} clock={clock} form={{ ...form, destination_id: undefined }} place={q ?? ''} />
        {popular.length > 0 ? (
          <section class="popular">
            <h2>{text.nowhere.suggestions}</h2>
            <PlaceTiles places={popular} form={form} words={words} />
          </section>
        ) : null}
      </div>
    ),
  }
}
