/** Rooms are taken for every night or for none, by any number at once, and never twice. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { hotels } from '#lib/dataset/hotels'
import { roomNights } from '#lib/dataset/nights'
import { addDays, dayNumber } from '#lib/dates'
import { Problem } from '#lib/problem'
import { giveRooms, type StayRooms, takeRooms } from './inventory.ts'
import { seed } from './seed.ts'
import { type TestReservations, TODAY, testReservations } from './testing.ts'

let it: TestReservations
beforeAll(async () => {
  it = await testReservations()
}, 30_000)
afterAll(() => it?.close())

/** The n-th night from today. */
const night = (n: number) => addDays(TODAY, n)
const stay = (room_type_id: string, from: number, nights: number, rooms = 1): StayRooms => ({
  room_type_id,
  check_in: night(from),
  check_out: night(from + nights),
  rooms,
})
const take = (what: StayRooms) => it.inTransaction((trx) => takeRooms(trx, what))
const give = (what: StayRooms) => it.inTransaction((trx) => giveRooms(trx, what))
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  )
const put = async (id: string, body: object) => {
  const response = await it.ask(`/v1/inventory/room-types/${id}/nights`, {
    method: 'PUT',
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as {
    data: { night: string; free: number }[]
    code?: string
    detail?: string
    errors?: { field: string; code: string }[]
  }
  return { status: response.status, ...answer }
}
const nights = async (id: string, from: number, to: number) =>
  (
    await it.pool.query<{ night: string; capacity: number; booked: number; stop_sell: boolean }>(
      `select night::text, capacity, booked, stop_sell from reservations.room_nights
      join reservations.room_types using (room_type_id) where id = $1 and night between $2 and $3 order by night`,
      [id, night(from), night(to)],
    )
  ).rows
const changes = async () =>
  (await it.pool.query<{ n: number }>('select count(*) as n from reservations.inventory_changes')).rows[0]
    ?.n ?? 0

describe('the allotment', () => {
  test('is what the dataset says is free', async () => {
    const hotel = [...hotels({ profile: 'tiny', seed: 1 })][17]
    const room_type = hotel?.room_types[0]
    if (hotel === undefined || room_type === undefined) throw new Error('a hotel with a room type expected')
    const { free } = roomNights({ seed: 1, hotel, room_type, first_day: dayNumber(TODAY), count: 60 })
    const { rows } = await it.pool.query<{ hotel_id: string; first_night: string; allotment: Buffer }>(
      'select hotel_id, first_night, allotment from reservations.room_types where id = $1',
      [room_type.id],
    )
    expect(rows).toMatchObject([{ hotel_id: hotel.id, first_night: TODAY }])
    expect([...(rows[0]?.allotment.subarray(0, 60) ?? [])]).toEqual([...free])
  })

  test('moves when the days go by, and what is booked stays', async () => {
    const id = it.roomType(2)
    await take(stay(id, 40, 2))
    const again = (today: string, number = 1) => seed({ db: it.db, profile: 'tiny', seed: number, today })
    const of = async (day: number) =>
      (
        await it.pool.query<{ rooms: number }>(
          'select get_byte(allotment, $2::date - first_night) as rooms from reservations.room_types where id = $1',
          [id, night(day)],
        )
      ).rows[0]?.rooms
    const before = await of(70)
    expect(await again(night(30))).toBe('unchanged')
    expect(await again(night(61))).toBe('moved')
    expect(await of(70)).toBe(before)
    expect(await nights(id, 40, 41)).toMatchObject([{ booked: 1 }, { booked: 1 }])
    expect(await again(TODAY)).toBe('moved')
    expect(await of(70)).toBe(before)
    await give(stay(id, 40, 2))
  })
})

describe('a stay', () => {
  test('takes every night of it and nothing else, and gives it back', async () => {
    const id = it.roomType(3)
    const before = await changes()
    await take(stay(id, 20, 1, 2))
    expect(await nights(id, 19, 21)).toMatchObject([{ night: night(20), booked: 2, stop_sell: false }])
    expect(await changes()).toBe(before + 1)
    await give(stay(id, 20, 1, 1))
    expect(await nights(id, 19, 21)).toMatchObject([{ night: night(20), booked: 1 }])
    await give(stay(id, 20, 1, 1))
    expect(await nights(id, 19, 21)).toMatchObject([{ night: night(20), booked: 0 }])
  })

  test('is refused as a whole: a full night, one that is not sold, one beyond what there is, no such room type', async () => {
    const id = it.roomType(1)
    const whole = { first_night: night(10), last_night: night(14) }
    await put(id, { ...whole, capacity: 2 })
    await take(stay(id, 12, 1, 2))
    const before = { nights: await nights(id, 10, 14), changes: await changes() }
    expect(await codeOf(take(stay(id, 10, 5)))).toBe('sold_out')
    expect(await codeOf(take(stay(id, 10, 2, 3)))).toBe('sold_out')
    expect({ nights: await nights(id, 10, 14), changes: await changes() }).toEqual(before)
    await put(id, { first_night: night(10), last_night: night(10), stop_sell: true })
    expect(await codeOf(take(stay(id, 10, 1)))).toBe('sold_out')
    expect(await codeOf(take(stay(id, 148, 5)))).toBe('sold_out')
    expect(await codeOf(take(stay(id, -1, 2)))).toBe('sold_out')
    expect(await codeOf(take(stay('rmt_00000000000000000000000000', 10, 1)))).toBe('unknown_room_type')
  })

  test('is not given back twice', async () => {
    const id = it.roomType(1)
    await put(id, { first_night: night(24), last_night: night(25), capacity: 2 })
    await take(stay(id, 24, 2))
    await give(stay(id, 24, 2))
    await expect(give(stay(id, 24, 2))).rejects.toThrow('taken on 0 of them')
    expect(await nights(id, 24, 25)).toMatchObject([{ booked: 0 }, { booked: 0 }])
  })

  test('of a hundred that want the last room, one gets it', async () => {
    const id = it.roomType(1)
    await put(id, { first_night: night(30), last_night: night(32), capacity: 1 })
    // All that have a connection see a free room and wait for its row.
    const holder = await it.pool.connect()
    await holder.query('begin; update reservations.room_nights set stop_sell = false')
    const takers = Array.from({ length: 100 }, () => codeOf(take(stay(id, 30, 3))))
    await Bun.sleep(100)
    await holder.query('commit')
    holder.release()
    const codes = await Promise.all(takers)
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(new Set(codes)).toEqual(new Set(['done', 'sold_out']))
    expect(await nights(id, 30, 32)).toMatchObject([{ booked: 1 }, { booked: 1 }, { booked: 1 }])
  })

  test('of a hundred on nights without a row, as many get one as there are rooms', async () => {
    const id = it.roomType(3)
    const { rows } = await it.pool.query<{ rooms: number }>(
      'select get_byte(allotment, 20) as rooms from reservations.room_types where id = $1',
      [id],
    )
    await it.pool.query('delete from reservations.room_nights where night = $1', [night(20)])
    const codes = await Promise.all(Array.from({ length: 100 }, () => codeOf(take(stay(id, 20, 1)))))
    expect(codes.filter((code) => code === 'done')).toHaveLength(rows[0]?.rooms ?? -1)
  })

  test('random stays at once never take a room twice, and end as the sum of those that were taken', async () => {
    const room_types = it.room_types.slice(40, 43)
    for (const id of room_types) await put(id, { first_night: night(1), last_night: night(12), capacity: 3 })
    const arbitrary = fc.record({
      room_type_id: fc.constantFrom(...room_types),
      from: fc.integer({ min: 1, max: 8 }),
      nights: fc.integer({ min: 1, max: 4 }),
      rooms: fc.integer({ min: 1, max: 2 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { minLength: 10, maxLength: 40 }), async (wanted) => {
        const stays = wanted.map((one) => stay(one.room_type_id, one.from, one.nights, one.rooms))
        const codes = await Promise.all(stays.map((one) => codeOf(take(one))))
        expect(codes.filter((code) => code !== 'done' && code !== 'sold_out')).toEqual([])
        const taken = stays.filter((_, i) => codes[i] === 'done')
        for (const id of room_types)
          for (const row of await nights(id, 1, 12)) {
            const mine = taken.filter(
              (one) => one.room_type_id === id && one.check_in <= row.night && row.night < one.check_out,
            )
            expect(row.booked).toBe(mine.reduce((sum, one) => sum + one.rooms, 0))
            expect(row.booked).toBeLessThanOrEqual(3)
          }
        await Promise.all(taken.map((one) => give(one)))
      }),
      { numRuns: 8 },
    )
  }, 30_000)

  test('of two that lock in another order, the one that the database ends is tried again', async () => {
    const [a = '', b = ''] = it.room_types.slice(50, 52)
    for (const id of [a, b]) await put(id, { first_night: night(5), last_night: night(5), capacity: 2 })
    let attempts = 0
    const both = (first: string, second: string, meet: () => Promise<void>) =>
      it.inTransaction(async (trx) => {
        attempts++
        await takeRooms(trx, stay(first, 5, 1))
        await meet()
        await takeRooms(trx, stay(second, 5, 1))
      })
    let here = 0
    const met = Promise.withResolvers<void>()
    const meet = () => {
      if (++here === 2) met.resolve()
      return met.promise
    }
    await Promise.all([both(a, b, meet), both(b, a, meet)])
    expect(attempts).toBe(3)
    for (const id of [a, b]) expect(await nights(id, 5, 5)).toMatchObject([{ booked: 2 }])
  })
})

describe('what a hotel says', () => {
  test('holds for the whole range, says what is free, and is no change the second time', async () => {
    const id = it.roomType(2)
    const range = { first_night: night(33), last_night: night(35) }
    const answer = await put(id, { ...range, capacity: 7 })
    expect(answer.status).toBe(200)
    expect(answer.data).toEqual(
      [33, 34, 35].map((n) => ({
        night: night(n),
        capacity: 7,
        booked: 0,
        stop_sell: false,
        free: 7,
      })) as never,
    )
    const before = await changes()
    expect((await put(id, { ...range, capacity: 7 })).status).toBe(200)
    expect(await changes()).toBe(before)
    await take(stay(id, 34, 1, 3))
    expect((await put(id, { ...range, stop_sell: true })).data.map(({ free }) => free)).toEqual([0, 0, 0])
    expect((await put(id, { ...range, stop_sell: false })).data.map(({ free }) => free)).toEqual([7, 4, 7])
  })

  test('is refused for all nights when on one more rooms are booked', async () => {
    const id = it.roomType(2)
    const range = { first_night: night(33), last_night: night(35) }
    const before = { nights: await nights(id, 33, 35), changes: await changes() }
    const answer = await put(id, { ...range, capacity: 2, stop_sell: true })
    expect(answer).toMatchObject({ status: 409, code: 'capacity_below_booked', detail: `On ${night(34)}` })
    expect({ nights: await nights(id, 33, 35), changes: await changes() }).toEqual(before)
  })

  test.each([
    ['an impossible date', { first_night: '2027-02-30' }, 422, 'first_night'],
    ['the past', { first_night: '2026-11-22' }, 422, 'first_night past'],
    ['an end before its beginning', { last_night: '2026-12-01' }, 422, 'last_night order'],
    ['more than a year', { last_night: '2027-12-10' }, 422, 'last_night too_long'],
    ['nights without an allotment', { last_night: '2027-08-01' }, 422, 'last_night no_allotment'],
    [
      'a beginning beyond them',
      { first_night: '2027-08-01', last_night: '2027-08-01' },
      422,
      'first_night no_allotment, last_night no_allotment',
    ],
    ['nothing to change', { capacity: undefined }, 422, 'capacity required'],
    ['a negative number of rooms', { capacity: -1 }, 422, 'capacity invalid'],
    ['more rooms than there may be', { capacity: 256 }, 422, 'capacity invalid'],
    ['half a room', { capacity: 1.5 }, 422, 'capacity invalid'],
    ['what it does not know', { price: 1 }, 422, 'price invalid'],
  ])('is refused with %s', async (_what, change, status, expected) => {
    const body = { first_night: '2026-12-07', last_night: '2026-12-08', capacity: 1, ...change }
    const answer = await put(it.roomType(1), body)
    expect(answer.status).toBe(status)
    expect(answer.errors?.map(({ field, code }) => `${field} ${code}`).join(', ')).toStartWith(expected)
  })

  test('is refused for what is no room type', async () => {
    const body = { first_night: '2026-12-07', last_night: '2026-12-08', capacity: 1 }
    expect(await put('rmt_00000000000000000000000000', body)).toMatchObject({
      status: 404,
      code: 'unknown_room_type',
    })
    expect(await put('x', body)).toMatchObject({ status: 404, code: 'unknown_room_type' })
  })
})
