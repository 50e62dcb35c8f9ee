/** Narrowing and ordering results: a GET form of its own, so that it works without a script. */
import type { Facets } from '#service/search/contract'
import { type Amenity, amenities, sorts } from '#service/search/terms/contract'
import { paths } from '../contract.ts'
import { type Form, searchPath, withoutFilters } from '../links.ts'
import type { ListWords } from '../words.ts'
import { Icon } from './icons.tsx'

/** The ones that most people look for stand open; the rest behind a fold. */
const FIRST: readonly Amenity[] = [
  'breakfast',
  'parking',
  'pool',
  'air_conditioning',
  'gym',
  'spa',
  'pet_friendly',
]

interface Props {
  form: Form
  words: ListWords
  currency: string
}

export function Filters(props: Props & { facets: Facets | undefined }) {
  const { form, words, currency, facets } = props
  const { text } = words
  const active = activeFilters(props).length
  const rest = amenities.filter((amenity) => !FIRST.includes(amenity))
  const box = (
    name: string,
    value: string | number,
    label: string,
    { checked, count }: { checked: boolean; count: number | undefined },
  ) => (
    <label class="check">
      <input type="checkbox" name={name} value={String(value)} checked={checked} />
      <span>{label}</span>
      <span class="facet" id={`n-${name}-${value}`} data-swap>
        {count === undefined ? '' : text.count(count)}
      </span>
    </label>
  )
  const amenityBox = (amenity: Amenity) =>
    box('amenities', amenity, text.amenities[amenity], {
      checked: form.amenities.includes(amenity),
      count: facets?.amenities.find((one) => one.amenity === amenity)?.count,
    })
  return (
    <details class="filters" data-filters>
      <summary class="button">
        <Icon name="filter" />
        <span id="active-count" data-swap>
          {active > 0 ? text.results.filters_active(active) : text.results.filters}
        </span>
      </summary>
      <form id="refine" action={paths.search} method="get" aria-label={text.results.filters}>
        <HiddenStay form={form} />
        <fieldset>
          <legend>{text.results.price}</legend>
          <p class="muted small" id="price-unit">
            {text.results.price_unit(currency)}
          </p>
          <div class="pair">
            <PriceField name="min_price" label={text.results.min_price} value={form.min_price} />
            <PriceField name="max_price" label={text.results.max_price} value={form.max_price} />
          </div>
        </fieldset>
        <fieldset>
          <legend>{text.results.stars}</legend>
          {[5, 4, 3, 2, 1].map((stars) =>
            box('stars', stars, text.stars(stars), {
              checked: form.stars.includes(stars),
              count: facets?.stars.find((one) => one.stars === stars)?.count,
            }),
          )}
        </fieldset>
        <fieldset>
          <legend>{text.results.amenities}</legend>
          {FIRST.map(amenityBox)}
          <details class="more" open={rest.some((amenity) => form.amenities.includes(amenity))}>
            <summary>{text.results.more_amenities}</summary>
            {rest.map(amenityBox)}
          </details>
        </fieldset>
        <button class="button primary" type="submit">
          {text.results.apply}
        </button>
      </form>
    </details>
  )
}

/** Belongs to the filters' form wherever it stands on the page. */
export const SortField = ({ form, words: { text } }: Omit<Props, 'currency'>) => (
  <div class="sort">
    <label for="f-sort">{text.results.sort}</label>
    <select id="f-sort" name="sort" form="refine">
      {sorts.map((sort) => (
        <option value={sort} selected={sort === form.sort}>
          {text.sorts[sort]}
        </option>
      ))}
    </select>
    <button class="button no-script" type="submit" form="refine">
      {text.results.apply}
    </button>
  </div>
)

/** Each filter that is on, as a link to the same search without it. */
export function ActiveFilters(props: Props) {
  const { text } = props.words
  const filters = activeFilters(props)
  if (filters.length === 0) return null
  return (
    <ul class="active-filters" aria-label={text.results.active}>
      {filters.map(({ label, without }) => (
        <li>
          <a href={searchPath(without)} aria-label={text.results.remove(label)}>
            {label}
            <Icon name="cross" />
          </a>
        </li>
      ))}
      <li>
        <a class="clear" href={searchPath(withoutFilters(props.form))}>
          {text.results.clear}
        </a>
      </li>
    </ul>
  )
}

export function activeFilters({
  form,
  words: { text },
  currency,
}: Props): { label: string; without: Form }[] {
  const { min_price: low, max_price: high } = form
  const money = (value: number) =>
    new Intl.NumberFormat(text.locale, { style: 'currency', currency, maximumFractionDigits: 0 }).format(
      value,
    )
  const price =
    low !== undefined && high !== undefined
      ? text.results.price_between(money(low), money(high))
      : low !== undefined
        ? text.results.price_from(money(low))
        : high !== undefined
          ? text.results.price_to(money(high))
          : undefined
  return [
    ...(price === undefined
      ? []
      : [{ label: price, without: { ...form, min_price: undefined, max_price: undefined } }]),
    ...form.stars.toSorted().map((one) => ({
      label: text.stars(one),
      without: { ...form, stars: form.stars.filter((other) => other !== one) },
    })),
    ...form.amenities.map((one) => ({
      label: text.amenities[one],
      without: { ...form, amenities: form.amenities.filter((other) => other !== one) },
    })),
  ]
}

/** Filters and order of the form as hidden fields, so that new dates keep them. */
export const KeptFilters = ({ form }: { form: Form }) => (
  <span id="kept" data-swap hidden>
    {form.stars.length > 0 ? <input type="hidden" name="stars" value={form.stars.join(',')} /> : null}
    {form.amenities.length > 0 ? (
      <input type="hidden" name="amenities" value={form.amenities.join(',')} />
    ) : null}
    {form.min_price === undefined ? null : (
      <input type="hidden" name="min_price" value={String(form.min_price)} />
    )}
    {form.max_price === undefined ? null : (
      <input type="hidden" name="max_price" value={String(form.max_price)} />
    )}
    {form.sort === 'recommended' ? null : <input type="hidden" name="sort" value={form.sort} />}
  </span>
)

const HiddenStay = ({ form }: { form: Form }) => (
  <>
    <input type="hidden" name="destination_id" value={form.destination_id ?? ''} />
    <input type="hidden" name="check_in" value={form.check_in} />
    <input type="hidden" name="check_out" value={form.check_out} />
    <input type="hidden" name="adults" value={String(form.adults)} />
    <input type="hidden" name="children" value={String(form.children)} />
    <input type="hidden" name="rooms" value={String(form.rooms)} />
  </>
)

const PriceField = ({ name, label, value }: { name: string; label: string; value: number | undefined }) => (
  <div class="field">
    <label for={`f-${name}`}>{label}</label>
    <input
      id={`f-${name}`}
      name={name}
      type="number"
      min="0"
      step="1"
      inputmode="numeric"
      value={value === undefined ? '' : String(value)}
      aria-describedby="price-unit"
    />
  </div>
)
