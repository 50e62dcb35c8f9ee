/**
 * For tests and pictures: every page of the site in each state that it has, as a visitor is answered: empty, filled,
 * refused, away. Asked for without a browser, so that each can then be looked at in any.
 */
import { addDays } from '#lib/dates'
import { eventually } from '#lib/test/processes'
import { type Stack, TEST_TODAY } from '#lib/test/stack'
import { formsOf, formTo } from './forms.ts'
import { type Faults, type SiteBeside, siteBeside } from './site.ts'
import { type Held, holdRoom, linkTo, type Visited, type Visitor, visitor } from './visitor.ts'
import { bookRoom, cancelTrip, cards, hire, hotelIn, pay, person, resultsFor, stayIn } from './world.ts'

export interface State {
  name: string
  visited: Visited
}

export interface Tour {
  /** In that language. */
  states(language: string): Promise<State[]>
  /** Its hotel has hostile guests. */
  desk: string
  close(): Promise<void>
}

/** What nobody is called, and what every page must show as text. */
export const hostile = {
  name: `<script>alert(8)</script>"'&{{7*7}}\u202e王小明`,
  requests: `"><img src=x onerror=alert(8)> ' onmouseover='alert(8)`,
} as const

const BUDGETS = { reading_ms: 1_500, doing_ms: 1_500 }

/** The shorter the list of what is done once, the more often the rest can be asked for. */
interface World {
  stack: Stack
  guest: Visitor
  newcomer: Visitor
  desk: string
  held: Held
  /** The address of a checkout that nobody goes through with. */
  book: string
  trips: Record<
    'held' | 'confirming' | 'declined' | 'confirmed' | 'changed' | 'cancelled' | 'hostile',
    string
  >
  /** Of checkouts that were open when the room went, and whose price was used since. */
  gone: Record<string, string>
  used: Record<string, string>
  sites: Record<'search' | 'reservations' | 'payments' | 'users' | 'auth' | 'broken' | 'busy', SiteBeside>
}

export async function tour(stack: Stack): Promise<Tour> {
  const world = await prepare(stack)
  return {
    states: (language) => statesOf(world, language),
    desk: world.desk,
    close: async () => {
      await Promise.all(Object.values(world.sites).map((site) => site.close()))
    },
  }
}

async function prepare(stack: Stack): Promise<World> {
  const [{ guest, email }, { guest: newcomer }] = await Promise.all([person(stack), person(stack)])
  // At one hotel after the other: the first of a list is the same for a while.
  const confirmed = await bookRoom(stack, guest, stayIn(20, 3))
  const desk = `/desk/${hotelIn(confirmed.hotel)}`
  await hire(stack, email, hotelIn(confirmed.hotel))
  const cancelled = await bookRoom(stack, guest, stayIn(22, 2))
  await cancelTrip(guest, cancelled.trip)
  const changed = await bookRoom(stack, guest, stayIn(24, 1))
  await changeToDearer(guest, changed.trip)
  const guests = await bookRoom(stack, guest, stayIn(0, 1), hostile.name)
  const [confirming, declined, held] = [
    await holdRoom(guest, resultsFor(stayIn(26, 2))),
    await holdRoom(guest, resultsFor(stayIn(28, 2))),
    await holdRoom(guest, resultsFor(stayIn(30, 2))),
  ]
  await pay(stack, guest, confirming.trip, cards.confirm)
  await pay(stack, guest, declined.trip, cards.poor)
  const book = await checkoutFor(guest, stayIn(36, 2))
  const used = formTo((await guest.get(await checkoutFor(guest, stayIn(38, 1)))).html, '/book').values
  await guest.post('/book', used)
  return {
    ...{ stack, guest, newcomer, desk, held, book, used },
    gone: await goneRoom(guest, confirmed.hotel),
    trips: {
      ...{ held: held.trip, confirming: confirming.trip, declined: declined.trip },
      ...{ confirmed: confirmed.trip, changed: changed.trip, cancelled: cancelled.trip },
      hostile: guests.trip,
    },
    sites: {
      search: await without(stack, { search: 'gone' }),
      reservations: await without(stack, { reservations: 'gone' }),
      payments: await without(stack, { payments: 'gone' }),
      users: await without(stack, { users: 'gone' }),
      auth: await without(stack, { auth: 'gone' }),
      broken: await without(stack, { search: 'fails' }),
      busy: await without(stack, { users: 'refuses' }),
    },
  }
}

const without = (stack: Stack, faults: Faults) => siteBeside(stack, faults, BUDGETS)

const checkoutFor = async (guest: Visitor, stay: string) =>
  linkTo('/book?', await guest.get(linkTo('/hotels/', await guest.get(resultsFor(stay)))))

/** One more night always costs more. */
async function changeToDearer(guest: Visitor, trip: string): Promise<void> {
  const stay = stayIn(24, 2).replace('&adults=2', '')
  const offer = await guest.get(`${trip}/change?${stay}`)
  const form = formTo(offer.html, `${trip}/change`)
  const chosen = formsOf(offer.html).find(({ method }) => method === 'post' && form.action !== '')
  if (chosen?.values.quote === undefined) throw new Error(`no other stay for ${trip}`)
  await guest.post(chosen.action, chosen.values)
  await eventually(`${trip} is changed`, 20_000, async () => {
    const { html } = await guest.get(trip)
    return !html.includes('class="spinner"') && (html.match(/receipt\.pdf\?payment=/g) ?? []).length >= 2
  })
}

/** A checkout that was open while the hotel stopped the sale. */
async function goneRoom(guest: Visitor, hotel: string): Promise<Record<string, string>> {
  const stay = stayIn(45, 2)
  const page = await guest.get(`/hotels/${hotelIn(hotel)}?${stay}`)
  const values = formTo((await guest.get(linkTo('/book?', page))).html, '/book').values
  const desk = `/desk/${hotelIn(hotel)}`
  const form = formsOf((await guest.get(desk)).html).filter(({ action }) => action === `${desk}/nights`)
  const nights = { first_night: addDays(TEST_TODAY, 45), last_night: addDays(TEST_TODAY, 46) }
  for (const { action, values: fields } of form)
    await guest.post(action, { ...fields, ...nights, stop_sell: 'true' })
  return values
}

async function statesOf(world: World, language: string): Promise<State[]> {
  const speaking = { 'accept-language': language }
  const { stack, desk, held, trips, sites } = world
  const [guest, newcomer] = [world.guest.as(speaking), world.newcomer.as(speaking)]
  const stranger = visitor(stack, speaking)
  const results = resultsFor(stayIn(14, 3))
  const posted = async (from: Visitor, page: string, action: string, fields: Record<string, string>) =>
    from.post(action, { ...formTo((await from.get(page)).html, action).values, ...fields })
  const account = (fields: Record<string, string>) => posted(guest, '/account', '/account/profile', fields)
  const states: State[] = []
  const add = async (name: string, visited: Promise<Visited>) => {
    states.push({ name, visited: await visited })
  }

  await add('home', stranger.get('/'))
  await add('home without search', stranger.at(sites.search.handle).get('/'))
  await add('results', stranger.get(results))
  await add('results filtered', stranger.get(`${results}&stars=3,4&amenities=wifi&max_price=200&sort=price`))
  await add('results with a calendar', stranger.get(`${results}&month=2037-12`))
  await add('results of nothing', stranger.get(`${results}&stars=1&amenities=sauna,spa,pool`))
  await add('results of a full place', stranger.get(resultsFor(stayIn(500, 2))))
  await add('results of another search', stranger.get(`${results}&cursor=AAAA`))
  await add('choice', stranger.get('/search?q=ba'))
  await add('nowhere', stranger.get('/search?q=Nowhere'))
  await add('form errors', stranger.get('/search?q=Paris&check_in=2037-12-07&check_out=2037-12-05&adults=99'))
  await add('hotel', stranger.get(held.hotel))
  await add('hotel of a large party', stranger.get(held.hotel.replace('adults=2', 'adults=7')))
  await add('hotel of a refused stay', stranger.get(`${held.hotel}&rooms=8`))
  await add('no such hotel', stranger.get('/hotels/htl_00000000000000000000000000'))
  await add('no such page', stranger.get('/nothing-here'))
  await add('search is away', stranger.at(sites.search.handle).get(results))
  await add('something is broken', stranger.at(sites.broken.handle).get(results))
  await add('laboratory', stranger.get('/lab'))
  await add('laboratory report', stranger.get(linkTo('/lab/', await stranger.get('/lab'))))

  await add('sign up', stranger.get('/account/sign-up'))
  const wrong = { name: 'Ann', email: 'nobody', password: 'short' }
  await add('sign up refused', posted(stranger, '/account/sign-up', '/account/sign-up', wrong))
  await add(
    'sign up too often',
    posted(stranger.at(sites.busy.handle), '/account/sign-up', '/account/sign-up', wrong),
  )
  await add('verify', stranger.get('/account/verify?done=sent'))
  await add('verify a new address', guest.get('/account/verify?for=email'))
  await add('verify refused', posted(stranger, '/account/verify', '/account/verify', { code: 'vrf_x' }))
  await add('forgot', stranger.get('/account/forgot'))
  await add('reset', stranger.get('/account/reset'))
  await add('sign in', stranger.get('/account/sign-in?to=/trips'))
  await add('sign in is away', stranger.at(sites.auth.handle).get('/account/sign-in'))
  await add('stray sign-in', stranger.get('/account/callback?code=x&state=y'))
  await add('sign out', newcomer.get('/account/sign-out'))
  await add('sign out here', newcomer.at(sites.auth.handle).get('/account/sign-out'))
  await add('signed out', stranger.get('/account/signed-out'))
  await add('stray form', stranger.post('/account/sign-up', { ...wrong, form_token: 'x' }))
  const kept = formTo((await guest.get('/account')).html, '/account/profile').values
  const signed_out = visitor(stack, {
    ...speaking,
    cookie: `vacancy-site-form=${guest.cookies.get('vacancy-site-form')}`,
  })
  await add('signed out meanwhile', signed_out.post('/account/profile', kept))

  await add('account', guest.get('/account'))
  await add('account saved', guest.get('/account?done=profile'))
  await add('account refused', account({ phone: 'call me' }))
  await add('account is away', guest.at(sites.users.handle).get('/account'))
  await add('account could not be saved', guest.at(sites.users.handle).post('/account/profile', kept))
  await add(
    'password could not be changed',
    guest.at(sites.users.handle).post('/account/password', {
      ...formTo((await guest.get('/account')).html, '/account/password').values,
      ...{ current_password: 'a', new_password: 'b' },
    }),
  )

  await add('checkout', guest.get(world.book))
  await add('checkout without an account', guest.at(sites.users.handle).get(world.book))
  const book = formTo((await guest.get(world.book)).html, '/book').values
  await add('checkout refused', guest.post('/book', { ...book, phone: 'call me', name: '\u2028' }))
  await add('price got anew', guest.post('/book', { ...book, again: 'yes', name: 'Zoë Quill' }))
  await add('price changed', guest.get(world.book.replace(/price=\d+/, 'price=100')))
  await add('stay not possible', guest.get('/book?hotel_id=x'))
  await add('room gone', guest.post('/book', { ...world.gone, form_token: book.form_token ?? '' }))
  await add('price used', guest.post('/book', { ...world.used, name: 'Somebody else' }))

  await add('trips', guest.get('/trips'))
  await add('no trips', newcomer.get('/trips'))
  await add('trips are away', guest.at(sites.reservations.handle).get('/trips'))
  for (const [name, trip] of Object.entries(trips)) await add(`trip ${name}`, guest.get(trip))
  await add('trip without payments', guest.at(sites.payments.handle).get(trips.confirmed))
  await add('no such trip', newcomer.get(trips.held))
  await add('pay', guest.get(`${trips.held}/pay`))
  await add('pay declined', guest.get(`${trips.declined}/pay?declined=insufficient_funds`))
  await add('change', guest.get(`${trips.confirmed}/change`))
  const other = stayIn(33, 4).replace('&adults=2', '')
  await add('change offered', guest.get(`${trips.confirmed}/change?${other}`))
  await add('change impossible', guest.get(`${trips.confirmed}/change?${stayIn(45, 2)}`))
  await add('change refused', guest.get(`${trips.confirmed}/change?check_in=2037-12-10&check_out=2037-12-01`))
  await add('cancel', guest.get(`${trips.confirmed}/cancel`))
  const cancel = formTo((await guest.get(`${trips.confirmed}/cancel`)).html, `${trips.confirmed}/cancel`)
  await add('cancel for less', guest.post(cancel.action, { ...cancel.values, refund_amount: '7' }))
  await add('cancel unpaid', guest.get(`${trips.held}/cancel`))

  await add('no desk', newcomer.get('/desk'))
  await add('desks', guest.get('/desk'))
  await add('desk', guest.get(`${desk}?done=saved`))
  await add('desk of a month', guest.get(`${desk}?days=31`))
  await add('desk without search', guest.at(sites.search.handle).get(desk))
  const nights = formTo((await guest.get(desk)).html, `${desk}/nights`).values
  await add('desk refused', guest.post(`${desk}/nights`, { ...nights, last_night: '2037-11-01' }))
  const rates = formTo((await guest.get(desk)).html, `${desk}/rates`).values
  await add('desk rate refused', guest.post(`${desk}/rates`, { ...rates, price: 'a lot' }))
  return states
}
