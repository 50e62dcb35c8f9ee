/** Hotels of a place for a stay. */
import type { Destination } from '#service/search/contract'
import { KeptFilters } from '../components/filters.tsx'
import { type Found, Results } from '../components/results.tsx'
import { SearchForm } from '../components/search-form.tsx'
import type { Page, Site } from './page.ts'

interface Props extends Found {
  site: Site
  place: Destination
}

export function resultsPage({ site, ...found }: Props): Page {
  const { form, place } = found
  const { words, clock } = site
  const { text } = words
  return {
    title: text.title(text.results.title(place.name, words.stay(form))),
    name: 'results',
    private_page: true,
    scripts: [`results-${site.language}.js`],
    content: (
      <>
        <div class="search-bar">
          <div class="wrap">
            <SearchForm
              text={text}
              clock={clock}
              form={form}
              place={words.place(place)}
              submit={text.form.update}
            >
              <KeptFilters form={form} />
            </SearchForm>
          </div>
        </div>
        <div class="wrap">
          <header class="results-head">
            <div>
              <h1>{text.results.heading(place.name)}</h1>
              <p class="muted">
                {words.stay(form)} <span class="dot">·</span> {words.party(form)}
              </p>
            </div>
          </header>
          <Results {...found} words={words} clock={clock} />
        </div>
      </>
    ),
  }
}
