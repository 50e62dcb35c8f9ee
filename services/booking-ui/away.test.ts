/** The pages of somebody signed in while a service hangs: each says what is missing, and the others go on. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { descendants, eventually } from '#lib/test/processes'
import { type Stack, startStack, TEST_TODAY } from '#lib/test/stack'
import { registeredPerson } from '../test-person.ts'
import { holdRoom, type Visitor, visitor } from './testing/visitor.ts'

const stay = `check_in=${addDays(TEST_TODAY, 14)}&check_out=${addDays(TEST_TODAY, 16)}&adults=2`
const results = `/search?destination_id=geo_2988507&${stay}`

describe.skipIf(process.platform !== 'linux')('while a service hangs', () => {
  let stack: Stack
  let guest: Visitor
  let trip: string
  let book: string

  beforeAll(async () => {
    stack = await startStack({ shape: 'microservices' })
    guest = visitor(stack)
    const { email } = await registeredPerson(stack)
    await guest.signIn(email)
    ;({ book, trip } = await holdRoom(guest, results))
    expect((await guest.get(trip)).status).toBe(200)
  }, 60_000)
  afterAll(async () => {
    expect(await stack?.stop()).toBe(0)
  }, 30_000)

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
      await eventually(`${service} answers`, 5_000, async () => {
        const name = service as Parameters<Stack['url']>[0]
        return (await fetch(`${stack.url(name)}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok
      })
    }
  }
  /** Status, and the heading of the page. */
  const seen = async (path: string) => {
    const { status, html } = await guest.get(path)
    return { status, heading: /<h1[^>]*>([^<]*)/.exec(html)?.[1] ?? '', html }
  }
  const away = (heading: string) => ({ status: 503, heading: `${heading} not answering right now` })

  test('reservations: no trips, but hotels and their prices', async () => {
    await hanging('reservations', async () => {
      const [trips, one, change, found, account] = await Promise.all(
        ['/trips', trip, `${trip}/change`, results, '/account'].map(seen),
      )
      for (const page of [trips, one, change]) expect(page).toMatchObject(away('Bookings are'))
      expect(one?.html).toContain(`href="${trip}"`)
      expect([found?.status, account?.status]).toEqual([200, 200])
    })
    expect((await seen(trip)).status).toBe(200)
  }, 20_000)

  test('payments: a trip says that they are missing', async () => {
    await hanging('payments', async () => {
      const [one, trips] = await Promise.all([trip, '/trips'].map(seen))
      expect([one?.status, trips?.status]).toEqual([200, 200])
      expect(one?.html).toContain('Payments do not answer right now')
    })
    expect((await seen(trip)).html).not.toContain('Payments do not answer')
  }, 20_000)

  test('users: no account, but a booking can be made by hand', async () => {
    await hanging('users', async () => {
      const [account, checkout, trips] = await Promise.all(['/account', book, '/trips'].map(seen))
      expect(account).toMatchObject(away('Accounts are'))
      expect([checkout?.status, trips?.status]).toEqual([200, 200])
      expect(checkout?.html).toContain('your details are not filled in')
    })
  }, 20_000)

  test('search: trips stay', async () => {
    await hanging('search', async () => {
      const [found, checkout, home, trips, one] = await Promise.all(
        [results, book, '/', '/trips', trip].map(seen),
      )
      expect(found).toMatchObject(away('Hotel search is'))
      expect(checkout).toMatchObject(away('Hotel search is'))
      expect([home?.status, trips?.status, one?.status]).toEqual([200, 200, 200])
      expect(home?.html).toContain('Popular destinations are not answering right now')
    })
  }, 20_000)

  test('auth: nobody signs in, and who is signed in goes on', async () => {
    await hanging('auth', async () => {
      const stranger = await visitor(stack).get('/account/sign-in')
      expect(stranger.status).toBe(503)
      expect(stranger.html).toContain('Sign-in is not answering right now')
      const [trips, found] = await Promise.all(['/trips', results].map(seen))
      expect([trips?.status, found?.status]).toEqual([200, 200])
    })
  }, 20_000)
})
