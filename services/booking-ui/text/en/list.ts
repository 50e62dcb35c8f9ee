/** The words of a list of hotels: what a browser needs that makes one by itself. */
import type { Amenity, Sort } from '#service/search/contract'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')
const number = new Intl.NumberFormat('en')
const count = (value: number) => number.format(value)

const amenities: Record<Amenity, string> = {
  wifi: 'Free Wi-Fi',
  breakfast: 'Breakfast served',
  parking: 'Parking',
  pool: 'Pool',
  gym: 'Gym',
  spa: 'Spa',
  restaurant: 'Restaurant',
  bar: 'Bar',
  air_conditioning: 'Air conditioning',
  pet_friendly: 'Pets welcome',
  airport_shuttle: 'Airport shuttle',
  family_rooms: 'Family rooms',
  wheelchair_accessible: 'Wheelchair accessible',
  ev_charging: 'EV charging',
  beachfront: 'Beachfront',
  kitchen: 'Kitchen',
  laundry: 'Laundry',
  workspace: 'Workspace',
  rooftop: 'Rooftop',
  sauna: 'Sauna',
}

const sorts: Record<Sort, string> = {
  recommended: 'Recommended',
  price: 'Lowest price',
  rating: 'Guest rating',
  distance: 'Closest to centre',
}

export const list_en = {
  locale: 'en',
  /** Day before month, as most of the world writes it. */
  date_locale: 'en-GB',
  dir: 'ltr',
  count,

  title: (parts: string) => `${parts} · Vacancy`,

  nights: (n: number) => plural(n, { one: '# night', other: '# nights' }),
  rooms: (n: number) => plural(n, { one: '# room', other: '# rooms' }),
  adults: (n: number) => plural(n, { one: '# adult', other: '# adults' }),
  children: (n: number) => plural(n, { one: '# child', other: '# children' }),
  hotels: (n: number) => plural(n, { one: '# hotel', other: '# hotels' }),
  stars: (n: number) => plural(n, { one: '# star', other: '# stars' }),
  reviews: (n: number) => plural(n, { one: '# review', other: '# reviews' }),
  stay: (dates: string, nights: string) => `${dates}, ${nights}`,

  results: {
    title: (place: string, stay: string) => `Hotels in ${place}, ${stay}`,
    heading: (place: string) => `Hotels in ${place}`,
    found: (n: number) =>
      n === 0 ? 'No hotels' : plural(n, { one: '# hotel has a room', other: '# hotels have a room' }),
    list: 'Hotels with a room for your stay',
    first_page: 'Back to the first hotels',
    more: 'More hotels',
    appended: (n: number) => plural(n, { one: '# more hotel added', other: '# more hotels added' }),
    sort: 'Sort by',
    apply: 'Apply',
    filters: 'Filters',
    filters_active: (n: number) => `Filters (${count(n)})`,
    clear: 'Clear all filters',
    active: 'Active filters',
    remove: (what: string) => `Remove filter: ${what}`,
    stars: 'Stars',
    amenities: 'Amenities',
    more_amenities: 'More amenities',
    price: 'Price per night',
    price_unit: (currency: string) => `Per room, in ${currency}`,
    min_price: 'From',
    max_price: 'To',
    price_between: (low: string, high: string) => `${low} – ${high} a night`,
    price_from: (low: string) => `From ${low} a night`,
    price_to: (high: string) => `Up to ${high} a night`,
    none_heading: 'No room fits all of that',
    none_filtered: 'No hotel here matches every filter for these dates. Loosen one:',
    none_stay: (place: string) =>
      `Every hotel in ${place} is full, too small or closed to these dates. A small change often helps:`,
    earlier: 'A week earlier',
    later: 'A week later',
    next_day: 'A day later',
    shorter: (nights: string) => `Only ${nights}`,
  },

  partners: {
    answered: (n: number) =>
      n === 0 ? undefined : plural(n, { one: '# partner answered', other: '# partners answered' }),
    timed_out: (n: number) => (n === 0 ? undefined : `${count(n)} timed out`),
    failed: (n: number) => (n === 0 ? undefined : `${count(n)} could not answer`),
    not_asked: (n: number) => (n === 0 ? undefined : `${count(n)} not asked: busy`),
    and: ', ',
    sold_by: (partner: string) => `Sold by our partner ${partner}`,
  },

  card: {
    distance: (distance: string) => `${distance} from centre`,
    see: 'See rooms',
    total: (nights: string, rooms: string | undefined) =>
      rooms === undefined ? nights : `${nights}, ${rooms}`,
    per_night: (price: string) => `${price} per night`,
    per_room_night: (price: string) => `${price} per room and night`,
    rooms_left: (n: number) => plural(n, { one: 'Only # room left', other: 'Only # rooms left' }),
    breakfast: 'Breakfast included',
    more_amenities: (n: number) => `+${count(n)} more`,
  },

  amenities,
  sorts,
  ratings: [
    [9.5, 'Exceptional'],
    [9, 'Excellent'],
    [8, 'Very good'],
    [7, 'Good'],
    [6, 'Pleasant'],
    [0, 'Fair'],
  ] as readonly (readonly [number, string])[],
  rating_out_of: (score: string) => `${score} out of 10`,
  new_hotel: 'No reviews yet',

  policy: {
    free_until: (date: string) => `Free cancellation before ${date}`,
    part_until: (percent: number, date: string) => `${percent}% back if you cancel before ${date}`,
    then_part: (percent: number, date: string) => `then ${percent}% back before ${date}`,
    none: 'Non-refundable',
    none_any_more: 'Non-refundable for these dates',
    clock: 'Cancellation deadlines fall at 00:00 UTC on the day named.',
  },

  calendar: {
    heading: 'When it is free',
    months: 'Months',
    earlier: 'Earlier months',
    later: 'Later months',
    lead: (nights: string) =>
      `Choose a day of arrival for ${nights}. Each shows the cheapest room for that night.`,
    day: (date: string, price: string, least: string) =>
      `${date}, from ${price}${least === '' ? '' : `, ${least}`}`,
    min_stay: (nights: string) => `at least ${nights}`,
    full: 'sold out',
    full_short: 'full',
    closed: 'no arrivals',
    closed_short: 'closed',
    away: 'The calendar is not answering right now; the rooms above are up to date.',
  },

  place_calendar: {
    heading: 'What it costs when',
    lead: (nights: string) =>
      `Choose a day of arrival for ${nights}. Each shows the cheapest room of any hotel for that night.`,
    away: 'The calendar is not answering right now; the hotels below are up to date.',
    show: 'Prices by date',
    hide: 'Hide',
  },
}

export type ListText = typeof list_en
