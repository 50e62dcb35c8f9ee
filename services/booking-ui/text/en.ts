/** Every word of the site in English. Another language is a file of the same shape, typed `Text`. */
import type { UnavailableReason } from '#service/search/contract'
import { account_en } from './en/account.ts'
import { booking_en, trips_en } from './en/booking.ts'
import { desk_en } from './en/desk.ts'
import { errors_en, field_errors_en } from './en/errors.ts'
import { list_en } from './en/list.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('en')
const number = new Intl.NumberFormat('en')
const count = (value: number) => number.format(value)

const reasons: Record<UnavailableReason, string> = {
  too_small: 'Too small for your party',
  sold_out: 'Sold out',
  min_stay: 'Stay too short',
  closed_to_arrival: 'No arrivals that day',
}

export const en = {
  ...list_en,
  brand: 'Vacancy',
  skip: 'Skip to content',
  home_link: 'Vacancy, home page',
  footer: {
    about: 'Hotels, rates and availability on this site are generated for demonstration.',
    cities: 'City data: GeoNames, CC BY 4.0',
    promise: 'The price you see is for your whole stay, for every room you ask for.',
    language: 'Language',
  },
  lab: {
    link: 'The laboratory',
    title: 'The laboratory',
    heading: 'How should a server wait?',
    lead: 'The services behind this site, measured under different concurrency models: the same handler, the same data, the same bytes, every answer compared.',
    none: 'Nothing has been published yet.',
    report: (models: number, workloads: string) =>
      `${plural(models, { one: '# model', other: '# models' })} on ${workloads}`,
    commit: (commit: string) => `commit ${commit}`,
    all: 'All reports',
    way_back: 'Back',
    language: 'Reports are in English.',
  },

  home: {
    title: 'Vacancy: hotels with rooms free tonight, and every night after',
    heading: 'A room is waiting.',
    lead: 'Search hotels around the world. Every one we show is free on every night of your stay, at the price for all of it.',
    popular: 'Popular destinations',
    popular_lead: 'Two weeks from now, three nights, two adults. Change anything on the next page.',
    away: 'Popular destinations are not answering right now. You can still search once they are back.',
    points: [
      {
        title: 'Free every night',
        body: 'No hotel is listed unless one room type is free from your first night to your last.',
      },
      {
        title: 'The whole price',
        body: 'One total for the stay and all rooms, in the hotel’s own currency, next to the price per night.',
      },
      {
        title: 'Plain policies',
        body: 'When you can cancel, and what comes back, with the date rather than the small print.',
      },
    ],
  },

  form: {
    label: 'Search hotels',
    destination: 'Where to?',
    destination_hint: 'City',
    check_in: 'Check-in',
    check_out: 'Check-out',
    adults: 'Adults',
    children: 'Children',
    rooms: 'Rooms',
    submit: 'Search',
    update: 'Update',
    suggestions: (n: number) => plural(n, { one: '# suggestion', other: '# suggestions' }),
    no_suggestions: 'No city begins like that',
    errors_title: 'Almost there',
    errors_heading: (n: number) => plural(n, { one: 'One thing to fix', other: '# things to fix' }),
  },

  /** Choosing dates where there is a script. */
  picker: {
    open: 'Choose dates with prices',
    title: 'Dates of your stay',
    arrival: 'Choose the day of arrival',
    departure: (date: string) => `Arrival ${date}. Choose the day of departure`,
    close: 'Close',
    prices: 'Each day shows the cheapest room for that night.',
    no_place: 'Choose a place first to see prices here.',
    away: 'Prices are not answering right now; dates can be chosen all the same.',
  },

  nav: {
    label: 'Your account',
    sign_in: 'Sign in',
    sign_up: 'Sign up',
    trips: 'Your trips',
    account: 'Account',
  },
  account: account_en,
  booking: booking_en,
  trips: trips_en,
  desk: desk_en,

  hotel: {
    title: (name: string, city: string) => `${name}, ${city}`,
    about: 'About this hotel',
    amenities: 'What it has',
    times: 'Arrival and departure',
    check_in_from: 'Check-in from',
    check_out_until: 'Check-out until',
    rooms_heading: 'Rooms for your stay',
    size: (m2: number) => `${count(m2)} m²`,
    sleeps: (people: number) => plural(people, { one: 'Sleeps #', other: 'Sleeps #' }),
    by_night: 'Price by night',
    night: 'Night',
    price: 'Price',
    left: 'Rooms left',
    night_sold_out: 'Sold out',
    reasons,
    too_small: (adults: string, people: number) =>
      `One room takes up to ${adults}, ${count(people)} people in all.`,
    try_rooms: (rooms: string) => `Search with ${rooms}`,
    sold_out_on: (nights: string) => `Not enough rooms on ${nights}.`,
    not_on_sale: 'Not on sale for all of these nights.',
    min_stay: (nights: string, date: string) => `A stay that begins on ${date} takes at least ${nights}.`,
    try_nights: (nights: string) => `Stay ${nights}`,
    closed_to_arrival: (date: string) => `The hotel takes no new arrivals on ${date}.`,
    try_next_day: 'Arrive a day later',
    back: (place: string) => `All hotels in ${place}`,
    none_free: 'No room here is free for this stay.',
    some_free: (n: number) =>
      plural(n, { one: '# room type is free on every night', other: '# room types are free on every night' }),
    picture: (name: string) => `Illustration for ${name}`,
    pictures: {
      room: 'Illustration of a room',
      breakfast: 'Illustration of the breakfast',
      view: 'Illustration of a view',
    },
    stay_invalid: 'Fix the dates or guests above to see rooms and prices.',
  },

  choose: {
    title: (q: string) => `Which ${q}?`,
    exact: (q: string) => `Which ${q}?`,
    near: 'Did you mean one of these?',
    lead: 'More than one place has that name.',
    near_lead: (q: string) => `No city is called “${q}”, but these begin like it.`,
    people: (n: string) => `${n} people`,
  },

  nowhere: {
    title: 'No such place',
    heading: 'We could not find that place',
    typed: (q: string) => `No city begins with “${q}”. Check the spelling, or try a larger city nearby.`,
    unknown: 'This link leads to a city that we do not know. Try a name instead.',
    suggestions: 'Or start here',
  },

  errors: errors_en,
  field_errors: field_errors_en,
}

export type Text = typeof en
