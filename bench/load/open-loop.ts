/**
 * Bun only. Open loop: requests are sent when they are due, whether or not those before have been answered, over a
 * bounded number of kept connections. In a process of its own (`bun bench/load/open-loop.ts`, the order as one line on
 * standard input); several together make a rate that one cannot.
 *
 * Raw sockets of Bun: at 20,000 requests a second with answers of 9 KB they kept a core busy for 14 to 26 % of the time,
 * its `node:net` for 20 to 31 %, Node's for 20 to 22 %; at 40,000 only they kept the rate.
 */
import type { Socket } from 'bun'
import { Random } from '#lib/dataset/random'
import { type ExpectedText, goldenBytes, uniques } from '../ask.ts'
import { ledger, type OpenLoopReport, type Outcome, type Sent } from './ledger.ts'
import { type OnWindow, obeyOrder } from './order.ts'
import { type RawRequest, rawRequest } from './request.ts'
import { type ResponseReader, responseReader } from './response.ts'
import { type Arrivals, type Schedule, type Stage, schedule } from './schedule.ts'

export interface OpenLoopOrder {
  port: number
  /** Requests a second of all generators together; undefined sends whenever a connection is free (a closed loop). */
  rate?: number | undefined
  /** How the rate changes within the window; nothing: not at all. */
  stages?: readonly Stage[] | undefined
  arrivals: Arrivals
  /** Of this generator. */
  connections: number
  /** Which of how many generators this is. */
  index: number
  of: number
  /** Seconds. */
  duration: number
  warmup: number
  deadline: number
  timeout: number
  seed: number
  /** Requests, drawn at random, and the golden answer of each: see `ask.ts`. */
  asks: readonly string[]
  golden: Readonly<Record<string, ExpectedText>>
  /** Values of `Authorization`, of which every request carries one; empty for none. */
  authorizations?: readonly string[]
}

interface Connection {
  readonly reader: ResponseReader
  socket: Socket | undefined
  pending: (Sent & { request: RawRequest }) | undefined
  /** What the socket did not take at once. */
  rest: Buffer | undefined
}

/** To look at the end, where nothing is due and no answer comes. */
const LOOK_AGAIN_MS = 50
/** Opened together, so that the server's backlog is not the first thing measured. */
const OPEN_AT_ONCE = 50
const REFUSAL = '"code":"overloaded"'

export async function offerLoad(order: OpenLoopOrder, on?: OnWindow): Promise<OpenLoopReport> {
  const random = new Random(order.seed, order.index)
  const expected = goldenBytes(order.golden)
  const requests = order.asks.map((ask) => rawRequest(ask, expected(ask), `127.0.0.1:${order.port}`))
  const unique = uniques()
  const idle: Connection[] = []
  const all: Connection[] = []
  /** Since when there has been a free connection without a break. */
  let free_since_ms = performance.now()
  let over = false
  // Known when every connection is open.
  let book = ledger({ begin_ms: 0, end_ms: 0, deadline_ms: 0 })
  let flight = inFlight(0, 0)
  let plan: Schedule = whenever(0)
  let start_ms = 0
  let end_ms = 0

  const free = (connection: Connection) => {
    if (idle.length === 0) free_since_ms = performance.now()
    idle.push(connection)
  }
  const answered = (connection: Connection, chunk: Buffer) => {
    const { reader, pending } = connection
    const now_ms = performance.now()
    let fault: string | undefined
    try {
      if (reader.feed(chunk) === 'more') return
    } catch (error) {
      fault = String(error)
    }
    connection.pending = undefined
    if (pending !== undefined) {
      const outcome: Outcome = fault === undefined ? outcomeOf(reader) : 'wrong'
      flight.change(-1, now_ms)
      const { name, writes } = pending.request
      book.answered(pending, now_ms, outcome, () => `${name}: ${fault ?? describe(reader)}`, writes)
    }
    if (fault === undefined && !reader.closes) free(connection)
    else connection.socket?.end()
    // Timers are late by half a millisecond; with many answers there is always one to wake up for.
    sendDue()
  }
  const closed = (connection: Connection) => {
    if (connection.pending !== undefined) {
      const now_ms = performance.now()
      flight.change(-1, now_ms)
      book.broken(connection.pending, now_ms)
    }
    connection.pending = undefined
    connection.socket = undefined
    const at = idle.indexOf(connection)
    if (at !== -1) idle.splice(at, 1)
    if (!over) void open(connection).catch(() => undefined)
  }
  const open = async (connection: Connection) => {
    connection.socket = await Bun.connect({
      hostname: '127.0.0.1',
      port: order.port,
      socket: {
        binaryType: 'buffer',
        data: (_socket, chunk) => answered(connection, chunk),
        drain: (socket) => {
          const rest = connection.rest
          connection.rest = rest?.subarray(socket.write(rest))
          if (connection.rest?.length === 0) connection.rest = undefined
        },
        close: () => closed(connection),
        error: () => undefined,
      },
    })
    if (over) connection.socket.end()
    else {
      free(connection)
      sendDue()
    }
  }
  const send = (connection: Connection, due_ms: number) => {
    const request = requests[random.below(requests.length)]
    if (request === undefined) return
    const sent_ms = performance.now()
    connection.pending = { request, due_ms, sent_ms }
    flight.change(1, sent_ms)
    const { authorizations = [] } = order
    const bytes = request.bytes(unique, authorizations[random.below(Math.max(1, authorizations.length))])
    connection.reader.begin(request.expected.body, request.expected.status)
    const written = connection.socket?.write(bytes) ?? 0
    if (written < bytes.length) connection.rest = bytes.subarray(Math.max(0, written))
    book.sent({ due_ms, sent_ms }, free_since_ms)
  }

  const sendDue = () => {
    for (;;) {
      const due_ms = start_ms + plan.due_ms
      if (due_ms > performance.now() || due_ms >= end_ms) return
      const connection = idle.pop()
      if (connection === undefined) return
      send(connection, due_ms)
      plan.advance()
    }
  }

  for (let n = 0; n < order.connections; n++)
    all.push({ reader: responseReader(), socket: undefined, pending: undefined, rest: undefined })
  for (let n = 0; n < all.length; n += OPEN_AT_ONCE)
    await Promise.all(all.slice(n, n + OPEN_AT_ONCE).map(open))

  start_ms = performance.now()
  const begin_ms = start_ms + order.warmup * 1_000
  end_ms = begin_ms + order.duration * 1_000
  book = ledger({ begin_ms, end_ms, deadline_ms: order.deadline * 1_000 })
  flight = inFlight(begin_ms, end_ms)
  plan =
    order.rate === undefined
      ? whenever(start_ms)
      : schedule(order.arrivals, order.rate, random, {
          ...{ index: order.index, of: order.of },
          ...(order.stages && { stages: order.stages, from_ms: order.warmup * 1_000 }),
        })

  const cpu_share = await new Promise<number>((resolve) => {
    let at_begin: NodeJS.CpuUsage | undefined
    const turn = () => {
      sendDue()
      const now_ms = performance.now()
      if (now_ms >= begin_ms && at_begin === undefined) {
        at_begin = process.cpuUsage()
        on?.opened()
      }
      if (now_ms < end_ms) {
        // Asleep and not in a loop: whoever keeps a shared processor busy is made to wait when it matters.
        // With no connection free, answers look what is due.
        const due_ms = idle.length === 0 ? end_ms : start_ms + plan.due_ms
        setTimeout(turn, Math.max(0, Math.min(LOOK_AGAIN_MS, Math.floor(due_ms - now_ms))))
        return
      }
      // Those that no connection was free for have been offered nevertheless.
      while (order.rate !== undefined && start_ms + plan.due_ms < end_ms) {
        book.notSent(start_ms + plan.due_ms)
        plan.advance()
      }
      on?.closed()
      const { user, system } = process.cpuUsage(at_begin)
      resolve((user + system) / 1_000 / (now_ms - begin_ms))
    }
    turn()
  })

  const given_up_ms = performance.now() + order.timeout * 1_000
  while (all.some(({ pending }) => pending !== undefined) && performance.now() < given_up_ms)
    await Bun.sleep(5)
  over = true
  for (const { pending, socket } of all) {
    if (pending !== undefined) book.unanswered(pending)
    socket?.end()
  }
  return book.report({ cpu_share, counted_on_their_way: flight.mean() })
}

/** Due at once, always. */
function whenever(start_ms: number): Schedule {
  return {
    get due_ms() {
      return performance.now() - start_ms
    },
    advance: () => undefined,
  }
}

/** Requests on their way, by a counter: their number over time, within the window. */
function inFlight(begin_ms: number, end_ms: number) {
  let count = 0
  let since_ms = begin_ms
  let area = 0
  const upTo = (now_ms: number) => {
    const moment_ms = Math.min(end_ms, Math.max(begin_ms, now_ms))
    area += count * (moment_ms - since_ms)
    since_ms = moment_ms
  }
  return {
    change: (by: 1 | -1, now_ms: number) => {
      upTo(now_ms)
      count += by
    },
    mean: () => {
      upTo(end_ms)
      return end_ms > begin_ms ? area / (end_ms - begin_ms) : 0
    },
  }
}

const describe = ({ status, text }: ResponseReader) =>
  text === ''
    ? `status ${status}, other bytes than the golden ones`
    : `status ${status} ${text.slice(0, 200)}`

function outcomeOf({ status, matches, text }: ResponseReader): Outcome {
  if (matches) return 'verified'
  if (status === 503) return text.includes(REFUSAL) ? 'refused' : 'failed'
  return 'wrong'
}

if (import.meta.main) obeyOrder<OpenLoopOrder, OpenLoopReport>(offerLoad)
