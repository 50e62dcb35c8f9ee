/** From what a visitor typed or chose to a destination. Works the same whether a script filled in the id or not. */
import { foldName } from '#lib/fold'
import { UpstreamProblem } from '#lib/transport'
import type { SearchClient } from '#service/search/client'
import type { Destination } from '#service/search/contract'
import type { Form } from './links.ts'
import { languages } from './text/languages.ts'
import { countryOf } from './words.ts'

export type Resolved =
  | { kind: 'found'; place: Destination }
  /** Several of that name, or none of it but some that begin so. */
  | { kind: 'choose'; q: string; exact: boolean; places: Destination[] }
  | { kind: 'nowhere'; q: string | undefined }

const CHOICES = 10

/** Of the services, and of each language: what was chosen in one is understood in the others. */
const countries = [
  ({ country }: Destination) => country,
  ...Object.values(languages).map(({ date_locale }) => countryOf(date_locale)),
]

/** The text wins over an id that no longer belongs to it: without a script the id stays while the text is retyped. */
export async function resolve(search: SearchClient, form: Form): Promise<Resolved> {
  const q = form.q?.trim()
  const chosen = form.destination_id === undefined ? undefined : await byId(search, form.destination_id)
  if (chosen !== undefined && (q === undefined || q === '' || isNamed(chosen, q)))
    return { kind: 'found', place: chosen }
  if (q === undefined || q === '') return { kind: 'nowhere', q: undefined }

  const city = q.split(',')[0]?.trim() ?? ''
  if (city === '') return { kind: 'nowhere', q }
  const { data } = await search.destinations({ q: city, limit: CHOICES })
  const named = data.filter((place) => isNamed(place, q))
  const [only] = named
  if (only !== undefined && named.length === 1) return { kind: 'found', place: only }
  const [single] = data
  if (single !== undefined && data.length === 1) return { kind: 'found', place: single }
  if (data.length === 0) return { kind: 'nowhere', q }
  return named.length > 0
    ? { kind: 'choose', q, exact: true, places: named }
    : { kind: 'choose', q, exact: false, places: data }
}

/** `Paris`, `paris, france` and `Paris FR` name Paris in France. */
function isNamed(place: Destination, q: string): boolean {
  const typed = foldName(q)
  const names = countries.map((country) => `${place.name}, ${country(place)}`)
  return [place.name, ...names, `${place.name} ${place.country_code}`].some(
    (name) => foldName(name) === typed,
  )
}

async function byId(search: SearchClient, id: string): Promise<Destination | undefined> {
  try {
    return await search.destination(id)
  } catch (error) {
    if (error instanceof UpstreamProblem && error.problem.status === 404) return undefined
    throw error
  }
}
