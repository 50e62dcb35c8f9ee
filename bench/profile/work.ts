/** Bun only. Where profiles are made, and with which Node. */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '#lib/child'
import { writeJavascript } from './javascript.ts'
import { nodeFor } from './packages.ts'
import type { ProfiledRuntime } from './tools.ts'

/** Of one profile. */
export interface Work {
  /** For what is in the making: empty at first, and gone when all is over. */
  readonly folder: string
  /** Our code as Node is given it; on Bun nothing is there. */
  readonly javascript: string
  /** What runs the server. */
  readonly program: string
}

/** `work` with something that prepares one of each tool. Below the checkout, where packages are found. */
export async function withWork<T>(
  runtime: ProfiledRuntime,
  work: (forTool: (tool: string) => Promise<Work>) => Promise<T>,
): Promise<T> {
  const home = join(root, '.data/bench', `${MAKING}${process.pid}`)
  await mkdir(home, { recursive: true })
  await sweep(join(home, '..'))
  const javascript = join(home, 'javascript')
  try {
    const forTool = async (tool: string): Promise<Work> => {
      const folder = join(home, tool)
      await mkdir(folder)
      return { folder, javascript, program: runtime === 'bun' ? process.execPath : await nodeFor(tool) }
    }
    if (runtime === 'node') {
      await nodeFor('cpu')
      await writeJavascript(javascript)
    }
    return await work(forTool)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

const MAKING = 'profiling-'

/** What those left behind that were killed. */
async function sweep(data: string): Promise<void> {
  for (const name of await readdir(data)) {
    const pid = name.startsWith(MAKING) ? Number(name.slice(MAKING.length)) : process.pid
    if (!isAlive(pid)) await rm(join(data, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/**
 * Microseconds by which the clock of its profiles is ahead of the time since 1970. Bun's is that time; Node's runs since
 * the machine started.
 */
export async function clockAhead(runtime: ProfiledRuntime, { program }: Work): Promise<number> {
  if (runtime === 'bun') return 0
  const both = '[performance.timeOrigin + performance.now(), Number(process.hrtime.bigint() / 1000n)]'
  const child = Bun.spawn([program, '-p', `JSON.stringify(${both})`], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [since_1970_ms, own_us] = JSON.parse(await child.stdout.text()) as [number, number]
  return own_us - since_1970_ms * 1_000
}
