/** Whoever follows the feed knows in the end what every night is, whatever order commits come in. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { UpstreamProblem } from '#lib/transport'
import { cleanNow } from './clean.ts'
import type { Changes, RoomNight } from './contract.ts'
import { giveRooms, takeRooms } from './inventory.ts'
import { News } from './news.ts'
import { beginFeed, changeNights } from './sql.ts'
import { type TestReservations, TODAY, testReservations } from './testing.ts'

let it: TestReservations
beforeAll(async () => {
  it = await testReservations()
}, 30_000)
afterAll(() => it?.close())

const night = (n: number) => addDays(TODAY, n)
const stay = (room_type_id: string, from: number, nights: number) => ({
  room_type_id,
  check_in: night(from),
  check_out: night(from + nights),
  rooms: 1,
})
const open = (room_type_id: string, capacity: number) =>
  it.client.change(room_type_id, { first_night: night(1), last_night: night(30), capacity })
const now = async () => (await it.client.state({ limit: 1 })).changes_cursor
const keyOf = ({ room_type_id, night: day }: RoomNight) => `${room_type_id} ${day}`

async function wholeState(limit: number): Promise<Map<string, number>> {
  const nights = new Map<string, number>()
  let after: string | undefined
  do {
    const page = await it.client.state({ limit, ...(after === undefined ? {} : { after }) })
    for (const one of page.data) nights.set(keyOf(one), one.free)
    after = page.next_cursor ?? undefined
  } while (after !== undefined)
  return nights
}

/** Follows until it is told to stop and has caught up. */
function follow(cursor: string, limit: number) {
  const known = new Map<string, number>()
  const pages: Changes[] = []
  let stopping = false
  const loop = async () => {
    let after = cursor
    for (;;) {
      // Before it is asked: the last answer must be of a question that came after the stop.
      const last = stopping
      const page = await it.client.changes({ after, limit, wait_s: last ? 0 : 1 })
      expect(page.after).toBe(after)
      expect(page.next_cursor >= after).toBe(true)
      for (const one of page.data) known.set(keyOf(one), one.free)
      pages.push(page)
      after = page.next_cursor
      if (last && !page.more) return
    }
  }
  const ended = loop()
  return {
    known,
    pages,
    stop: async () => {
      stopping = true
      await ended
    },
  }
}

describe('following', () => {
  test('ends in the state that is, with writers whose commits come in any order', async () => {
    const room_types = it.room_types.slice(0, 4)
    for (const id of room_types) await open(id, 5)
    const at_first = await wholeState(100)
    const reader = follow(await now(), 3)
    const random = (n: number) => Math.floor(Math.random() * n)
    const writer = async () => {
      for (let i = 0; i < 25; i++) {
        const what = stay(room_types[random(4)] ?? '', 1 + random(20), 1 + random(3))
        const work = random(3) === 0 ? giveRooms : takeRooms
        await it
          .inTransaction(async (trx) => {
            await work(trx, what)
            // Its number is taken; others commit before it does.
            await Bun.sleep(random(12))
            if (random(5) === 0) throw new Error('rolled back')
          })
          .catch(() => undefined)
      }
    }
    await Promise.all(Array.from({ length: 8 }, writer))
    await reader.stop()
    const state = await wholeState(7)
    const wrong = [...reader.known].filter(([key, free]) => state.get(key) !== free)
    expect(wrong).toEqual([])
    // And the other way: what is not as it was at first has been told.
    const untold = [...state].filter(([key, free]) => at_first.get(key) !== free && !reader.known.has(key))
    expect(untold).toEqual([])
    // It did see something, and in pages.
    expect(reader.known.size).toBeGreaterThan(30)
    expect(reader.pages.filter(({ data }) => data.length > 0).length).toBeGreaterThan(20)
  }, 20_000)

  test('nothing is told of a younger transaction while an older one is open, and then both', async () => {
    const [a = '', b = ''] = it.room_types.slice(10, 12)
    await open(a, 5)
    await open(b, 5)
    const after = await now()
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const older = it.inTransaction(async (trx) => {
      await takeRooms(trx, stay(a, 3, 1))
      begun.resolve()
      await held.promise
    })
    await begun.promise
    await it.inTransaction((trx) => takeRooms(trx, stay(b, 3, 1)))
    expect(await it.client.changes({ after, limit: 10, wait_s: 0 })).toMatchObject({
      data: [],
      next_cursor: after,
    })
    held.resolve()
    await older
    const { data } = await it.client.changes({ after, limit: 10, wait_s: 0 })
    expect(data.map(keyOf).sort()).toEqual([`${a} ${night(3)}`, `${b} ${night(3)}`].sort())
  })

  test('a night that changed often is told once, as it is now and not as it was changed', async () => {
    const id = it.room_types[20] ?? ''
    await open(id, 5)
    const after = await now()
    for (let i = 0; i < 3; i++) await it.inTransaction((trx) => takeRooms(trx, stay(id, 4, 2)))
    await it.inTransaction((trx) => giveRooms(trx, stay(id, 5, 1)))
    const expected = [
      { room_type_id: id, night: night(4), free: 2 },
      { room_type_id: id, night: night(5), free: 3 },
    ]
    const whole = await it.client.changes({ after, limit: 100, wait_s: 0 })
    expect(whole.data.toSorted((x, y) => (x.night < y.night ? -1 : 1))).toEqual(expected)
    expect(whole.more).toBe(false)
    const first = await it.client.changes({ after, limit: 2, wait_s: 0 })
    expect(first.more).toBe(true)
    expect(first.data.toSorted((x, y) => (x.night < y.night ? -1 : 1))).toEqual(expected)
    await it.client.change(id, { first_night: night(5), last_night: night(5), stop_sell: true })
    const next = await it.client.changes({ after: whole.next_cursor, limit: 100, wait_s: 0 })
    expect(next.data).toEqual([{ room_type_id: id, night: night(5), free: 0 }])
  })

  test('the state names a cursor that is true from before its first page', async () => {
    const id = it.room_types[30] ?? ''
    await open(id, 5)
    const first = await it.client.state({ limit: 2 })
    await it.inTransaction((trx) => takeRooms(trx, stay(id, 1, 1)))
    const second = await it.client.state({ limit: 2, after: first.next_cursor ?? '' })
    expect(second.changes_cursor).toBe(first.changes_cursor)
    expect((await it.client.changes({ after: first.changes_cursor, limit: 10, wait_s: 0 })).data).toEqual([
      { room_type_id: id, night: night(1), free: 4 },
    ])
  })
})

describe('waiting', () => {
  const waitFor = async (after: string, change: () => Promise<unknown>) => {
    const answer = it.client.changes({ after, limit: 10, wait_s: 10 })
    await Bun.sleep(60)
    await change()
    const committed_ms = performance.now()
    const { data } = await answer
    return { data, waited_ms: performance.now() - committed_ms }
  }

  test('ends at a commit of this process, and of another', async () => {
    const id = it.room_types[40] ?? ''
    const change = { first_night: night(2), last_night: night(2) }
    await open(id, 5)
    const here = await waitFor(await now(), () => it.client.change(id, { ...change, capacity: 6 }))
    expect(here.data).toEqual([{ room_type_id: id, night: night(2), free: 6 }])
    const elsewhere = await waitFor(await now(), () =>
      it.db
        .transaction()
        .execute((trx) =>
          changeNights(trx, { room_type_id: id, ...change }, { capacity: 7, stop_sell: null }),
        ),
    )
    expect(elsewhere.data).toEqual([{ room_type_id: id, night: night(2), free: 7 }])
    // Far less than the ten seconds: it was woken.
    expect(Math.max(here.waited_ms, elsewhere.waited_ms)).toBeLessThan(5_000)
  })

  test('ends with its time, and answers the cursor that was asked', async () => {
    const after = await now()
    expect(await it.client.changes({ after, limit: 10, wait_s: 1 })).toEqual({
      data: [],
      after,
      next_cursor: after,
      more: false,
    })
  })

  test('ends when whoever waits goes away', async () => {
    const away = new AbortController()
    const after = await now()
    const answer = it.client.changes({ after, limit: 10, wait_s: 20 }, away.signal)
    await Bun.sleep(30)
    expect(it.service.inFlight()).toBe(1)
    away.abort()
    await expect(answer).rejects.toThrow()
    const deadline_ms = performance.now() + 5_000
    while (it.service.inFlight() > 0 && performance.now() < deadline_ms) await Bun.sleep(5)
    expect(it.service.inFlight()).toBe(0)
  })

  test('ends when the connection of whoever waits breaks', async () => {
    const server = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: (request) => it.service.handle(request),
    })
    const away = new AbortController()
    const path = `/v1/inventory/changes?after=${await now()}&wait_s=20`
    const answer = fetch(new URL(path, server.url), { headers: it.headers, signal: away.signal })
    const inFlight = async (count: number) => {
      const deadline_ms = performance.now() + 5_000
      while (it.service.inFlight() !== count && performance.now() < deadline_ms) await Bun.sleep(5)
      expect(it.service.inFlight()).toBe(count)
    }
    await inFlight(1)
    away.abort()
    await expect(answer).rejects.toThrow()
    await inFlight(0)
    await server.stop(true)
  })

  test('ends when the service is told to', async () => {
    const other = await testReservations()
    try {
      const after = (await other.client.state({ limit: 1 })).changes_cursor
      const answer = other.client.changes({ after, limit: 10, wait_s: 20 })
      await Bun.sleep(30)
      other.service.drain()
      expect(await answer).toMatchObject({ data: [], next_cursor: after })
      expect(other.service.inFlight()).toBe(0)
    } finally {
      await other.close()
    }
  })

  test('is for so many, and looks at nothing while nobody waits', async () => {
    let looks = 0
    const news = new News({ look: async () => String(looks++), look_ms: 1 })
    news.committed()
    expect(looks).toBe(0)
    const silent = new News({ look: async () => 'same', look_ms: 1 })
    expect(await silent.after(silent.count, 5_000)).toBe(true)
    const waiting = Array.from({ length: 100 }, () => silent.after(silent.count, 5_000))
    expect(await silent.after(silent.count, 5_000)).toBe(false)
    silent.end()
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([true]))
  })

  test('looks seldom where nothing happens', async () => {
    let looks = 0
    const look = async () => {
      looks++
      return 'the same'
    }
    const quiet = new News({ look, look_ms: 1 })
    // The first look is news to whoever has seen nothing yet.
    await quiet.after(quiet.count, 5_000)
    await quiet.after(quiet.count, 500)
    expect(looks).toBeGreaterThan(1)
    expect(looks).toBeLessThan(50)
    quiet.end()
  })
})

describe('a cursor', () => {
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'answered',
      (error: unknown) =>
        error instanceof UpstreamProblem ? `${error.problem.status} ${error.problem.code}` : String(error),
    )
  const ask = (after: string) => codeOf(it.client.changes({ after, limit: 10, wait_s: 0 }))

  test('that nobody made is refused', async () => {
    const good = await now()
    const broken = [
      'x',
      good.slice(1),
      `${good}0`,
      good.toUpperCase().replace(/^./, 'G'),
      `${good.slice(0, 32)}${'f'.repeat(16)}`,
    ]
    for (const after of broken) expect(await ask(after)).toBe('400 cursor_invalid')
    expect(await codeOf(it.client.state({ limit: 1, after: good }))).toBe('400 cursor_invalid')
    const fields = async (query: string) => {
      const response = await it.ask(`/v1/inventory/changes${query}`)
      const { errors = [] } = (await response.json()) as { errors?: { field: string; code: string }[] }
      return [response.status, ...errors.map(({ field, code }) => `${field} ${code}`)].join(' ')
    }
    expect(await fields(`?after=${good}`)).toBe('200')
    expect(await fields('')).toBe('422 after required')
    expect(await fields('?after=')).toBe('400 after invalid')
    expect(await fields(`?after=${good}&limit=0`)).toBe('422 limit minimum')
    expect(await fields(`?after=${good}&wait_s=21`)).toBe('422 wait_s maximum')
    expect(await fields(`?after=${good}&wait=1`)).toBe('422 wait unknown')
  })

  test('of what has been deleted is expired, a later one is not', async () => {
    const id = it.room_types[60] ?? ''
    const early = await now()
    await open(id, 5)
    const late = await now()
    await open(id, 6)
    expect(await ask(early)).toBe('answered')
    const days = (n: number) => ({ db: it.db, now: () => new Date(Date.now() + n * 86_400_000) })
    expect(await cleanNow(days(6))).toBe(0)
    // Those of the first change alone are older than a week in a week's time.
    await it.pool.query(
      "update reservations.inventory_changes set changed_at = changed_at + interval '1 day' where (transaction, position) in (select transaction, position from reservations.inventory_changes order by transaction desc, position desc limit 30)",
    )
    expect(await cleanNow(days(7.5))).toBeGreaterThanOrEqual(30)
    expect(await ask(early)).toBe('410 cursor_expired')
    expect((await it.client.changes({ after: late, limit: 100, wait_s: 0 })).data).toHaveLength(30)
    expect(await ask(await now())).toBe('answered')
  })

  test('of a future that was lost is expired', async () => {
    const after = await now()
    const ahead = (BigInt(`0x${after.slice(16, 32)}`) + 1_000_000n).toString(16).padStart(16, '0')
    expect(await ask(after.slice(0, 16) + ahead + after.slice(32))).toBe('410 cursor_expired')
  })

  test('of another database is expired, also of one that this is a copy of', async () => {
    const begin = () => it.db.transaction().execute((trx) => beginFeed(trx))
    // This one is a copy itself: of the tests' template.
    await begin()
    const after = await now()
    const state = await it.client.state({ limit: 1 })
    await begin()
    expect(await ask(after)).toBe('answered')
    await it.pool.query("update reservations.inventory_feed set database = 'that it was copied from'")
    await begin()
    expect(await ask(after)).toBe('410 cursor_expired')
    expect(await codeOf(it.client.state({ limit: 1, after: state.next_cursor ?? '' }))).toBe(
      '410 cursor_expired',
    )
    expect(await ask(await now())).toBe('answered')
  })
})
