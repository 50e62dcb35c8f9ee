/** The first page: what this is, the search, and somewhere to begin. */
import type { Destination } from '#service/search/contract'
import { SearchForm } from '../components/search-form.tsx'
import { paths } from '../contract.ts'
import { type Form, searchPath } from '../links.ts'
import type { Words } from '../words.ts'
import type { Page, Site } from './page.ts'

/** `popular` is undefined while search is away. */
export function homePage(site: Site, form: Form, popular: readonly Destination[] | undefined): Page {
  const { words, clock } = site
  const { text } = words
  return {
    title: text.home.title,
    name: 'home',
    content: (
      <>
        <section class="hero">
          <img class="hero-art" src={paths.panorama} alt="" />
          <div class="wrap">
            <h1>{text.home.heading}</h1>
            <p class="lead">{text.home.lead}</p>
            <SearchForm text={text} clock={clock} form={form} place="" />
          </div>
        </section>
        <section class="wrap popular" aria-labelledby="popular">
          <h2 id="popular">{text.home.popular}</h2>
          {popular === undefined ? (
            <p class="notice" role="status">
              {text.home.away}
            </p>
          ) : (
            <>
              <p class="muted">{text.home.popular_lead}</p>
              <PlaceTiles places={popular} form={form} words={words} />
            </>
          )}
        </section>
        <section class="wrap">
          <ul class="points">
            {text.home.points.map((point) => (
              <li>
                <h3>{point.title}</h3>
                <p>{point.body}</p>
              </li>
            ))}
          </ul>
        </section>
      </>
    ),
  }
}

interface TilesProps {
  places: readonly Destination[]
  form: Form
  words: Words
}

export const PlaceTiles = ({ places, form, words }: TilesProps) => (
  <ul class="tiles">
    {places.map((place) => (
      <li>
        <a href={searchPath(form, { destination_id: place.id })}>
          <img src={`/art/${place.id}.svg`} width="320" height="240" alt="" loading="lazy" />
          <span class="tile-words">
            <strong>{place.name}</strong>
            <span>
              {words.country(place)} · {words.text.hotels(place.hotel_count)}
            </span>
          </span>
        </a>
      </li>
    ))}
  </ul>
)
