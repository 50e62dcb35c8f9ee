/** Bun only. The processes of a repetition: a fresh server of a model, and the generator that loads it. */
import { type Child, root, spawnChild } from '#lib/child'
import type { LoadOrder, LoadReport } from './load/order.ts'
import { pin } from './measure/pinning.ts'
import type { ServerLine, ServerOrder } from './server.ts'

const START_TIMEOUT_MS = 30_000
const STOP_GRACE_MS = 10_000

type LastLine = Omit<Extract<ServerLine, { event: 'stopped' }>, 'event'>

export interface Ended extends LastLine {
  /** Why it did not end in order, and so could not say these figures. */
  fault?: string
}

export interface TestedServer {
  readonly base_url: string
  readonly pid: number
  readonly runtime: string
  /** What the server says of itself at its end. Never rejects: a server that died is a result, too. */
  stop(): Promise<Ended>
}

/** Rejects with what the server printed when it does not come up, and with the signal's reason when that comes first. */
export async function startServer(order: ServerOrder, signal: AbortSignal): Promise<TestedServer> {
  signal.throwIfAborted()
  const printed: string[] = []
  const started = Promise.withResolvers<Extract<ServerLine, { event: 'listening' }>>()
  let last: LastLine | undefined
  const child: Child = spawnChild({
    args: ['bench/server.ts', JSON.stringify(order)],
    onLine: (text, stream) => {
      const line = stream === 'stdout' ? parseLine(text) : undefined
      if (line === undefined) printed.push(text)
      else if (line.event === 'listening') started.resolve(line)
      else last = line
    },
  })
  const said = () => printed.slice(0, 3).join(' ')
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
    })
    return {
      base_url: `http://127.0.0.1:${port}`,
      pid: child.pid,
      runtime,
      stop: async () => {
        asked = true
        const code = await child.stop(STOP_GRACE_MS)
        if (last !== undefined) return last
        const how =
          died === undefined
            ? `did not stop in order (exit code ${code})`
            : `ended by itself (exit code ${died})`
        return { most_in_progress: 0, cpu_us: 0, rss_bytes: 0, fault: `the server ${how}: ${said()}` }
      },
    }
  } catch (error) {
    await child.stop(1_000)
    if (signal.aborted) throw error
    throw new Error(`${order.model_file} did not start (${String(error)}): ${said()}`)
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

export const engines = {
  autocannon: 'bench/load/closed-loop.ts',
  sockets: 'bench/load/closed-loop-sockets.ts',
} as const
export type GeneratorName = keyof typeof engines

/** Loads a server from a process of its own; `signal` ends that process, and its reason is what this rejects with. */
export async function runLoad(
  order: LoadOrder,
  signal: AbortSignal,
  { cpus, generator: engine }: { cpus?: readonly number[] | undefined; generator: GeneratorName },
): Promise<LoadReport> {
  signal.throwIfAborted()
  const generator = Bun.spawn([process.execPath, engines[engine]], {
    cwd: root,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    signal,
  })
  if (cpus !== undefined) pin(generator.pid, cpus)
  generator.stdin.write(`${JSON.stringify(order)}\n`)
  // Flushed, not ended: an open pipe is how the generator knows that we live.
  await generator.stdin.flush()
  const [output, complaints, code] = await Promise.all([
    new Response(generator.stdout).text(),
    new Response(generator.stderr).text(),
    generator.exited,
  ])
  signal.throwIfAborted()
  if (code !== 0) throw new Error(`exit code ${code}: ${complaints.slice(0, 500)}`)
  return JSON.parse(output) as LoadReport
}
