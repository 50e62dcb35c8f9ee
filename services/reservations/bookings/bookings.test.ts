/** Bookings over HTTP and real rows; what payments would say comes as its events. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import type { Reservation, Sold } from './contract.ts'

let api: TestReservations
let moved_ms = 0
const now = () => new Date(Date.now() + moved_ms)
beforeAll(async () => {
  api = await testReservations({ now })
  api.service.shedding.off()
  const many = { first_night: TODAY, last_night: addDays(TODAY, 100), capacity: 100 }
  await api.client.change(api.roomType(3), many)
})
afterAll(() => api.close())

interface Asked {
  sold?: Sold
  quote?: string
  key?: string
  token?: string
  body?: object
}
const post = (path: string, body: object, { key, token }: Asked = {}) =>
  api.ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'idempotency-key': key ?? crypto.randomUUID(),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  })
const hold = async (asked: Asked = {}) => {
  const quote = asked.quote ?? (await api.quote(asked.sold ?? soldOf(api.roomType(3))))
  return post('/v1/reservations', { quote, guest, ...asked.body }, asked)
}
const made = async (response: Response | Promise<Response>) => {
  const answered = await response
  if (!answered.ok) throw new Error(await answered.text())
  return (await answered.json()) as Reservation
}
const codeOf = async (response: Response | Promise<Response>) => {
  const { status, ...answered } = {
    status: (await response).status,
    ...((await (await response).json()) as { code?: string }),
  }
  return `${status} ${answered.code ?? ''}`
}
const stateOf = async (id: string) => (await made(api.ask(`/v1/reservations/${id}`))).state
const booked = async ({ room_type, check_in, check_out }: Sold) => {
  const { rows } = await api.pool.query<{ booked: number }>(
    `select coalesce(sum(n.booked), 0)::int as booked from reservations.room_nights n
     join reservations.room_types t using (room_type_id) where t.id = $1 and night >= $2 and night < $3`,
    [room_type.id, check_in, check_out],
  )
  return rows[0]?.booked ?? 0
}
const pay_id = () => `pay_0${crypto.randomUUID().replaceAll('-', '').slice(0, 25)}`
const subject = 'usr_00000000000000000000000001'
const attempt = (id: string, payment_id: string, owner = subject) =>
  post(`/v1/reservations/${id}/payment-attempts`, { payment_id, owner })
const event = async (
  type: string,
  reservation: Reservation,
  payment_id: string,
  id: string = crypto.randomUUID(),
) =>
  api.ask('/v1/events', {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      ...{ specversion: '1.0', id, source: 'payments', type: `payments.${type}`, subject: payment_id },
      data: { payment_id, reservation_id: reservation.id, amount: reservation.total },
    }),
  })
const jobs = async (queue: string, id: string) => {
  const { rows } = await api.pool.query<{ data: { data: Record<string, string> } }>(
    'select data from reservations_jobs.job where name = $1',
    [queue],
  )
  return rows.map(({ data }) => data.data).filter(({ booking_id }) => booking_id === id)
}
const confirmed = async (sold?: Sold) => {
  const reservation = await made(hold(sold === undefined ? {} : { sold }))
  const payment_id = pay_id()
  await attempt(reservation.id, payment_id)
  await event('authorized', reservation, payment_id)
  return { reservation, payment_id }
}
const paid = async (sold?: Sold) => {
  const one = await confirmed(sold)
  await event('captured', one.reservation, one.payment_id)
  return one
}

test('a hold takes its rooms, and is told as it was when asked again', async () => {
  const sold = soldOf(api.roomType(3), { check_in: addDays(TODAY, 30) })
  const before = await booked(sold)
  const key = crypto.randomUUID()
  const quote = await api.quote(sold)
  const first = await hold({ quote, key })
  expect(first.status).toBe(201)
  const text = await first.text()
  expect(JSON.parse(text)).toMatchObject({ state: 'hold', guest, total: sold.total })
  expect(await booked(sold)).toBe(before + 2)
  moved_ms += 16 * 60_000
  expect(await (await hold({ quote, key })).text()).toBe(text)
  moved_ms = 0
})

test('fifty identical requests at once have one effect and one answer', async () => {
  const sold = soldOf(api.roomType(3), { check_in: addDays(TODAY, 40) })
  const before = await booked(sold)
  const asked = { quote: await api.quote(sold), key: crypto.randomUUID() }
  const answers = await Promise.all(Array.from({ length: 50 }, async () => (await hold(asked)).text()))
  expect(new Set(answers).size).toBe(1)
  expect(await booked(sold)).toBe(before + 2)
})

test('of two hundred who want the last room one gets it', async () => {
  const room_type_id = api.roomType(3)
  const night = addDays(TODAY, 50)
  const sold = soldOf(room_type_id, { check_in: night, check_out: addDays(night, 1) })
  await api.client.change(room_type_id, { first_night: night, last_night: night, capacity: 1 })
  const one = async (): Promise<Response> => {
    const asked = { quote: await api.quote(sold), key: crypto.randomUUID() }
    // A machine that is busy may have no connection for it: that is no answer, and asked again.
    for (;;) {
      const answer = await hold(asked)
      if (answer.status !== 503) return answer
    }
  }
  const answers = await Promise.all(Array.from({ length: 200 }, one))
  const codes = await Promise.all(answers.map(async (one) => (one.ok ? 'held' : codeOf(one))))
  expect(codes.filter((code) => code === 'held')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['held', '409 sold_out']))
  expect(await booked(sold)).toBe(1)
})

test.each([
  [
    'used before',
    async () => {
      const quote = await api.quote(soldOf(api.roomType(3)))
      await hold({ quote })
      return hold({ quote })
    },
    '409 quote_used',
  ],
  [
    'over',
    async () => hold({ quote: await api.quote(soldOf(api.roomType(3)), { exp: 1_000_000 }) }),
    '410 quote_expired',
  ],
  [
    'tampered with',
    async () => {
      const [head, , signature] = (await api.quote(soldOf(api.roomType(3)))).split('.')
      const [, cheaper] = (
        await api.quote(soldOf(api.roomType(3), { total: { amount: 1, currency: 'EUR' } }))
      ).split('.')
      return hold({ quote: `${head}.${cheaper}.${signature}` })
    },
    '422 quote_tampered',
  ],
  [
    'for days that are over',
    async () => hold({ sold: soldOf(api.roomType(3), { check_in: addDays(TODAY, -3) }) }),
    '422 stay_past',
  ],
  ['no quote', () => hold({ quote: 'x.y.z' }), '422 quote_invalid'],
] as const)('a quote that is %s is refused, and nothing is taken', async (_, ask, code) => {
  expect(await codeOf(ask())).toBe(code)
})

test.each([
  [{ guest: { ...guest, name: 'a\nb' } }, 'guest.name'],
  [{ guest: { ...guest, name: ' ' } }, 'guest.name'],
  [{ guest: { ...guest, email: 'two@x, three@y' } }, 'guest.email'],
  [{ guest: { ...guest, language: 'tlh' } }, 'guest.language'],
  [{ total: 1 }, 'total'],
])('bad input %j names its field', async (body, field) => {
  const response = await hold({ body })
  expect(response.status).toBe(422)
  expect(JSON.stringify(await response.json())).toContain(`"${field}"`)
})

test('without a key, or with one of another request', async () => {
  const quote = await api.quote(soldOf(api.roomType(3)))
  expect(
    await codeOf(api.ask('/v1/reservations', { method: 'POST', body: JSON.stringify({ quote, guest }) })),
  ).toBe('400 idempotency_key_required')
  const key = crypto.randomUUID()
  await hold({ quote, key })
  expect(await codeOf(hold({ key, body: { special_requests: 'a cot' } }))).toBe('422 idempotency_key_reused')
})

test("somebody else's is not there, by whatever route", async () => {
  const { id } = await made(hold())
  const token = await api.tokenOf('usr_00000000000000000000000002')
  const headers = { authorization: `Bearer ${token}` }
  expect(await codeOf(api.ask(`/v1/reservations/${id}`, { headers }))).toBe('404 unknown_reservation')
  expect(await codeOf(post(`/v1/reservations/${id}/cancellation`, {}, { token }))).toBe(
    '404 unknown_reservation',
  )
  const quote = await api.quote(soldOf(api.roomType(3)))
  expect(await codeOf(post(`/v1/reservations/${id}/changes`, { quote }, { token }))).toBe(
    '404 unknown_reservation',
  )
  expect(await codeOf(attempt(id, pay_id(), 'usr_00000000000000000000000002'))).toBe(
    '404 unknown_reservation',
  )
  expect(await codeOf(api.ask('/v1/reservations/nonsense'))).toBe('404 unknown_reservation')
  const list = (await (await api.ask('/v1/reservations', { headers })).json()) as { data: unknown[] }
  expect(list.data).toEqual([])
})

test('the list has pages, the newest first', async () => {
  const token = await api.tokenOf('usr_00000000000000000000000003')
  const ids: string[] = []
  for (let i = 0; i < 3; i++) ids.unshift((await made(hold({ token }))).id)
  const page = async (query: string) =>
    (await (
      await api.ask(`/v1/reservations?limit=2${query}`, { headers: { authorization: `Bearer ${token}` } })
    ).json()) as {
      data: Reservation[]
      next_cursor: string | null
    }
  const first = await page('')
  const second = await page(`&cursor=${first.next_cursor}`)
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids)
  expect(second.next_cursor).toBeNull()
  expect(await codeOf(api.ask('/v1/reservations?cursor=abc'))).toBe('400 cursor_invalid')
})

test('paid: confirmed once, captured by a job, told once to guest and hotel', async () => {
  const { reservation, payment_id } = await confirmed()
  const again = await event('authorized', reservation, payment_id)
  expect(again.status).toBe(204)
  expect(await stateOf(reservation.id)).toBe('confirmed')
  expect(await jobs('bookings', reservation.id)).toEqual([
    { kind: 'capture', payment_id, booking_id: reservation.id },
  ])
  await event('captured', reservation, payment_id)
  await event('captured', reservation, payment_id)
  const letters = await jobs('letters', reservation.id)
  expect(letters.map(({ kind }) => kind).sort()).toEqual(['confirmed', 'hold', 'hotel_new'])
  const { history } = await made(api.ask(`/v1/reservations/${reservation.id}`))
  expect(history.map(({ state, cause }) => `${state} ${cause}`)).toEqual([
    'hold held',
    'paying payment_begun',
    'confirmed payment_authorized',
  ])
})

test('events out of order and of other payments change nothing', async () => {
  const { reservation, payment_id } = await confirmed()
  const other = pay_id()
  await event('captured', reservation, other)
  await event('failed', reservation, other)
  expect(await stateOf(reservation.id)).toBe('confirmed')
  await event('captured', reservation, payment_id)
  // Told late: the failure of an attempt before it.
  await event('failed', reservation, payment_id)
  expect(await stateOf(reservation.id)).toBe('confirmed')
})

test('a declined payment leaves the hold, and another one may be tried', async () => {
  const reservation = await made(hold())
  const [first, second] = [pay_id(), pay_id()]
  await attempt(reservation.id, first)
  expect(await codeOf(attempt(reservation.id, second))).toBe('409 reservation_state')
  await event('failed', reservation, first)
  expect(await stateOf(reservation.id)).toBe('hold')
  expect((await attempt(reservation.id, second)).status).toBe(200)
  expect((await attempt(reservation.id, second)).status).toBe(200)
  await event('authorized', reservation, first)
  expect(await stateOf(reservation.id)).toBe('paying')
  expect(await jobs('bookings', reservation.id)).toEqual([
    { kind: 'void', payment_id: first, booking_id: reservation.id },
  ])
})

test('a second late is too late: the rooms go back, and money that comes then is given free', async () => {
  const sold = soldOf(api.roomType(3), { check_in: addDays(TODAY, 60) })
  const before = await booked(sold)
  const reservation = await made(hold({ sold }))
  const payment_id = pay_id()
  moved_ms = 901_000
  expect(await codeOf(attempt(reservation.id, payment_id))).toBe('410 hold_expired')
  await until(async () => (await stateOf(reservation.id)) === 'expired')
  moved_ms = 0
  expect(await booked(sold)).toBe(before)
  await event('authorized', reservation, payment_id)
  expect(await stateOf(reservation.id)).toBe('expired')
  expect(await jobs('bookings', reservation.id)).toEqual([
    { kind: 'void', payment_id, booking_id: reservation.id },
  ])
})

test('cancelled while the guest is at the bank: the payment is given free, and nobody waits for the guest', async () => {
  const reservation = await made(hold())
  const payment_id = pay_id()
  await attempt(reservation.id, payment_id)
  const path = `/v1/reservations/${reservation.id}/cancellation`
  expect(await (await post(path, {})).json()).toMatchObject({ reservation: { state: 'cancelled' } })
  await post(path, {})
  expect(await jobs('bookings', reservation.id)).toEqual([
    { kind: 'void', payment_id, booking_id: reservation.id },
  ])
})

test('cancelled: what the policy pays back, the rooms, once', async () => {
  const sold = soldOf(api.roomType(3), { check_in: addDays(TODAY, 70) })
  const before = await booked(sold)
  const { reservation } = await paid(sold)
  const path = `/v1/reservations/${reservation.id}/cancellation`
  const preview = await (await post(path, { dry_run: true })).json()
  expect(preview).toMatchObject({ dry_run: true, refund_percent: 50, refund: { amount: 10_000 } })
  expect(await stateOf(reservation.id)).toBe('confirmed')
  const answers = await Promise.all(Array.from({ length: 5 }, async () => (await post(path, {})).json()))
  for (const answer of answers) {
    expect(answer).toMatchObject({
      refund_percent: 50,
      refund: { amount: 10_000 },
      reservation: { state: 'cancelled' },
    })
  }
  expect(await booked(sold)).toBe(before)
  const tasks = await jobs('bookings', reservation.id)
  expect(tasks.filter(({ kind }) => kind === 'refund')).toHaveLength(1)
  const letters = (await jobs('letters', reservation.id)).map(({ kind }) => kind).sort()
  expect(letters).toEqual(['cancelled', 'confirmed', 'hold', 'hotel_cancelled', 'hotel_new'])
  expect(
    await codeOf(post(`/v1/reservations/${reservation.id}/changes`, { quote: await api.quote(sold) })),
  ).toBe('409 reservation_state')
})

test('cancelled only for the refund that was expected, where one was', async () => {
  const { reservation } = await confirmed(soldOf(api.roomType(3), { check_in: addDays(TODAY, 66) }))
  const path = `/v1/reservations/${reservation.id}/cancellation`
  const euros = (amount: number) => ({ expected_refund: { amount, currency: 'EUR' } })
  for (const expected of [
    euros(20_000),
    euros(0),
    { expected_refund: { amount: 10_000, currency: 'USD' } },
  ]) {
    const answer = await post(path, expected)
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { code: 'refund_changed', refund_percent: 50, refund: { amount: 10_000, currency: 'EUR' } },
    ])
  }
  expect(await stateOf(reservation.id)).toBe('confirmed')
  expect(await (await post(path, { dry_run: true, ...euros(1) })).json()).toMatchObject({ dry_run: true })
  const cancelled = { refund: { amount: 10_000 }, reservation: { state: 'cancelled' } }
  expect(await (await post(path, euros(10_000))).json()).toMatchObject(cancelled)
  // It is done: whatever is expected of it now, this is what came of it.
  expect(await (await post(path, euros(20_000))).json()).toMatchObject(cancelled)
})

test('changed to a cheaper stay: only the difference of the rooms moves, the rest is paid back', async () => {
  const room_type_id = api.roomType(3)
  const check_in = addDays(TODAY, 80)
  const night = (from: number, to: number) =>
    soldOf(room_type_id, { check_in: addDays(check_in, from), check_out: addDays(check_in, to) })
  const [before_first, before_last] = [await booked(night(0, 1)), await booked(night(3, 4))]
  const { reservation } = await confirmed(night(0, 4))
  const changed = await made(
    post(`/v1/reservations/${reservation.id}/changes`, { quote: await api.quote(night(1, 4)) }),
  )
  expect(changed).toMatchObject({
    state: 'confirmed',
    check_in: addDays(check_in, 1),
    refunds: [{ amount: { amount: 10_000 } }],
  })
  expect(await booked(night(0, 1))).toBe(before_first)
  expect(await booked(night(3, 4))).toBe(before_last + 1)
  const other = soldOf(room_type_id)
  const quote = await api.quote({ ...other, hotel: { ...other.hotel, id: 'htl_00000000000000000000000002' } })
  expect(await codeOf(post(`/v1/reservations/${reservation.id}/changes`, { quote }))).toBe('422 other_hotel')
})

test('a change whose difference is not paid yet holds the rooms of both, and nothing else can be done', async () => {
  const room_type_id = api.roomType(3)
  const check_in = addDays(TODAY, 90)
  const stay = (nights: number) => soldOf(room_type_id, { check_in, check_out: addDays(check_in, nights) })
  const before = await booked(stay(3))
  const { reservation } = await confirmed(stay(1))
  const path = `/v1/reservations/${reservation.id}`
  expect(await codeOf(post(`${path}/changes`, { quote: await api.quote(stay(3)) }))).toBe(
    '503 upstream_unavailable',
  )
  const pending = await made(api.ask(path))
  expect(pending).toMatchObject({
    check_out: addDays(check_in, 1),
    pending_change: { difference: { amount: 20_000 } },
  })
  expect(await booked(stay(3))).toBe(before + 3)
  expect(await codeOf(post(`${path}/cancellation`, {}))).toBe('409 change_pending')
  expect(await codeOf(post(`${path}/changes`, { quote: await api.quote(stay(2)) }))).toBe(
    '409 change_pending',
  )
})

test('a guest who did not come, and a stay that is over', async () => {
  const today = soldOf(api.roomType(3), { check_in: TODAY })
  const { reservation } = await confirmed(today)
  // Whatever day it really is: the date of stays is fixed here.
  await Bun.sleep(300)
  expect(await stateOf(reservation.id)).toBe('confirmed')
  expect((await made(post(`/v1/reservations/${reservation.id}/no-show`, {}))).state).toBe('no_show')
  const later = await paid()
  expect(await codeOf(post(`/v1/reservations/${later.reservation.id}/no-show`, {}))).toBe(
    '409 stay_not_begun',
  )
  moved_ms = 24 * 86_400_000
  await until(async () => (await stateOf(later.reservation.id)) === 'completed')
  moved_ms = 0
})

test('cancelled before it was taken: the guest hears of nothing else, and the hotel of nothing at all', async () => {
  const { reservation, payment_id } = await confirmed(
    soldOf(api.roomType(3), { check_in: addDays(TODAY, 71) }),
  )
  await post(`/v1/reservations/${reservation.id}/cancellation`, {})
  await event('captured', reservation, payment_id)
  const letters = (await jobs('letters', reservation.id)).map(({ kind }) => kind).sort()
  expect(letters).toEqual(['cancelled', 'hold'])
  expect((await jobs('bookings', reservation.id)).filter(({ kind }) => kind === 'refund')).toHaveLength(1)
})

test('a cancellation that is asked for again is answered as it was: a hold, too', async () => {
  const reservation = await made(hold())
  const path = `/v1/reservations/${reservation.id}/cancellation`
  const cancel = async () => {
    const { refund_percent, refund } = (await (await post(path, {})).json()) as Record<string, unknown>
    return { refund_percent, refund }
  }
  const first = await cancel()
  expect(first).toEqual({ refund_percent: 100, refund: { amount: 0, currency: 'EUR' } })
  expect(await cancel()).toEqual(first)
})

test('money that the bank took for a booking that has ended is paid back, once', async () => {
  const reservation = await made(hold())
  const payment_id = pay_id()
  await attempt(reservation.id, payment_id)
  await post(`/v1/reservations/${reservation.id}/cancellation`, {})
  await event('captured', reservation, payment_id)
  await event('captured', reservation, payment_id)
  const { refunds } = await made(api.ask(`/v1/reservations/${reservation.id}`))
  expect(refunds).toMatchObject([{ amount: reservation.total, reason: 'not_booked' }])
})

test('the bank takes its promise back: cancelled, the rooms free, and the letter says so, also the second time', async () => {
  const sold = soldOf(api.roomType(3), { check_in: addDays(TODAY, 72) })
  const before = await booked(sold)
  const { reservation, payment_id } = await confirmed(sold)
  await event('voided', reservation, payment_id)
  expect(await stateOf(reservation.id)).toBe('cancelled')
  expect(await booked(sold)).toBe(before)
  const letters = await jobs('letters', reservation.id)
  expect(letters.map(({ kind, ref }) => `${kind} ${ref}`).sort()).toEqual([
    'cancelled payment_lost',
    'hold 1',
  ])
  // Told late, and untrue by then: nothing that was lost comes back by itself.
  await event('captured', reservation, payment_id)
  expect((await made(api.ask(`/v1/reservations/${reservation.id}`))).refunds).toMatchObject([
    { amount: reservation.total },
  ])
})

test('a claim that comes after its payment has ended begins nothing', async () => {
  const reservation = await made(hold())
  const payment_id = pay_id()
  await attempt(reservation.id, payment_id)
  await event('failed', reservation, payment_id)
  expect(await codeOf(attempt(reservation.id, payment_id))).toBe('409 payment_over')
  expect(await stateOf(reservation.id)).toBe('hold')
})

test.each([
  ['a 99th of a month', '2026-99-99T99:99:99.999Z res_00000000000000000000000000'],
  ['a year that PostgreSQL has not', '0000-01-01T00:00:00.000Z res_00000000000000000000000000'],
  ['another form', '2026-11-23 res_00000000000000000000000000'],
])('a cursor with %s is none of ours', async (_, text) => {
  const cursor = Buffer.from(text).toString('base64url')
  expect(await codeOf(api.ask(`/v1/reservations?cursor=${cursor}`))).toBe('400 cursor_invalid')
})

test.each([
  [{ special_requests: 'please charge 4242 4242 4242 4242 04/29' }, 'special_requests'],
  [{ guest: { ...guest, name: '5555555555554444' } }, 'guest.name'],
  [{ guest: { ...guest, email: '378282246310005@example.com' } }, 'guest.email'],
  [{ guest: { ...guest, phone: '+4242424242424242' } }, 'guest.phone'],
])('the number of a card is kept nowhere: %j', async (body, field) => {
  const response = await hold({ body })
  const text = await response.text()
  expect([response.status, JSON.parse(text).errors]).toEqual([
    422,
    [{ field, code: 'card_number', message: expect.any(String) }],
  ])
  expect(text).not.toMatch(/\d{12}/)
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end_ms = performance.now() + 10_000; performance.now() < end_ms; await Bun.sleep(50))
    if (await holds()) return
  throw new Error('it did not come about')
}
