/** Bun only. A fresh server under a tool, in a group of processes of its own, and its end: the tool then writes. */
import { type Child, spawnChild } from '#lib/child'
import { ServerStartError, server_environment } from '../processes.ts'
import type { ServerLine, ServerOrder } from '../server.ts'

export interface Under {
  program: readonly [path: string, ...flags: string[]]
  /** The server's script at their end; its order follows. */
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  order: ServerOrder
}

export interface StartedServer {
  readonly base_url: string
  /** Of the server: the tool's may be another. */
  readonly pid: number
  /** With its version. */
  readonly runtime: string
  /** Ends the server and waits until the tool has written. Resolves with what went wrong. */
  end(): Promise<string | undefined>
  /** Whatever is left of both. Safe to call twice. */
  kill(): void
}

/** A server that is looked at starts as many times more slowly as it is looked at closely. */
const START_TIMEOUT_MS = 120_000
/** For the tool: bubbleprof and flame go through all that they wrote. */
const END_TIMEOUT_MS = 180_000
const KEPT_LINES = 20
/** Of clinic, in front of what went wrong. */
const CHATTER = /^(To stop data collection|Analysing data)/

/** Rejects with a {@link ServerStartError} when it does not come up, and with the signal's reason when that comes first. */
export async function startUnder(
  { program, args, env = {}, order }: Under,
  signal: AbortSignal,
): Promise<StartedServer> {
  signal.throwIfAborted()
  const printed: string[] = []
  const started = Promise.withResolvers<Extract<ServerLine, { event: 'listening' }>>()
  const child = spawnChild({
    ...{ program, env: { ...server_environment, ...env } },
    args: [...args, JSON.stringify(order)],
    onLine: (text) => {
      const line = parseLine(text)
      if (line?.event === 'listening') started.resolve(line)
      else if (line === undefined && !CHATTER.test(text) && printed.length < KEPT_LINES) printed.push(text)
    },
  })
  const said = () => printed.join(' ').slice(0, 600)
  const kill = () => killGroup(child)
  const timer = setTimeout(() => started.reject(new Error('no port')), START_TIMEOUT_MS)
  const onAbort = () => {
    kill()
    started.reject(signal.reason)
  }
  signal.addEventListener('abort', onAbort)
  void child.exited.then((code) => started.reject(new Error(`exit code ${code}`)))
  try {
    const { port, pid, runtime } = await started.promise
    let died = false
    void child.exited.then(() => {
      died = true
    })
    return {
      ...{ base_url: `http://127.0.0.1:${port}`, pid, runtime, kill },
      end: async () => {
        if (died) return `the server ended by itself: ${said()}`
        // Under clinic the server is another process than the one that was started.
        process.kill(pid, 'SIGINT')
        const code = await Promise.race([child.exited, Bun.sleep(END_TIMEOUT_MS)])
        kill()
        signal.removeEventListener('abort', onAbort)
        if (code === undefined) return `nothing was written within ${END_TIMEOUT_MS / 1_000} s: ${said()}`
        return code === 0 ? undefined : `exit code ${code}: ${said()}`
      },
    }
  } catch (error) {
    kill()
    signal.removeEventListener('abort', onAbort)
    if (signal.aborted) throw error
    throw new ServerStartError(`${order.model_file} did not start (${String(error)}): ${said()}`)
  } finally {
    clearTimeout(timer)
  }
}

function killGroup({ pid }: Child): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // They are gone.
  }
}

function parseLine(text: string): ServerLine | undefined {
  try {
    return JSON.parse(text) as ServerLine
  } catch {
    return undefined
  }
}
