/** The words for what went wrong. */
import { pluralOf } from '../plural.ts'

const plural = pluralOf('en')

export const errors_en = {
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
    'pdf-reports': {
      title: 'Receipts are away',
      heading: 'Receipts cannot be made right now',
      body: 'What makes documents does not answer. It usually is back within seconds; your booking and your payment are not touched by that.',
      works: 'What still works: everything else. The receipt is in your inbox, too.',
    },
    bank: {
      title: 'The bank is away',
      heading: 'The bank is not answering right now',
      body: 'We do not know yet whether your last step went through. Trying again is safe: nothing is ever charged twice, and the room stays held as long as your booking says.',
      works: 'What still works: searching hotels, and seeing your trips.',
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
  stray_again:
    'This browser did not keep the cookie that goes with it, and nothing was done. What you typed is still here.',
  stray_link: 'Open the page again',
  spoiled_heading: 'This form could not be read',
  spoiled_body: 'It holds something that our page did not put there, and nothing was done.',
  signed_out_heading: 'You are signed out',
  signed_out_body: 'Your session ended before this was sent, and nothing was done. Sign in and try again.',
  signed_out_kept: 'What you typed is still here. Sign in, in another tab if you like, and then send it:',
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
  send_again: 'Send it again',
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
}

/** By field and code. */
export const field_errors_en: Record<string, { default: string } & Record<string, string>> = {
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
  first_night: {
    past: 'The first night is over already',
    too_far: 'The first night can be at most 540 days ahead',
    no_allotment: 'There are no rooms on that night yet',
    default: 'Enter a first night',
  },
  last_night: {
    order: 'The last night must not be before the first',
    too_long: 'Change at most 366 nights at once',
    no_allotment: 'There are no rooms on that night yet',
    default: 'Enter a last night',
  },
  capacity: { required: 'Enter a number of rooms, or stop the sale', default: 'Enter 0 to 255 rooms' },
  price: {
    required: 'Enter a price, least nights, or whether guests arrive',
    maximum: 'That price is higher than can be sold',
    default: 'Enter a price such as 129.00',
  },
  min_stay: { default: 'Enter 1 to 30 nights' },
  currency: { default: 'The price must be in the currency of the hotel' },
  special_requests: { default: 'Use at most 500 characters, without line breaks' },
  other: { default: 'Part of this link is not valid' },
}

interface AwayText {
  title: string
  heading: string
  body: string
  works: string
}
