/** A whole platform for a test, as `npm start` runs it: its own process, ports, database server and data. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, server_flags, spawnChild } from '#lib/child'
import { freePortBase } from '#lib/ports'
import { outside, type PortName, port_offsets, portOf } from '#lib/topology'

export type Shape = 'microservices' | 'monolith'
export const shapes: readonly Shape[] = ['microservices', 'monolith']

export interface Stack {
  readonly shape: Shape
  readonly base_port: number
  readonly data_dir: string
  /** Of the process that `npm start` runs. */
  readonly pid: number
  /** Where a service or a stand-in answers, from outside. */
  url(service: PortName): string
  /** Everything that it printed so far. */
  output(): string
  /** Exit code after a graceful stop. */
  stop(): Promise<number>
}

/** The date that every test stack believes in. */
export const TEST_TODAY = '2037-11-23'
/** The root secret of every test stack: tests sign as its services do. */
export const TEST_SECRET = 'only-for-tests-and-never-elsewhere-0123456789'
const READY_TIMEOUT_MS = 60_000

export async function startStack(options: {
  shape: Shape
  env?: Record<string, string>
  args?: string[]
  /** One that the test made and removes, where it looks into it before or after; otherwise one for this stack alone. */
  data_dir?: string
}): Promise<Stack> {
  const { shape } = options
  const base_port = await freePortBase(1, Object.values(port_offsets))
  const data_dir = options.data_dir ?? (await scratchFolder())
  const lines: string[] = []
  const child: Child = spawnChild({
    // As lib/bootstrap.mjs runs it.
    flags: server_flags,
    args: ['services/start.ts', '--shape', shape, ...(options.args ?? [])],
    env: {
      VACANCY_PROFILE: 'tiny',
      VACANCY_SECRET: TEST_SECRET,
      VACANCY_TODAY: TEST_TODAY,
      VACANCY_BASE_PORT: String(base_port),
      VACANCY_DATA_DIR: data_dir,
      // Tests ask faster than an address may; the limit has tests of its own.
      VACANCY_RATE_LIMIT: '0',
      ...options.env,
    },
    onLine: (line) => lines.push(line),
  })
  const stop = async () => {
    const code = await child.stop(30_000)
    if (options.data_dir === undefined) await rm(data_dir, { recursive: true, force: true })
    return code
  }
  const ready = async () => {
    const deadline_ms = performance.now() + READY_TIMEOUT_MS
    while (!lines.some((line) => line.includes('Vacancy is ready'))) {
      if (performance.now() > deadline_ms) throw new Error('the stack was not ready in time')
      await Bun.sleep(20)
    }
  }
  try {
    const code = await Promise.race([ready(), child.exited])
    if (typeof code === 'number') throw new Error(`the stack ended with exit code ${code}`)
  } catch (error) {
    await stop()
    throw new Error(`${shape} did not start:\n${lines.slice(-20).join('\n')}`, { cause: error })
  }
  return {
    shape,
    base_port,
    data_dir,
    pid: child.pid,
    url: (service) => {
      const shared = shape === 'monolith' && !outside.has(service)
      return `http://127.0.0.1:${shared ? base_port : portOf(base_port, service)}`
    },
    output: () => lines.join('\n'),
    stop,
  }
}

/** A data directory. As root the server runs as another user, who must be able to enter. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vacancy-stack-'))
  await chmod(folder, 0o755)
  return folder
}
