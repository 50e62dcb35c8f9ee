/** For tests and pictures: people of a running platform, and trips in each state that a trip can be in. */
import { addDays } from '#lib/dates'
import { runCommand } from '#lib/test/command'
import { eventually } from '#lib/test/processes'
import { type Stack, TEST_TODAY } from '#lib/test/stack'
import { bankTestClient } from '#service/stand-ins/bank/client'
import { registeredPerson } from '#service/test-person'
import { decoded, formTo, headingOf } from './forms.ts'
import { holdRoom, type Visitor, visitor } from './visitor.ts'

export const cards = {
  good: '4242 4242 4242 4242',
  poor: '4000 0000 0000 9995',
  confirm: '4000 0000 0000 3220',
} as const

/** Paris: the tiny dataset has rates for sixty nights. */
export const stayIn = (days: number, nights: number, adults = 2): string =>
  `check_in=${addDays(TEST_TODAY, days)}&check_out=${addDays(TEST_TODAY, days + nights)}&adults=${adults}`
export const resultsFor = (stay: string): string => `/search?destination_id=geo_2988507&${stay}`

/** As the bank's form leads back, without its form. Ends where the visitor is led to. */
export async function pay(stack: Stack, guest: Visitor, trip: string, number: string): Promise<string> {
  const { html } = await guest.get(`${trip}/pay`)
  const frame = decoded(/<iframe[^>]*src="([^"]+)"/.exec(html)?.[1] ?? '')
  const back = new URL(new URL(frame).searchParams.get('return_url') ?? '')
  back.searchParams.set('card_token', await bankTestClient(stack.url('bank'), '').cardToken(number))
  return (await guest.get(back.href)).url
}

/** Until the trip's page says so and waits for nothing more. */
export async function untilTrip(guest: Visitor, trip: string, state: string): Promise<void> {
  let seen = ''
  await eventually(`${trip} is ${state}`, PATIENCE_MS, async () => {
    const { status, html, url } = await guest.get(trip)
    seen = `${status} ${url} ${/badge-\w+/.exec(html)?.[0]} ${html.includes('class="spinner"')} ${headingOf(html)}`
    return html.includes(`badge-${state}`) && !html.includes('class="spinner"')
  }).catch((cause: unknown) => {
    throw new Error(`${String(cause)}; last seen: ${seen}`, { cause })
  })
}

export async function bookRoom(
  stack: Stack,
  guest: Visitor,
  stay: string,
  guest_name?: string,
): Promise<{ hotel: string; trip: string }> {
  const { hotel, trip } = await holdRoom(guest, resultsFor(stay), guest_name)
  await pay(stack, guest, trip, cards.good)
  await untilTrip(guest, trip, 'confirmed')
  return { hotel, trip }
}

export async function cancelTrip(guest: Visitor, trip: string): Promise<void> {
  const form = formTo((await guest.get(`${trip}/cancel`)).html, `${trip}/cancel`)
  await guest.post(form.action, form.values)
}

/** As the operator enters somebody. */
export async function hire(stack: Stack, email: string, hotel_id: string): Promise<void> {
  const places = ['--shape', stack.shape, '--data-dir', stack.data_dir]
  const { code, err } = await runCommand([
    ...['services/admin.ts', 'staff', 'add', '--hotel', hotel_id, '--email', email],
    ...places,
  ])
  if (code !== 0) throw new Error(`nobody was entered: ${err.join('\n')}`)
}

/** Nothing is slow here but a machine that does other things, too. */
const PATIENCE_MS = 30_000

export const hotelIn = (address: string): string => /htl_\w{26}/.exec(address)?.[0] ?? ''

/** Somebody signed in, with an account of their own. */
export async function person(stack: Stack): Promise<{ guest: Visitor; email: string }> {
  const { email } = await registeredPerson(stack)
  const guest = visitor(stack)
  await guest.signIn(email)
  return { guest, email }
}
