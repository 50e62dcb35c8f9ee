/** Bun only. A fresh server of a model, in a process of its own on any runtime. */
import { type Child, spawnChild } from '#lib/child'
import type { Inside } from './measure/inside.ts'
import type { Stats } from './model.ts'
import type { RuntimeName } from './runtime.ts'
import { programOf } from './runtimes.ts'
import type { Mark, ServerLine, ServerOrder } from './server.ts'

const START_TIMEOUT_MS = 60_000
/**
 * Bun's `fetch` has at most 256 requests under way, where other ways to wait for a partner have no such bound: what is
 * compared is how models wait, and not that.
 */
export const server_environment = { BUN_CONFIG_MAX_HTTP_REQUESTS: '65536' }
const MOST_PRINTED = 50
const STOP_GRACE_MS = 10_000
/** What a server that is alive needs to say what it saw. */
const SAY_MS = 5_000

export interface Ended extends Stats {
  /** Why it did not end in order, and so could not say these figures. */
  fault?: string
}

export interface TestedServer {
  readonly base_url: string
  readonly port: number
  readonly pid: number
  /** With its version. */
  readonly runtime: string
  /** A window opens, or closes: what was seen between is what `inside` resolves with. */
  mark(mark: Mark): void
  /** Of the last window that was closed; undefined of a server that does not say. */
  inside(): Promise<Inside | undefined>
  /** What the server says of itself at its end. Never rejects: a server that died is a result, too. */
  stop(): Promise<Ended>
}

/** A model that does not come up; its message says what it printed. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError'
}

/** Rejects with what the server printed when it does not come up, and with the signal's reason when that comes first. */
export async function startServer(
  order: ServerOrder,
  { runtime = 'bun', signal }: { runtime?: RuntimeName; signal: AbortSignal },
): Promise<TestedServer> {
  signal.throwIfAborted()
  const program = await programOf(runtime)
  const printed: string[] = []
  const started = Promise.withResolvers<Extract<ServerLine, { event: 'listening' }>>()
  let windowed = Promise.withResolvers<Inside | undefined>()
  let last: Stats | undefined
  const child: Child = spawnChild({
    program,
    args: ['bench/server.ts', JSON.stringify(order)],
    env: server_environment,
    onLine: (text, stream) => {
      const line = stream === 'stdout' ? parseLine(text) : undefined
      if (line === undefined) {
        if (printed.length < MOST_PRINTED) printed.push(text)
      } else if (line.event === 'listening') started.resolve(line)
      else if (line.event === 'window') windowed.resolve(line)
      else last = line
    },
  })
  const said = () => printed.slice(0, 3).join(' ').slice(0, 600)
  const timer = setTimeout(() => started.reject(new Error('no port')), START_TIMEOUT_MS)
  const onAbort = () => started.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  void child.exited.then((code) => started.reject(new Error(`exit code ${code}`)))
  try {
    const { port, runtime } = await started.promise
    let asked = false
    let died: number | undefined
    void child.exited.then((code) => {
      if (!asked) died = code
      windowed.resolve(undefined)
    })
    return {
      base_url: `http://127.0.0.1:${port}`,
      port,
      pid: child.pid,
      runtime,
      mark: (mark) => {
        if (mark === 'open') windowed = Promise.withResolvers()
        child.say(mark)
      },
      inside: () => Promise.race([windowed.promise, Bun.sleep(SAY_MS).then(() => undefined)]),
      stop: async () => {
        asked = true
        const code = await child.stop(STOP_GRACE_MS)
        if (last !== undefined) return last
        const how =
          died === undefined
            ? `did not stop in order (exit code ${code})`
            : `ended by itself (exit code ${died})`
        return { most_in_progress: 0, fault: `the server ${how}: ${said()}` }
      },
    }
  } catch (error) {
    await child.stop(1_000)
    if (signal.aborted) throw error
    throw new ServerStartError(
      `${order.model_file} did not start on ${runtime} (${String(error)}): ${said()}`,
    )
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function parseLine(text: string): ServerLine | undefined {
  try {
    return JSON.parse(text) as ServerLine
  } catch {
    return undefined
  }
}
