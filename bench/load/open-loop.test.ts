/** The generator: when it sends, what it takes for an answer, and what it says of a server that is slow, wrong or gone. */
import { afterAll, describe, expect, test } from 'bun:test'
import { createServer, type Server } from 'node:net'
import { Random } from '#lib/dataset/random'
import { goldenText, okText } from '../ask.ts'
import { rateFaults } from '../measure/guards.ts'
import { mergedPercentiles } from '../stats/latency.ts'
import { ledger, together } from './ledger.ts'
import { type OpenLoopOrder, offerLoad } from './open-loop.ts'
import { responseReader } from './response.ts'
import { schedule } from './schedule.ts'

describe('the schedule', () => {
  const moments = (one: ReturnType<typeof schedule>, count: number) =>
    Array.from({ length: count }, () => {
      const { due_ms } = one
      one.advance()
      return due_ms
    })

  test('at a constant rate is even, and never drifts', () => {
    const due = moments(schedule('constant', 3, new Random(1)), 3_001)
    expect(due.slice(0, 3).map(Math.round)).toEqual([0, 333, 667])
    expect(due.at(-1)).toBe(1_000_000)
  })

  test('of several generators is that of one, in turns', () => {
    const all = [0, 1, 2].flatMap((index) =>
      moments(schedule('constant', 300, new Random(index), { index, of: 3 }), 100),
    )
    const one = moments(schedule('constant', 300, new Random(1)), 300)
    expect(all.toSorted((a, b) => a - b).map((due) => due.toFixed(6))).toEqual(
      one.map((due) => due.toFixed(6)),
    )
  })

  test('of independent arrivals has the rate, and the spread of an exponential distribution', () => {
    const due = moments(schedule('poisson', 1_000, new Random(7)), 100_000)
    const gaps = due.map((moment, i) => moment - (due[i - 1] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    expect(mean).toBeWithin(0.98, 1.02)
    expect(Math.sqrt(variance) / mean).toBeWithin(0.98, 1.02)
    expect(Math.min(...gaps)).toBeGreaterThan(0)
  })
})

describe('an answer', () => {
  const golden = Buffer.from('{"city":"Saint-Étienne"}')
  const whole = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${golden.length}\r\n\r\n`),
    golden,
  ])
  test('is the same however it is cut', () => {
    for (let cut = 1; cut < whole.length; cut++) {
      const reader = responseReader()
      reader.begin(golden)
      expect(reader.feed(whole.subarray(0, cut))).toBe('more')
      expect(reader.feed(whole.subarray(cut))).toBe('done')
      expect([reader.status, reader.matches]).toEqual([200, true])
    }
  })

  test('with one other byte, one more or one less, does not match', () => {
    for (const text of [
      '{"city":"Saint-Etiennes"}',
      '{"city":"Saint-Étienne"} ',
      '{"city":"Saint-Étienne"',
    ]) {
      const reader = responseReader()
      reader.begin(golden)
      const body = Buffer.from(text)
      reader.feed(Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`))
      expect(reader.feed(body)).toBe('done')
      expect(reader.matches).toBe(false)
    }
  })

  test.each([
    ['HTTP/1.1 200 OK\r\n\r\n', 'no length'],
    ['SSH-2.0 hello\r\n\r\n', 'no status'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab', 'more bytes'],
  ])('%p is none', (text, fault) => {
    const reader = responseReader()
    reader.begin(golden)
    expect(() => reader.feed(Buffer.from(text))).toThrow(fault)
  })

  test('that nobody asked for is none, and a refusal shows its text', () => {
    const reader = responseReader()
    expect(() => reader.feed(whole)).toThrow('nobody asked')
    reader.begin(golden)
    reader.feed(Buffer.from('HTTP/1.1 503 Busy\r\nconnection: close\r\ncontent-length: 4\r\n\r\nlate'))
    expect([reader.status, reader.text, reader.closes, reader.matches]).toEqual([503, 'late', true, false])
    expect(() => reader.feed(Buffer.from('x'))).toThrow('nobody asked')
  })
})

const at_ease = { cpu_share: 0, counted_on_their_way: 0 }

describe('the ledger', () => {
  const window = { begin_ms: 1_000, end_ms: 2_000, deadline_ms: 100 }
  const what = () => 'what'

  test('takes latency from when a request was due, service time from when it was sent', () => {
    const book = ledger(window)
    book.sent({ due_ms: 1_500, sent_ms: 1_580 }, 1_579)
    book.answered({ due_ms: 1_500, sent_ms: 1_580 }, 1_590, 'verified', what)
    const report = book.report(at_ease)
    expect(report).toMatchObject({ offered: 1, sent: 1, verified: 1, in_time: 1 })
    // Three significant digits.
    expect(mergedPercentiles([report.latency_us]).p50).toBeWithin(89_900, 90_100)
    expect(mergedPercentiles([report.service_us]).p50).toBeWithin(9_990, 10_010)
    // It waited for a connection until 1579; what was late by itself is the rest.
    expect(mergedPercentiles([report.lag_us]).p50).toBeWithin(999, 1_001)
  })

  test('counts by when a request was due, and a wrong answer at any time', () => {
    const book = ledger(window)
    for (const due_ms of [999, 1_000, 1_999, 2_000]) {
      book.sent({ due_ms, sent_ms: due_ms }, 0)
      book.answered({ due_ms, sent_ms: due_ms }, due_ms + 150, 'verified', what)
      book.notSent(due_ms)
    }
    book.answered({ due_ms: 10, sent_ms: 10 }, 20, 'wrong', what)
    book.answered({ due_ms: 1_100, sent_ms: 1_100 }, 1_101, 'refused', what)
    book.broken({ due_ms: 1_200, sent_ms: 1_200 }, 1_300)
    book.unanswered({ due_ms: 2_200, sent_ms: 2_200 })
    expect(book.report(at_ease)).toMatchObject({
      ...{ offered: 4, sent: 2, verified: 2, in_time: 0, refused: 1 },
      ...{ wrong: 1, first_wrong: 'what', broken: 1, unanswered: 0 },
    })
  })

  test('adds up those of several generators', () => {
    const book = () => {
      const one = ledger(window)
      one.sent({ due_ms: 1_000, sent_ms: 1_001 }, 0)
      one.answered({ due_ms: 1_000, sent_ms: 1_001 }, 1_004, 'verified', what)
      return one.report({ ...at_ease, cpu_share: 0.5 })
    }
    const all = together([book(), { ...book(), cpu_share: 0.7 }])
    expect(all).toMatchObject({ elapsed_s: 1, offered: 2, sent: 2, verified: 2, cpu_share: 0.7 })
    expect(mergedPercentiles([all.latency_us]).p99).toBeWithin(3_990, 4_010)
  })
})

describe('figures of a generator that was', () => {
  const report = (lag_ms: number, cpu_share: number) => {
    const book = ledger({ begin_ms: 0, end_ms: 1_000, deadline_ms: 100 })
    book.sent({ due_ms: 10, sent_ms: 10 + lag_ms }, 0)
    book.answered({ due_ms: 10, sent_ms: 10 + lag_ms }, 20 + lag_ms, 'verified', () => '')
    return book.report({ ...at_ease, cpu_share })
  }
  test.each([
    ['in time and at ease', 0, 0.5, /^$/],
    ['late itself', 11, 0.5, /^the generator was late itself: by 11.0 ms/],
    ['a part of what it measured', 8, 0.5, /^$/],
    ['too busy', 0, 0.91, /^the generator used 91% of a core/],
  ] as const)('%s', (_what, lag_ms, cpu_share, faults) => {
    expect(rateFaults(report(lag_ms, cpu_share), { held: true }).join()).toMatch(faults)
  })
})

describe('against a server', () => {
  const stops: (() => unknown)[] = []
  afterAll(() => Promise.all(stops.map((stop) => stop())))
  const body = (path: string) => JSON.stringify({ path, filler: 'é'.repeat(50) })
  const asks = ['/a', '/b', '/c']
  const golden = goldenText(new Map(asks.map((ask) => [ask, okText(body(ask))])))
  const order = (port: number, changes: Partial<OpenLoopOrder> = {}): OpenLoopOrder => ({
    ...{ port, rate: 500, arrivals: 'poisson' as const, connections: 20, index: 0, of: 1 },
    ...{ duration: 0.4, warmup: 0.1, deadline: 5, timeout: 2, seed: 1, asks, golden },
    ...changes,
  })
  /** Its port. */
  function server(answer: (path: string, n: number) => Response | Promise<Response>): number {
    let n = 0
    const one = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      reusePort: false,
      fetch: (request) => answer(new URL(request.url).pathname, n++),
    })
    stops.push(() => one.stop(true))
    return one.port ?? 0
  }
  const right = (path: string) => new Response(body(path))

  test('that is right: everything that is sent is verified', async () => {
    const report = await offerLoad(order(server(right)))
    expect(report).toMatchObject({ wrong: 0, refused: 0, broken: 0, unanswered: 0, elapsed_s: 0.4 })
    // On a machine that has no time for us some are not sent before the end; they were offered all the same.
    expect(report.verified).toBe(report.sent)
    expect(report.sent).toBeGreaterThan(0)
    expect(report.counted_on_their_way / report.on_their_way).toBeCloseTo(1, 5)
    expect(report.offered).toBeWithin(140, 260)
    expect(report.first_wrong).toBeUndefined()
  })

  test('as a closed loop: as many as it can answer', async () => {
    const report = await offerLoad(order(server(right), { rate: undefined, connections: 2 }))
    expect(report.verified).toBe(report.sent)
    expect(report.verified).toBeGreaterThan(100)
  })

  test('that is wrong now and then: in bytes, in status', async () => {
    const spoiled = await offerLoad(
      order(server((path, n) => (n % 50 === 7 ? new Response('{}') : right(path)))),
    )
    expect(spoiled.wrong).toBeGreaterThan(0)
    expect(spoiled.first_wrong).toContain('status 200, other bytes')
    expect(rateFaults(spoiled, { held: true })[0]).toContain('wrong answers, the first: /')
    const failing = await offerLoad(
      order(server((path, n) => (n === 20 ? new Response('no', { status: 500 }) : right(path)))),
    )
    expect([failing.wrong, failing.first_wrong]).toEqual([1, expect.stringContaining('status 500 no')])
  })

  test('that refuses: only an overload counts as such', async () => {
    const refusal = (code: string) => new Response(JSON.stringify({ code }), { status: 503 })
    const report = await offerLoad(order(server((path, n) => (n % 2 ? refusal('overloaded') : right(path)))))
    expect(report.wrong).toBe(0)
    expect(report.refused).toBeGreaterThan(0)
    expect(report.refused + report.verified).toBe(report.sent)
    const other = await offerLoad(order(server((path, n) => (n % 2 ? refusal('draining') : right(path)))))
    expect(other.refused).toBe(0)
    expect(other.failed).toBeGreaterThan(0)
    expect(rateFaults(other, { held: true }).join()).toContain('answered 503 for another reason')
    expect(rateFaults(other, { held: false }).join()).not.toContain('another reason')
  })

  test('that is asked more than it can do: what came within the window is what it did', async () => {
    // One answer each 10 ms, and no more.
    let free_ms = 0
    const bounded = server(async (path) => {
      const now_ms = performance.now()
      free_ms = Math.max(free_ms, now_ms) + 10
      await Bun.sleep(free_ms - now_ms)
      return right(path)
    })
    const report = await offerLoad(order(bounded, { arrivals: 'constant', connections: 300, warmup: 0 }))
    expect(report.verified).toBe(report.sent)
    // A hundred a second for 0.4 s; five times as many were asked for, and answered in the end.
    expect(report.came).toBeLessThanOrEqual(41)
    expect(report.came).toBe(report.timeline.verified.reduce((sum, count) => sum + count, 0))
  })

  test('that is slow: what waits for a connection is late and counted, the rest was offered', async () => {
    const slow = server(async (path) => {
      await Bun.sleep(50)
      return right(path)
    })
    const report = await offerLoad(order(slow, { arrivals: 'constant', connections: 2, warmup: 0 }))
    expect(report.offered).toBe(200)
    expect(report.sent).toBeLessThan(25)
    const latency = mergedPercentiles([report.latency_us])
    const service = mergedPercentiles([report.service_us])
    expect(latency.p99).toBeGreaterThan(4 * service.p50)
    expect(rateFaults(report, { held: true }).join()).toContain('were not sent: every connection waited')
    expect(rateFaults(report, { held: false }).join()).not.toContain('were not sent')
  })

  test('that falls silent: not answered is not forgotten', async () => {
    const silent = server((path, n) => (n >= 60 ? new Promise(() => undefined) : right(path)))
    const report = await offerLoad(order(silent, { timeout: 0.1, warmup: 0 }))
    expect(report.unanswered).toBe(20)
    expect(report.sent).toBe(report.verified + 20)
    expect(rateFaults(report, { held: false })).toContain('20 requests were never answered')
  })

  test('that closes connections: one that ends before its answer is counted, and opened again', async () => {
    let n = 0
    const closing: Server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        const path = String(data).split(' ')[1] ?? ''
        if (++n % 40 === 0) socket.destroy()
        else
          socket.write(
            `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body(path))}\r\n\r\n${body(path)}`,
          )
      })
    })
    await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve))
    stops.push(() => closing.close())
    const report = await offerLoad(order((closing.address() as { port: number }).port, { warmup: 0 }))
    expect(report.broken).toBe(Math.floor(n / 40))
    expect(report.sent).toBe(n)
    expect(report.verified).toBe(n - report.broken)
  })
})
