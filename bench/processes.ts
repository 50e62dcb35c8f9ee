/** The processes of a repetition: a fresh server of a model, and the generator that loads it. */
import { type Child, root, spawnChild } from '#lib/child'
import type { LoadOrder, LoadReport } from './load/closed-loop.ts'
import type { ServerLine, ServerOrder } from './server.ts'

const START_TIMEOUT_MS = 30_000

export type Ended = Extract<ServerLine, { event: 'stopped' }>

export interface TestedServer {
  readonly base_url: string
  readonly runtime: string
  /** What the server says of itself at its end. */
  stop(): Promise<Ended>
}

/** Rejects with what the server printed when it does not come up. */
export async function startServer(order: ServerOrder): Promise<TestedServer> {
  const printed: string[] = []
  const started = Promise.withResolvers<Extract<ServerLine, { event: 'listening' }>>()
  let last: Ended | undefined
  const child: Child = spawnChild({
    args: ['bench/server.ts', JSON.stringify(order)],
    onLine: (text, stream) => {
      const line = stream === 'stdout' ? parseLine(text) : undefined
      if (line === undefined) printed.push(text)
      else if (line.event === 'listening') started.resolve(line)
      else last = line
    },
  })
  const timer = setTimeout(() => started.reject(new Error('no port')), START_TIMEOUT_MS)
  void child.exited.then((code) => started.reject(new Error(`exit code ${code}`)))
  try {
    const { port, runtime } = await started.promise
    return {
      base_url: `http://127.0.0.1:${port}`,
      runtime,
      stop: async () => {
        await child.stop(10_000)
        if (last === undefined) throw new Error(`the server did not end in order: ${printed.join(' ')}`)
        return last
      },
    }
  } catch (error) {
    await child.stop(1_000)
    throw new Error(`${order.model_file} did not start (${String(error)}): ${printed.slice(0, 3).join(' ')}`)
  } finally {
    clearTimeout(timer)
  }
}

function parseLine(text: string): ServerLine | undefined {
  try {
    return JSON.parse(text) as ServerLine
  } catch {
    return undefined
  }
}

/** Loads a server from a process of its own; `signal` ends that process. */
export async function runLoad(order: LoadOrder, signal: AbortSignal): Promise<LoadReport> {
  const generator = Bun.spawn([process.execPath, 'bench/load/closed-loop.ts'], {
    cwd: root,
    stdin: new Blob([JSON.stringify(order)]),
    stdout: 'pipe',
    stderr: 'pipe',
    signal,
  })
  const [output, complaints, code] = await Promise.all([
    new Response(generator.stdout).text(),
    new Response(generator.stderr).text(),
    generator.exited,
  ])
  if (code !== 0)
    throw new Error(`the load generator ended with exit code ${code}: ${complaints.slice(0, 500)}`)
  return JSON.parse(output) as LoadReport
}
