/**
 * Bun only. A server that behaves as `behaviour.ts` says, in a process of its own: `bun bench/calibration/server.ts NAME`.
 * Prints its port.
 */
import { endWithParent } from '#lib/parent'
import { behaviours } from './behaviour.ts'

export const BODY = JSON.stringify({ calibrated: true, filler: 'x'.repeat(200) })
/** Timers come late by about this much; the rest is waited for awake. */
const AWAKE_MS = 1.5

interface Waiting {
  due_ms: number
  answer: () => void
}

/** Answers each when it is due, to a tenth of a millisecond where the machine lets it. */
function punctual() {
  const queue: Waiting[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const turn = () => {
    const [first] = queue
    if (first === undefined) return
    const left_ms = first.due_ms - performance.now()
    if (left_ms > AWAKE_MS) {
      timer = setTimeout(turn, left_ms - AWAKE_MS)
      return
    }
    while (performance.now() < first.due_ms);
    queue.shift()
    first.answer()
    // The answer is written before the next is waited for.
    setImmediate(turn)
  }
  return (due_ms: number) =>
    new Promise<void>((answer) => {
      let at = queue.length
      while (at > 0 && (queue[at - 1]?.due_ms ?? 0) > due_ms) at--
      queue.splice(at, 0, { due_ms, answer })
      if (at > 0) return
      clearTimeout(timer)
      turn()
    })
}

if (import.meta.main) {
  const behaviour = behaviours.find(({ name }) => name === process.argv[2])
  if (behaviour === undefined) throw new Error(`there is no behaviour ${process.argv[2]}`)
  const due = punctual()
  let n = 0
  const answer = () => new Response(BODY, { headers: { 'content-type': 'application/json' } })
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: () => {
      const now_ms = performance.now()
      const at_ms = behaviour.answerAt_ms(now_ms, n++)
      return at_ms <= now_ms ? answer() : due(at_ms).then(answer)
    },
  })
  console.log(server.port)
  process.once('SIGTERM', () => process.exit(0))
  endWithParent(() => process.exit(1))
}
