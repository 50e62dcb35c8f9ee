/**
 * Bun only. The closed loop of `closed-loop.ts` over raw sockets: for servers that answer faster than autocannon asks.
 * Same order, same report, same comparison of every byte.
 */
import type { Socket } from 'bun'
import { Random } from '#lib/dataset/random'
import { encodeHistogram, MAX_LATENCY_US, newHistogram } from '../stats/latency.ts'
import { authorizedBy, type Faults, type LoadOrder, type LoadReport, obey, toMicroseconds } from './order.ts'
import { responseReader } from './response.ts'
import { loadWindow } from './window.ts'

async function measure(order: LoadOrder, duration_s: number): Promise<LoadReport> {
  const { hostname, port } = new URL(order.base_url)
  const golden = new Map(
    Object.entries(order.golden).map(([target, body]) => [target, Buffer.from(body) as Buffer]),
  )
  const histogram = newHistogram()
  const faults: Faults = { wrong: 0, first_wrong: undefined, unanswered: 0, errors: 0, timeouts: 0 }
  const over = Promise.withResolvers<void>()
  let verified = 0
  let sum_us = 0
  let running = 0
  let closing = false
  let left = order.connections
  const window = loadWindow({
    duration_s,
    server_pid: order.server_pid,
    answers: () => verified,
    onClose: () => {
      closing = true
      // The last answers are awaited, as long as one may take.
      setTimeout(over.resolve, order.timeout * 1000)
    },
  })
  const random = new Random(order.seed, order.connections)
  const ended = () => {
    if (--left === 0) over.resolve()
  }

  const connect = async (n: number) => {
    const reader = responseReader()
    const requests = order.targets.map((target, i) => ({
      target,
      golden: golden.get(target) ?? Buffer.alloc(0),
      bytes: requestBytes(order, target, n * order.targets.length + i),
    }))
    let next = random.below(requests.length)
    let sent_ms = 0
    let pending = false
    let answered = false
    let done = false
    let rest: Buffer | undefined
    const send = (socket: Socket) => {
      const request = requests[next]
      if (request === undefined) return
      reader.begin(request.golden)
      faults.unanswered++
      pending = true
      sent_ms = performance.now()
      const written = socket.write(request.bytes)
      if (written < request.bytes.length) rest = request.bytes.subarray(Math.max(0, written))
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
      const target = requests[next]?.target ?? ''
      next = (next + 1) % requests.length
      pending = false
      faults.unanswered--
      if (!answered) {
        answered = true
        running++
        if (running === order.connections) window.open(now_ms)
      }
      if (reader.status !== 200 || !reader.matches) {
        faults.wrong++
        faults.first_wrong ??= `${target}: status ${reader.status}`
      } else {
        if (window.holds(now_ms)) verified++
        if (window.holds(sent_ms)) {
          const us = Math.round((now_ms - sent_ms) * 1000)
          sum_us += us
          histogram.recordValue(Math.min(us, MAX_LATENCY_US))
        }
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
  return {
    ...faults,
    verified,
    elapsed_s: duration_s,
    latency_us: encodeHistogram(histogram),
    mean_latency_us: histogram.totalCount === 0 ? 0 : sum_us / histogram.totalCount,
    cpu_share: window.cpuShare(),
    server_us_each: toMicroseconds(window.serverEach()),
    server_trend: window.trend() ?? null,
  }
}

function requestBytes(order: LoadOrder, target: string, n: number): Buffer {
  const { host } = new URL(order.base_url)
  const headers = Object.entries(authorizedBy(order, n)).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\n${headers.join('')}\r\n`)
}

if (import.meta.main) obey(measure)
