/**
 * While a service says nothing: each page says what is missing within its deadline, the others go on, what was typed is
 * kept, and sending it again does it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SANDBOX_BANK_KEY } from '#lib/config'
import { descendants, eventually } from '#lib/test/processes'
import { type Stack, startStack } from '#lib/test/stack'
import type { PortName } from '#lib/topology'
import { bankTestClient } from '../stand-ins/bank/client.ts'
import { codeFrom, newEmail, PASSWORD } from '../test-person.ts'
import { type Form, formsOf, formTo, headingOf } from './testing/forms.ts'
import { type Fault, type SiteBeside, siteBeside } from './testing/site.ts'
import { holdRoom, linkTo, type Visited, type Visitor, visitor } from './testing/visitor.ts'
import {
  bookRoom,
  cards,
  hire,
  hotelIn,
  pay,
  person,
  resultsFor,
  stayIn,
  untilTrip,
} from './testing/world.ts'

const results = resultsFor(stayIn(14, 2))
/** For the answer itself, on a machine that does other things, too. */
const SLACK_MS = 1_500

let stack: Stack
let guest: Visitor
/** Addresses: a trip that waits for payment, one that is paid, a checkout, a desk. */
let held: string
let paid: string
let book: string
let hotel: string
let desk: string

beforeAll(async () => {
  stack = await startStack({ shape: 'microservices' })
  const one = await person(stack)
  guest = one.guest
  const booked = await bookRoom(stack, guest, stayIn(20, 2))
  paid = booked.trip
  hotel = booked.hotel
  desk = `/desk/${hotelIn(hotel)}`
  await hire(stack, one.email, hotelIn(hotel))
  ;({ trip: held } = await holdRoom(guest, results))
  const free = await guest.get(resultsFor(stayIn(40, 1)))
  book = linkTo('/book?', await guest.get(linkTo('/hotels/', free)))
}, 60_000)
afterAll(async () => {
  expect(await stack?.stop()).toBe(0)
}, 30_000)

interface Seen extends Visited {
  heading: string
  took_ms: number
}
const timed = async (work: Promise<Visited>): Promise<Seen> => {
  const began_ms = performance.now()
  const visited = await work
  return { ...visited, heading: headingOf(visited.html), took_ms: performance.now() - began_ms }
}

const headings: Readonly<Record<string, string>> = {
  search: 'Hotel search is not answering right now',
  reservations: 'Bookings are not answering right now',
  payments: 'Payments are not answering right now',
  users: 'Accounts are not answering right now',
  auth: 'Sign-in is not answering right now',
}

describe('with a deadline of its own', () => {
  const budgets = { reading_ms: 500, doing_ms: 900 }
  const sites: SiteBeside[] = []
  const without = async (service: PortName, fault: Fault = 'hangs') => {
    const site = await siteBeside(stack, { [service]: fault }, budgets)
    sites.push(site)
    return site
  }
  afterAll(() => Promise.all(sites.map((site) => site.close())))

  const pages: readonly [service: PortName, path: () => string, expected: number | string][] = [
    ['search', () => '/', 'Popular destinations are not answering'],
    ['search', () => results, 503],
    ['search', () => hotel, 503],
    ['search', () => book, 503],
    ['search', () => '/trips', 200],
    ['search', () => paid, 200],
    ['search', () => `${paid}/change`, 503],
    ['search', () => desk, 'names and rates are missing'],
    ['search', () => '/desk', 'names and rates are missing'],
    ['reservations', () => '/trips', 503],
    ['reservations', () => paid, 503],
    ['reservations', () => `${paid}/cancel`, 503],
    ['reservations', () => `${paid}/stay.ics`, 503],
    ['reservations', () => desk, 503],
    ['reservations', () => '/account/export', 503],
    ['reservations', () => results, 200],
    ['reservations', () => '/account', 200],
    ['payments', () => paid, 'Payments do not answer right now'],
    ['payments', () => `${paid}/receipt.pdf`, 503],
    ['payments', () => '/account/export', 503],
    ['payments', () => '/trips', 200],
    ['users', () => '/account', 503],
    ['users', () => '/account/export', 503],
    ['users', () => book, 'your details are not filled in'],
    ['users', () => '/trips', 200],
    ['auth', () => '/account/sign-in', 503],
    ['auth', () => '/account/sign-out', 503],
    ['auth', () => results, 200],
  ]
  test.each([...new Set(pages.map(([service]) => service))])(
    '%s hangs: every page that needs it says so in time, and every other is there',
    async (service) => {
      // Their tokens are there already; what comes after those is what hangs.
      for (const path of ['/account', '/trips', paid]) await guest.get(path)
      const { handle } = await without(service)
      const visiting = guest.at(handle)
      // What a person's access is made of lives in each process of the site.
      if (service !== 'auth') for (const path of ['/account', '/trips', paid]) await visiting.get(path)
      const asked = pages.filter(([one]) => one === service)
      for (const [, path, expected] of asked) {
        const seen = await timed(visiting.get(path()))
        const limit_ms = (/export|receipt/.test(path()) ? budgets.doing_ms : budgets.reading_ms) + SLACK_MS
        expect({ path: path(), late: seen.took_ms > limit_ms }).toEqual({ path: path(), late: false })
        if (expected === 503) {
          expect([path(), seen.status, seen.heading]).toEqual([path(), 503, headings[service] ?? ''])
          expect(Number(seen.headers.get('retry-after'))).toBeGreaterThan(0)
        } else {
          expect([path(), seen.status]).toEqual([path(), 200])
          if (typeof expected === 'string') expect(seen.html).toContain(expected)
        }
      }
    },
    40_000,
  )

  test.each(['gone', 'hangs'] as const)(
    'what was typed is kept while a service is %s, and sending it again does it',
    async (fault) => {
      const [users, reservations] = [await without('users', fault), await without('reservations', fault)]
      const form = formTo((await guest.get('/account')).html, '/account/profile')
      const typed = { ...form.values, name: `Zoë "Quill" <${fault}>`, phone: '+41 61 555 01 23' }
      const away = await timed(guest.at(users.handle).post(form.action, typed))
      expect([away.status, away.heading]).toEqual([503, headings.users ?? ''])
      expect(away.took_ms).toBeLessThan(budgets.doing_ms + SLACK_MS)
      const again = kept(away, '/account/profile')
      expect(again.values).toMatchObject({ name: typed.name, phone: typed.phone })
      // And once more: whether the first was done after all, nobody could say.
      for (const _ of ['once', 'twice']) {
        const done = await guest.post('/account/profile', again.values)
        expect([done.status, done.url.endsWith('?done=profile')]).toEqual([200, true])
      }

      const checkout = formTo((await guest.get(book)).html, '/book')
      const wishes = 'a quiet room\nwith a "view"'
      const late = await timed(
        guest.at(reservations.handle).post('/book', { ...checkout.values, special_requests: wishes }),
      )
      expect([late.status, late.heading]).toEqual([503, headings.reservations ?? ''])
      // Nothing of it leads to an address that only takes forms.
      for (const href of ['/account/profile', `${paid}/resend`])
        expect(late.html).not.toContain(`href="${href}"`)
      const retry = kept(late, '/book')
      expect(retry.values.special_requests).toBe(wishes)
      expect((await guest.post('/book', retry.values)).url).toEndWith('/pay')
    },
    20_000,
  )

  test('a bank that has not taken the money yet: the trip is confirmed, and its letter is said to come', async () => {
    const bank = bankTestClient(stack.url('bank'), SANDBOX_BANK_KEY)
    const { guest: payer } = await person(stack)
    const { trip } = await holdRoom(payer, resultsFor(stayIn(36, 1)))
    await bank.behave({ manner: 'broken', path: 'capture' })
    try {
      await pay(stack, payer, trip, cards.good)
      await eventually('it is confirmed', 10_000, async () =>
        (await payer.get(trip)).html.includes('badge-confirmed'),
      )
      const resend = formTo((await payer.get(trip)).html, `${trip}/resend`)
      expect((await payer.post(resend.action, resend.values)).html).toContain(
        'The email comes as soon as the payment has gone through.',
      )
    } finally {
      await bank.behave({})
    }
    await untilTrip(payer, trip, 'confirmed')
  }, 60_000)

  test('a password that was typed is asked for again, and written into no page', async () => {
    const { handle } = await without('users', 'gone')
    const form = formTo((await guest.get('/account')).html, '/account/password')
    const secrets = { current_password: 'seven lamps', new_password: 'eight lamps of architecture' }
    const away = await guest.at(handle).post(form.action, { ...form.values, ...secrets })
    expect(away.status).toBe(503)
    expect(away.html).not.toMatch(/lamps/)
    expect(kept(away, '/account/password').typed.sort()).toEqual(['current_password', 'new_password'])
  })

  test('whoever signs out while sign-in is away leaves this browser', async () => {
    const { guest: leaver } = await person(stack)
    const { handle } = await without('auth', 'gone')
    const page = await leaver.at(handle).get('/account/sign-out')
    const form = formTo(page.html, '/account/sign-out')
    const left = await leaver.at(handle).post(form.action, form.values)
    expect([left.status, headingOf(left.html)]).toEqual([200, 'You are signed out'])
    expect([...leaver.cookies.keys()]).not.toContain('vacancy-person')
    // By nobody's link: without the form of our own page nothing is left.
    const { guest: other } = await person(stack)
    await other.at(handle).post('/account/sign-out', {})
    expect([...other.cookies.keys()]).toContain('vacancy-person')
  })

  test('a service that fails is not said to be away, and one that has enough says how long to wait', async () => {
    const broken = await without('search', 'fails')
    expect(headingOf((await guest.at(broken.handle).get(results)).html)).toBe(
      'Something went wrong on our side',
    )
    // Whatever it answers, what is seen is a page.
    const odd = await guest.at((await without('search', 'raves')).handle).get(hotel)
    expect([odd.status, headingOf(odd.html)]).toEqual([500, 'Something went wrong on our side'])
    const busy = await without('users', 'refuses')
    const form = formTo((await guest.get('/account/sign-up')).html, '/account/sign-up')
    const answer = await guest.at(busy.handle).post(form.action, { ...form.values, name: 'Ann' })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '120'])
    expect(kept(answer, '/account/sign-up').values.name).toBe('Ann')
  })
})

test('two processes of the site take turns with one person, who stays signed in', async () => {
  const { guest: walker } = await person(stack)
  const { trip } = await holdRoom(walker, resultsFor(stayIn(44, 1)))
  const budgets = { reading_ms: 4_000, doing_ms: 4_000 }
  const [one, other] = [await siteBeside(stack, {}, budgets), await siteBeside(stack, {}, budgets)]
  // Each page needs access that its process does not have yet, and gets it by what the last process has left.
  for (const [site, path] of [
    [one, '/account'],
    [other, '/account'],
    [other, '/trips'],
    [other, trip],
    [one, '/trips'],
    [one, trip],
  ] as const) {
    // Not by way of sign-in, which would know them still.
    expect(await walker.at(site.handle).get(path)).toMatchObject({ status: 200, hops: 0 })
  }
  expect(await walker.get(trip)).toMatchObject({ status: 200, hops: 0 })
  await Promise.all([one.close(), other.close()])
}, 20_000)

/** The form that a page offers to send again. */
function kept(page: Visited, action: string): Form {
  const form = formsOf(page.html).find((one) => one.action === action && one.method === 'post')
  if (form === undefined) throw new Error(`nothing to send again: ${headingOf(page.html)}`)
  expect(page.html).toContain('Send it again')
  return form
}

describe.skipIf(process.platform !== 'linux')('while a process is stopped, with the real deadlines', () => {
  /** A stopped process takes connections and says nothing: worse than one that is gone. */
  const hanging = async (service: string, work: () => Promise<void>) => {
    const all = await descendants(stack.pid)
    const pid = all.find(({ command }) => command.includes(`serve.ts ${service} `))?.pid
    if (pid === undefined) throw new Error(`no process of ${service}`)
    process.kill(pid, 'SIGSTOP')
    try {
      await work()
    } finally {
      process.kill(pid, 'SIGCONT')
      const is_ready = ['bank', 'partner-hotels', 'mailbox'].includes(service) ? '/healthz' : '/readyz'
      await eventually(`${service} answers`, 10_000, async () => {
        const url = stack.url(service as PortName) + is_ready
        return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok
      })
    }
  }
  const READING_MS = 4_000
  const all = (...paths: string[]) => Promise.all(paths.map((path) => timed(guest.get(path))))
  const inTime = (seen: readonly Seen[]) => {
    for (const { url, took_ms } of seen)
      expect({ url, late: took_ms > READING_MS + SLACK_MS }).toEqual({ url, late: false })
    return seen.map(({ status, heading }) => [status, heading] as const)
  }

  test('reservations: no trips, but hotels and their prices', async () => {
    await hanging('reservations', async () => {
      const seen = await all('/trips', held, `${held}/change`, results, '/account')
      const [trips, one, change, found, account] = inTime(seen)
      for (const page of [trips, one, change]) expect(page).toEqual([503, headings.reservations ?? ''])
      expect(seen[1]?.html).toContain(`href="${held}"`)
      expect([found?.[0], account?.[0]]).toEqual([200, 200])
    })
    expect((await guest.get(held)).status).toBe(200)
  }, 30_000)

  test('search: trips stay, and so does a desk', async () => {
    await hanging('search', async () => {
      const seen = await all(results, '/trips', held, desk)
      expect(inTime(seen).map(([status]) => status)).toEqual([503, 200, 200, 200])
      expect(seen[3]?.html).toContain('names and rates are missing')
    })
  }, 30_000)

  test('pdf-reports: it is the receipt that is missing, and not the payments', async () => {
    await hanging('pdf-reports', async () => {
      const site = await siteBeside(stack, {}, { reading_ms: 2_000, doing_ms: 2_000 })
      const [receipt, trip] = await Promise.all([
        timed(guest.at(site.handle).get(`${paid}/receipt.pdf`)),
        timed(guest.get(paid)),
      ])
      await site.close()
      expect([receipt.status, receipt.heading]).toEqual([503, 'Receipts cannot be made right now'])
      expect(receipt.took_ms).toBeLessThan(2_000 + SLACK_MS)
      expect([trip.status, trip.html.includes('badge-confirmed')]).toEqual([200, true])
    })
    const receipt = await guest.get(`${paid}/receipt.pdf`)
    expect([receipt.status, receipt.html.slice(0, 5)]).toEqual([200, '%PDF-'])
  }, 30_000)

  test('partners: what they sell is missing, and that is said', async () => {
    await hanging('partner-hotels', async () => {
      // A party that nobody has asked for: what partners said is kept for a moment.
      const [found] = await all(results.replace('adults=2', 'adults=1'))
      expect(found?.status).toBe(200)
      expect(found?.html).toMatch(/\d (timed out|could not answer)/)
      expect(found?.took_ms).toBeLessThan(1_000 + SLACK_MS)
    })
  }, 30_000)

  test('the mailbox: whoever signs up is told to look into it, and gets the letter later', async () => {
    const email = newEmail()
    await hanging('mailbox', async () => {
      const form = formTo((await guest.get('/account/sign-up')).html, '/account/sign-up')
      const fields = { ...form.values, name: 'Ann', email, password: PASSWORD }
      const answer = await timed(guest.post(form.action, fields))
      expect([answer.status, answer.heading]).toEqual([200, 'Look into your inbox'])
      expect(answer.took_ms).toBeLessThan(READING_MS + SLACK_MS)
    })
    expect(await codeFrom(stack, email, 'Confirm your email address')).toStartWith('vrf_')
  }, 30_000)

  test('the bank: a trip waits for it, and is paid when it is back', async () => {
    const { guest: payer } = await person(stack)
    const { trip } = await holdRoom(payer, resultsFor(stayIn(33, 1)))
    const card = await cardFor(payer, trip)
    await hanging('bank', async () => {
      const site = await siteBeside(stack, {}, { reading_ms: 3_000, doing_ms: 3_000 })
      const led = await timed(payer.at(site.handle).get(card))
      await site.close()
      expect(led.took_ms).toBeLessThan(2 * 3_000 + SLACK_MS)
      // Either the payment waits for what the bank will say, or nothing is known yet: it may be tried again.
      if (led.status === 200) expect(led.html).toContain('badge-paying')
      else expect([led.status, led.heading]).toEqual([503, 'Payments are not answering right now'])
    })
    await payer.get(card)
    await untilTrip(payer, trip, 'confirmed')
  }, 60_000)
  /** Where the bank's form would lead back to. */
  const cardFor = async (payer: Visitor, trip: string) => {
    let address = ''
    const spy = {
      ...payer,
      get: async (path: string) => {
        if (path.includes('card_token=')) {
          address = path
          return payer.get('/trips')
        }
        return payer.get(path)
      },
    }
    await pay(stack, spy, trip, cards.good)
    return address
  }

  test('auth: nobody signs in, and who is signed in goes on', async () => {
    await hanging('auth', async () => {
      const stranger = await timed(visitor(stack).get('/account/sign-in'))
      expect([stranger.status, stranger.heading]).toEqual([503, headings.auth ?? ''])
      expect(stranger.took_ms).toBeLessThan(READING_MS)
      expect(inTime(await all('/trips', results)).map(([status]) => status)).toEqual([200, 200])
    })
  }, 30_000)
})
