/** Desks over HTTP and real rows: a hotel's own people see and set what is theirs, everybody else nothing. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import type { Reservation } from '../bookings/contract.ts'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import type { Arrivals, DeskNights } from './contract.ts'
import { addStaff, hotelOf } from './sql.ts'

let api: TestReservations
let moved_ms = 0
let room_type: string
let hotel: string
let other_room_type: string
let other_hotel: string
/** Works at `hotel`; the token of `api` is somebody else's. */
let headers: Record<string, string>
const clerk = 'usr_00000000000000000000000042'

beforeAll(async () => {
  api = await testReservations({ now: () => new Date(Date.now() + moved_ms) })
  api.service.shedding.off()
  room_type = api.roomType(3)
  hotel = (await hotelOf(api.db, room_type)) ?? ''
  other_room_type = api.room_types.at(-1) ?? ''
  other_hotel = (await hotelOf(api.db, other_room_type)) ?? ''
  expect(other_hotel).not.toBe(hotel)
  await addStaff(api.db, clerk, hotel)
  headers = { authorization: `Bearer ${await api.tokenOf(clerk)}` }
})
afterAll(() => api.close())

const get = (path: string, as = headers) => api.ask(path, { headers: as })
const put = (path: string, body: object, as = headers) =>
  api.ask(path, { method: 'PUT', body: JSON.stringify(body), headers: as })
const codeOf = async (response: Response) =>
  `${response.status} ${((await response.json()) as { code?: string }).code}`
const range = `from=${TODAY}&to=${addDays(TODAY, 13)}`
const night = addDays(TODAY, 5)

const booked = async (changes: { check_in?: string } = {}) => {
  const sold = soldOf(room_type, { check_in: night, check_out: addDays(night, 1), ...changes })
  const quote = await api.quote({ ...sold, hotel: { ...sold.hotel, id: hotel } })
  const answer = await api.ask('/v1/reservations', {
    method: 'POST',
    body: JSON.stringify({ quote, guest, special_requests: 'a quiet room' }),
    headers: { 'idempotency-key': crypto.randomUUID() },
  })
  const reservation = (await answer.json()) as Reservation
  const payment_id = `pay_0${crypto.randomUUID().replaceAll('-', '').slice(0, 25)}`
  const owner = 'usr_00000000000000000000000001'
  await api.ask(`/v1/reservations/${reservation.id}/payment-attempts`, {
    method: 'POST',
    body: JSON.stringify({ payment_id, owner }),
  })
  for (const type of ['payments.authorized', 'payments.captured'])
    await api.ask('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        ...{ specversion: '1.0', id: crypto.randomUUID(), source: 'payments', type },
        subject: payment_id,
        data: { payment_id, reservation_id: reservation.id, amount: reservation.total },
      }),
    })
  return reservation.id
}

test('whoever works nowhere sees and sets nothing, and cannot tell which hotels there are', async () => {
  const stranger = api.headers
  expect(await (await get('/v1/desk/hotels', stranger)).json()).toEqual({ data: [], next_cursor: null })
  for (const id of [hotel, 'htl_00000000000000000000000000'])
    for (const path of ['arrivals', 'nights'])
      expect(await codeOf(await get(`/v1/desk/hotels/${id}/${path}?${range}`, stranger))).toBe(
        '404 unknown_hotel',
      )
  const change = { first_night: night, last_night: night, stop_sell: true }
  expect(await codeOf(await put(`/v1/desk/room-types/${room_type}/nights`, change, stranger))).toBe(
    '404 unknown_room_type',
  )
  expect(await codeOf(await put(`/v1/desk/room-types/${other_room_type}/nights`, change))).toBe(
    '404 unknown_room_type',
  )
  expect(await codeOf(await get(`/v1/desk/hotels/${other_hotel}/nights?${range}`))).toBe('404 unknown_hotel')
})

test('every night of every room type is told, those that nobody booked or changed among them', async () => {
  expect(await (await get('/v1/desk/hotels')).json()).toEqual({
    data: [{ hotel_id: hotel }],
    next_cursor: null,
  })
  const { data } = (await (await get(`/v1/desk/hotels/${hotel}/nights?${range}`)).json()) as DeskNights
  const { rows } = await api.pool.query<{ id: string }>(
    'select id from reservations.room_types where hotel_id = $1 order by room_type_id',
    [hotel],
  )
  expect(data.map(({ room_type_id }) => room_type_id)).toEqual(rows.map(({ id }) => id))
  for (const { nights } of data) {
    expect(nights.map((one) => one.night)).toEqual(Array.from({ length: 14 }, (_, i) => addDays(TODAY, i)))
    for (const { capacity, booked: sold, free, stop_sell } of nights)
      expect(free).toBe(stop_sell ? 0 : capacity - sold)
  }
})

test('a sale is stopped and goes on, and no capacity falls below what is booked', async () => {
  const path = `/v1/desk/room-types/${room_type}/nights`
  const one = { first_night: night, last_night: night }
  const freeOf = async (answer: Response) =>
    ((await answer.json()) as { data: { free: number }[] }).data.map(({ free }) => free)
  expect(await freeOf(await put(path, { ...one, capacity: 4, stop_sell: true }))).toEqual([0])
  expect(await freeOf(await put(path, { ...one, stop_sell: false }))).toEqual([4])
  const id = await booked()
  const { data } = (await (
    await get(`/v1/desk/hotels/${hotel}/nights?from=${night}&to=${night}`)
  ).json()) as DeskNights
  expect(data.find(({ room_type_id }) => room_type_id === room_type)?.nights[0]).toMatchObject({
    booked: 1,
    free: 3,
  })
  expect(await codeOf(await put(path, { ...one, capacity: 0 }))).toBe('409 capacity_below_booked')
  expect(id).toStartWith('res_')
})

test('who arrives: the confirmed, by day, with what the desk must know', async () => {
  const id = await booked()
  const { data, more } = (await (await get(`/v1/desk/hotels/${hotel}/arrivals?${range}`)).json()) as Arrivals
  expect(more).toBe(false)
  expect(data.find(({ reservation_id }) => reservation_id === id)).toMatchObject({
    state: 'confirmed',
    guest,
    special_requests: 'a quiet room',
    room_type: 'Double',
    check_in: night,
    total: { amount: 10_000, currency: 'EUR' },
  })
  expect(await codeOf(await api.ask(`/v1/desk/reservations/${id}/no-show`, { method: 'POST' }))).toBe(
    '404 unknown_reservation',
  )
  const early = await api.ask(`/v1/desk/reservations/${id}/no-show`, { method: 'POST', headers })
  expect(await codeOf(early)).toBe('409 stay_not_begun')
})

test.each([
  ['no range', '', 'from'],
  ['no date', 'from=2026-02-30&to=2026-03-01', 'from'],
  ['the wrong order', 'from=2026-12-02&to=2026-12-01', 'to'],
  ['too many days', 'from=2026-12-01&to=2027-02-01', 'to'],
])('a question with %s is refused', async (_, query, field) => {
  for (const path of ['arrivals', 'nights']) {
    const answer = await get(`/v1/desk/hotels/${hotel}/${path}?${query}`)
    const { errors } = (await answer.json()) as { errors: { field: string }[] }
    expect([answer.status, errors[0]?.field]).toEqual([422, field])
  }
})

test('a letter is sent again once a minute, ten times at most, and only to its owner', async () => {
  const id = await booked()
  const again = (as: Record<string, string> = {}) =>
    api.ask(`/v1/reservations/${id}/letters`, { method: 'POST', headers: as })
  const refs = async () => {
    const { rows } = await api.pool.query<{ data: { data: { booking_id: string; ref: string } } }>(
      "select data from reservations_jobs.job where name = 'letters'",
    )
    return rows
      .map(({ data }) => data.data)
      .filter(({ booking_id, ref }) => booking_id === id && ref.startsWith('again'))
      .map(({ ref }) => ref)
  }
  expect((await again(headers)).status).toBe(404)
  const first = await Promise.all([again(), again(), again()])
  expect(first.map(({ status }) => status).sort()).toEqual([202, 429, 429])
  expect(Number(first.find(({ status }) => status === 429)?.headers.get('retry-after'))).toBeGreaterThan(30)
  for (let i = 2; i <= 10; i++) {
    moved_ms += 61_000
    expect((await again()).status).toBe(202)
  }
  moved_ms += 61_000
  expect((await again()).status).toBe(429)
  expect((await refs()).sort()).toEqual(Array.from({ length: 10 }, (_, i) => `again_${i + 1}`).sort())
  moved_ms = 0
})

test('whoever is forgotten works nowhere', async () => {
  const leaver = 'usr_00000000000000000000000043'
  await addStaff(api.db, leaver, hotel)
  const event = {
    ...{ specversion: '1.0', id: crypto.randomUUID(), source: 'users', type: 'users.erasure_requested' },
    ...{ subject: leaver, data: { user_id: leaver, erasure_id: 'ers_1' } },
  }
  const answer = await api.ask('/v1/events', {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  })
  expect(answer.status).toBeLessThan(300)
  const as = { authorization: `Bearer ${await api.tokenOf(leaver)}` }
  expect(await (await get('/v1/desk/hotels', as)).json()).toEqual({ data: [], next_cursor: null })
})
