/** The number of a card, wherever somebody may put it, is kept nowhere: in no database, no log, no file. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { eventually } from '#lib/test/processes'
import { type Stack, shapes, startStack, TEST_TODAY } from '#lib/test/stack'
import { cardLike, everythingKept, occurrences } from './test-cards.ts'
import { type TestCustomer, testCustomer } from './test-customer.ts'

/** That of the test card that pays, and some that nobody has ever had. */
const PAYS = '4242424242424242'
const numbers = [PAYS, '5105105105105100', '371449635398431', '6011000990139424'] as const
const grouped = (number: string) => number.replace(/(\d{4})(?=\d)/g, '$1 ')

describe('what is looked for', () => {
  test.each([
    PAYS,
    grouped(PAYS),
    `card${PAYS}x`,
    `_${PAYS}.`,
    '4242-4242-4242-4242',
    '4242.4242.4242.4242',
    `"${PAYS}"`,
    '4222222222222',
    '{"a":"371449635398431"}',
    `2026-11-23T12:00:00Z ${PAYS}`,
  ])('%p would be found', (text) => expect(cardLike(text)).not.toEqual([]))

  test.each([
    '2026-11-23 12:00:00.123456+00',
    'res_01jdhm2q3r4s5t6v7w8x9y0z1a',
    '0190163d-8694-739b-aea5-966c26f8ad91',
    '48.85661400000123',
    'GET /v1/destinations/geo_2643743 200 2.84 ms',
    'duration_ms=2643.7432003303 limit=\u001b[2m774.3944825031',
    '4242424242424241',
    // A request's id, whatever its digits.
    'request_id=f446162326339501',
  ])('%p is none', (text) => expect(cardLike(text)).toEqual([]))

  test('a number is found in whatever form', () => {
    for (const text of [
      PAYS,
      grouped(PAYS),
      '4.2.4.2.4.2.4.2.4.2.4.2.4.2.4.2',
      Buffer.from(PAYS).toString('hex'),
      Buffer.from(PAYS, 'utf16le').toString('hex'),
      Buffer.from(`xy${PAYS}`).toString('base64'),
      Buffer.from(`x${PAYS}`).toString('base64'),
    ])
      expect([text, occurrences(text, PAYS) > 0]).toEqual([text, true])
  })
})

describe.each(shapes)('as a %s', (shape) => {
  let stack: Stack
  let customer: TestCustomer
  beforeAll(async () => {
    stack = await startStack({ shape, env: { VACANCY_PROFILE: 'demo', VACANCY_LOG_LEVEL: 'debug' } })
    customer = await testCustomer(stack, 'customer')
  }, 90_000)
  afterAll(async () => {
    await stack?.stop()
  }, 30_000)

  const key = () => crypto.randomUUID()
  const quote = (days: number) => customer.quote({ check_in: addDays(TEST_TODAY, days), nights: 2 })

  /** As a client that has understood nothing: everywhere. Answers the statuses. */
  async function everywhere(number: string, reservation_id: string): Promise<number[]> {
    const encoded = encodeURIComponent(grouped(number))
    const json = { 'content-type': 'application/json' }
    const token = async (service: string) => ({ authorization: `Bearer ${await customer.tokenFor(service)}` })
    const [paying, booking] = [await token('payments'), await token('reservations')]
    const { quote: text } = await quote(50)
    const pay = (body: object | string, headers: Record<string, string> = {}) =>
      fetch(`${stack.url('payments')}/v1/payments`, {
        method: 'POST',
        headers: { ...json, ...paying, 'idempotency-key': key(), ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
    const hold = (more: object) =>
      fetch(`${stack.url('reservations')}/v1/reservations`, {
        method: 'POST',
        headers: { ...json, ...booking, 'idempotency-key': key() },
        body: JSON.stringify({ quote: text, guest: customer.guest(), ...more }),
      })
    const guest = customer.guest()
    const cursor = Buffer.from(`${number} res_${number}`).toString('base64url')
    const get = (service: 'search' | 'payments' | 'reservations' | 'booking-ui' | 'auth', path: string) =>
      fetch(stack.url(service) + path, {
        headers: {
          ...(service === 'payments' ? paying : booking),
          'user-agent': number,
          'x-request-id': number,
          traceparent: `00-${number.padEnd(32, '0')}-b7ad6b7169203331-01`,
          referer: `http://localhost/${number}`,
          cookie: `card=${number}`,
        },
        redirect: 'manual',
      })
    const asked = [
      pay({ reservation_id, card_token: number }),
      pay({ reservation_id, card_token: grouped(number) }),
      pay({ reservation_id, card_token: `tok_${number}` }),
      pay({ reservation_id, card_token: 'tok_00000000000000000000000000', [number]: number }),
      pay({ reservation_id: `res_${number}`, card_token: 'tok_00000000000000000000000000' }),
      pay({ reservation_id, card: { number }, return_url: `http://localhost:3000/?card=${number}` }),
      pay({
        ...{ reservation_id, card_token: await customer.bank.cardToken(PAYS) },
        return_url: `http://localhost:3000/?card=${number}`,
      }),
      pay(`{"card_token": "${number}`),
      pay(
        { reservation_id: 'res_00000000000000000000000000', card_token: await customer.bank.cardToken(PAYS) },
        {
          'idempotency-key': number,
        },
      ),
      pay({}, { authorization: `Bearer ${number}` }),
      pay({}, { 'content-type': number }),
      hold({ special_requests: `My card is ${grouped(number)}, 04/29` }),
      hold({ guest: { ...guest, name: number } }),
      hold({ guest: { ...guest, phone: `+${number}` } }),
      hold({ guest: { ...guest, email: `${number}@guests.example` } }),
      hold({ quote: number }),
      get('payments', `/v1/payments/${number}`),
      get('payments', `/v1/payments/${number}/receipt`),
      get('payments', `/v1/payments?reservation_id=${number}`),
      get('payments', `/v1/invoices/${number}`),
      get('reservations', `/v1/reservations/${number}`),
      get('reservations', `/v1/reservations?cursor=${cursor}&state=${number}`),
      get('reservations', `/v1/reservations?cursor=${number}`),
      get('search', `/v1/destinations?q=${encoded}`),
      get('search', `/v1/search?destination_id=${number}`),
      get('booking-ui', `/search?q=${encoded}`),
      get('booking-ui', `/${number}`),
      get('auth', `/oauth/authorize?client_id=${number}&state=${number}`),
      fetch(`${stack.url('auth')}/oauth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${number}:${number}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: number }),
      }),
      fetch(`${stack.url('users')}/v1/users`, {
        ...{ method: 'POST', headers: json },
        body: JSON.stringify({ email: guest.email, password: 'seven lamps of architecture', name: number }),
      }),
      fetch(`${stack.url('payments')}/v1/bank/webhooks`, {
        ...{ method: 'POST', headers: { ...json, 'bank-signature': number } },
        body: JSON.stringify({ id: number, data: { reference: number } }),
      }),
    ]
    const statuses: number[] = []
    for (const answer of await Promise.all(asked)) {
      const body = await answer.text()
      statuses.push(answer.status)
      // Of what APIs answer; a page shows people what they have typed.
      if (answer.headers.get('content-type')?.includes('json') === true)
        expect([answer.url, occurrences(body, number)]).toEqual([answer.url, 0])
    }
    return statuses
  }

  test('is refused or forgotten wherever it comes, and then it is nowhere', async () => {
    const { quote: text } = await quote(40)
    const held = await customer.reservations.hold({ quote: text, guest: customer.guest() }, key())
    const card_token = await customer.bank.cardToken(PAYS)
    const payment = await customer.payments.pay({ reservation_id: held.id, card_token }, key())
    for (const number of numbers)
      for (const status of await everywhere(number, held.id)) expect(status).toBeLessThan(500)
    await eventually('the payment is captured', 20_000, async () => {
      return (await customer.payments.payment(payment.id)).status === 'captured'
    })
    const kept = await everythingKept(stack)
    // What is read is what was written: the booking, the payment, the lines of the log, the bank's token.
    const holds = (what: string) => kept.filter(({ text }) => text.includes(what)).map(({ where }) => where)
    expect(holds(held.id).length).toBeGreaterThan(3)
    expect(holds(payment.id).some((where) => where.startsWith('bank/'))).toBe(true)
    expect(holds('starting PostgreSQL')).toEqual(['postgres.log'])
    expect(holds('"path":"/v1/payments"').concat(holds('/v1/payments'))).toContain('the log')
    for (const { where, text } of kept) {
      for (const number of numbers)
        expect([where, number, occurrences(text, number)]).toEqual([where, number, 0])
      // A catalogue that was generated has figures of its own, and nobody can write into it.
      if (!generated.test(where) && !where.startsWith('bank/'))
        expect([where, cardLike(text)]).toEqual([where, []])
    }
  }, 90_000)
})

/** Filled from the dataset alone. */
const generated = /^search\.|^reservations\.(room_types|room_nights|inventory_changes)$/
