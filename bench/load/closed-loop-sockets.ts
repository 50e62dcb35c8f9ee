/**
 * Bun only. The closed loop of `closed-loop.ts` over raw sockets: for servers that answer faster than autocannon asks,
 * and for requests that are each another one. Same order, same report, same comparison of every byte.
 */
import type { Socket } from 'bun'
import { Random } from '#lib/dataset/random'
import { goldenBytes, uniques } from '../ask.ts'
import { authorizedBy, type Faults, type LoadOrder, type LoadReport, type OnWindow, obey } from './order.ts'
import { rawRequest } from './request.ts'
import { responseReader } from './response.ts'
import { loadWindow } from './window.ts'

async function measure(order: LoadOrder, duration_s: number, on: OnWindow): Promise<LoadReport> {
  const { hostname, port, host } = new URL(order.base_url)
  const faults: Faults = { wrong: 0, first_wrong: undefined, unanswered: 0, errors: 0, timeouts: 0 }
  const over = Promise.withResolvers<void>()
  const unique = uniques()
  const expected = goldenBytes(order.golden)
  const requests = order.asks.map((ask) => rawRequest(ask, expected(ask), host))
  let running = 0
  let closing = false
  let left = order.connections
  const window = loadWindow(duration_s, on, () => {
    closing = true
    // The last answers are awaited, as long as one may take.
    setTimeout(over.resolve, order.timeout * 1000)
  })
  const random = new Random(order.seed, order.connections)
  const ended = () => {
    if (--left === 0) over.resolve()
  }

  const connect = async (n: number) => {
    const reader = responseReader()
    let next = random.below(requests.length)
    let sent_ms = 0
    let pending = false
    let answered = false
    let done = false
    let rest: Buffer | undefined
    const send = (socket: Socket) => {
      const request = requests[next]
      if (request === undefined) return
      const bytes = request.bytes(unique, authorizedBy(order, n * requests.length + next).authorization)
      reader.begin(request.expected.body, request.expected.status)
      faults.unanswered++
      pending = true
      sent_ms = performance.now()
      const written = socket.write(bytes)
      if (written < bytes.length) rest = bytes.subarray(Math.max(0, written))
    }
    const end = (socket: Socket) => {
      if (done) return
      done = true
      socket.end()
      ended()
    }
    const failed = (socket: Socket) => {
      if (done) return
      if (pending) faults.errors++
      end(socket)
    }
    const onAnswer = (socket: Socket, now_ms: number) => {
      const { name = '', writes = false } = requests[next] ?? {}
      next = (next + 1) % requests.length
      pending = false
      faults.unanswered--
      if (!answered) {
        answered = true
        running++
        if (running === order.connections) window.open(now_ms)
      }
      if (reader.matches) window.verified(sent_ms, now_ms, writes)
      else {
        faults.wrong++
        faults.first_wrong ??= `${name}: status ${reader.status} ${reader.text.slice(0, 200)}`
      }
      if (closing || reader.closes) end(socket)
      else send(socket)
    }
    await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        binaryType: 'buffer',
        open: send,
        data: (socket, chunk) => {
          try {
            if (reader.feed(chunk) === 'more') return
          } catch (error) {
            faults.wrong++
            faults.first_wrong ??= String(error)
            failed(socket)
            return
          }
          onAnswer(socket, performance.now())
        },
        drain: (socket) => {
          if (rest === undefined) return
          rest = rest.subarray(socket.write(rest))
          if (rest.length === 0) rest = undefined
        },
        close: failed,
        error: failed,
      },
    })
  }

  await Promise.all(
    Array.from({ length: order.connections }, (_, n) =>
      connect(n).catch(() => {
        faults.errors++
        ended()
      }),
    ),
  )
  const silent = setTimeout(
    () => {
      if (running < order.connections) over.resolve()
    },
    (order.timeout + duration_s) * 1000,
  )
  await over.promise
  clearTimeout(silent)
  faults.timeouts = faults.unanswered - Math.min(faults.unanswered, faults.errors)
  return window.report(faults)
}

if (import.meta.main) obey(measure)
