/** Every word of the site in English. Another language is a file of the same shape, typed `Text`. */

import type { Amenity, CancellationPolicy, Sort, UnavailableReason } from '#service/search/contract'
import { account_en } from './en/account.ts'
import { booking_en, trips_en } from './en/booking.ts'
import { desk_en } from './en/desk.ts'
import { pluralOf } from './plural.ts'

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

const policy_names: Record<CancellationPolicy, string> = {
  flexible: 'Flexible',
  moderate: 'Moderate',
  strict: 'Strict',
  non_refundable: 'Non-refundable',
}

const reasons: Record<UnavailableReason, string> = {
  too_small: 'Too small for your party',
  sold_out: 'Sold out',
  min_stay: 'Stay too short',
  closed_to_arrival: 'No arrivals that day',
}

export const en = {
  locale: 'en',
  /** Day before month, as most of the world writes it. */
  date_locale: 'en-GB',
  dir: 'ltr',
  count,

  brand: 'Vacancy',
  skip: 'Skip to content',
  home_link: 'Vacancy, home page',
  footer: {
    about: 'Hotels, rates and availability on this site are generated for demonstration.',
    cities: 'City data: GeoNames, CC BY 4.0',
    promise: 'The price you see is for your whole stay, for every room you ask for.',
    language: 'Language',
  },
  title: (parts: string) => `${parts} · Vacancy`,

  lab: {
    link: 'The laboratory',
    title: 'The laboratory',
    heading: 'How should a server wait?',
    lead: 'The services behind this site, measured under different concurrency models: the same handler, the same data, the same bytes, every answer compared.',
    none: 'Nothing has been published yet.',
    report: (models: number, workloads: string) => `${models} models on ${workloads}`,
    commit: (commit: string) => `commit ${commit}`,
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
  policy_names,
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

  errors: {
    not_found_title: 'Page not found',
    not_found_heading: 'There is no page here',
    not_found_body: 'The address may be mistyped, or the page has moved.',
    hotel_title: 'Hotel not found',
    hotel_heading: 'We have no such hotel',
    hotel_body:
      'It may have left Vacancy, or the link lost a few letters on its way. A new search finds what is free.',
    away: {
      search: {
        title: 'Hotel search is away',
        heading: 'Hotel search is not answering right now',
        body: 'We cannot show hotels, prices or rooms until it is back, usually within seconds. Nothing you typed is lost: the link below tries exactly the same again.',
        works: 'What still works: this site, your trips, and the search you have typed.',
      },
      reservations: {
        title: 'Bookings are away',
        heading: 'Bookings are not answering right now',
        body: 'We cannot show or change bookings until they are back, usually within seconds. What you have booked is safe, and nothing is booked twice if you try again.',
        works: 'What still works: searching hotels and seeing prices.',
      },
      payments: {
        title: 'Payments are away',
        heading: 'Payments are not answering right now',
        body: 'We do not know yet whether your last step went through. Trying again is safe: nothing is ever charged twice.',
        works: 'What still works: searching hotels, and seeing your trips.',
      },
      auth: {
        title: 'Sign-in is away',
        heading: 'Sign-in is not answering right now',
        body: 'We cannot tell who you are until it is back, usually within seconds.',
        works: 'What still works: searching hotels and seeing prices.',
      },
      users: {
        title: 'Accounts are away',
        heading: 'Accounts are not answering right now',
        body: 'We cannot show or change your account until they are back, usually within seconds. Nothing was changed unless an email from us says so.',
        works: 'What still works: searching hotels, booking, and your trips.',
      },
      other: {
        title: 'Part of this site is away',
        heading: 'Part of this site is not answering right now',
        body: 'It usually is back within seconds. Trying again is safe.',
        works: 'What still works: searching hotels and seeing prices.',
      },
    } as Record<string, AwayText> & { other: AwayText },
    stray_heading: 'This form could not be sent',
    stray_body:
      'It came from another page, or this browser did not keep the cookie that goes with it. Open the page again and send it from there.',
    stray_link: 'Open the page again',
    signed_out_heading: 'You are signed out',
    signed_out_body: 'Your session ended before this was sent, and nothing was done. Sign in and try again.',
    trip_heading: 'We know no such trip',
    trip_body: 'It may belong to another account, or the link lost a few letters on its way.',
    too_many_heading: 'That was a little too often',
    too_many_body: (minutes: number) =>
      plural(minutes, {
        one: 'Please wait a minute and try again.',
        other: 'Please wait # minutes and try again.',
      }),
    large_heading: 'That is more than we can read',
    large_body: 'The form was too long, and nothing was done.',
    retry: 'Try again',
    to_home: 'Go to the home page',
    broken_title: 'Something went wrong',
    broken_heading: 'Something went wrong on our side',
    broken_body: 'We have noted it. Trying again may help.',
    page_gone_title: 'This page of results is gone',
    page_gone_heading: 'This page of results is gone',
    page_gone_body: 'The link to further results belongs to another search. The first page is still there.',
    page_gone_link: 'Show the first hotels',
    unreadable_heading: 'We could not read that address',
    unreadable_body: 'The link seems damaged: it holds characters that are not text.',
  },

  field_errors: {
    q: {
      required: 'Enter a city',
      max_length: 'Enter at most 100 characters',
      characters: 'Use letters only',
      default: 'Enter the name of a city',
    },
    check_in: {
      past: 'Check-in is in the past',
      too_far: 'Check-in can be at most 540 days ahead',
      default: 'Enter a check-in date',
    },
    check_out: {
      order: 'Check-out must be after check-in',
      too_long: 'A stay can be at most 30 nights',
      default: 'Enter a check-out date',
    },
    adults: {
      minimum: 'At least 1 adult',
      maximum: 'At most 30 adults',
      default: 'Enter a number of adults',
    },
    children: {
      minimum: 'Enter 0 or more',
      maximum: 'At most 10 children',
      default: 'Enter a number of children',
    },
    rooms: {
      minimum: 'At least 1 room',
      maximum: 'At most 8 rooms',
      more_than_adults: 'Every room needs an adult',
      default: 'Enter a number of rooms',
    },
    stars: { default: 'Choose from 1 to 5 stars' },
    amenities: { default: 'One of these amenities does not exist' },
    sort: { default: 'Choose an order from the list' },
    min_price: { default: 'Enter a whole amount' },
    max_price: { order: 'Must not be less than “From”', default: 'Enter a whole amount' },
    name: { default: 'Enter your name' },
    email: {
      taken: 'This address belongs to another account',
      required: 'Enter an email address',
      default: 'Enter an email address such as ann@example.com',
    },
    password: {
      too_short: 'Use at least 10 characters',
      too_long: 'Use at most 128 characters',
      too_common: 'Too easy to guess: use several unusual words',
      required: 'Enter a password',
      default: 'Choose another password',
    },
    current_password: { default: 'Enter your password' },
    phone: { default: 'Enter a number that begins with +, such as +41 61 555 01 23' },
    code: { default: 'Enter the code from the email' },
    special_requests: { default: 'Use at most 500 characters, without line breaks' },
    other: { default: 'Part of this link is not valid' },
  } as Record<string, { default: string } & Record<string, string>>,
}

interface AwayText {
  title: string
  heading: string
  body: string
  works: string
}

export type Text = typeof en
