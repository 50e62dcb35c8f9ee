/** For tests that kill: the processes of a platform, and waiting for what comes of it. Linux. */
import { readFile } from 'node:fs/promises'
import { Glob } from 'bun'

/** Every process below `pid`, by command line. */
export async function descendants(pid: number): Promise<{ pid: number; command: string }[]> {
  const all = await Array.fromAsync(new Glob('[0-9]*/stat').scan({ cwd: '/proc', onlyFiles: true }))
  const parents = new Map<number, number>()
  for (const path of all) {
    const stat = await readFile(`/proc/${path}`, 'utf8').catch(() => '')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0])
    parents.set(Number(path.split('/')[0]), parent)
  }
  const below = (candidate: number): boolean => {
    const parent = parents.get(candidate)
    return parent !== undefined && parent > 1 && (parent === pid || below(parent))
  }
  const found = [...parents.keys()].filter(below)
  return Promise.all(
    found.map(async (one) => ({
      pid: one,
      command: (await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  )
}

/** Polls until it holds; the bound is a failure of the product, not a pace. */
export async function eventually(
  what: string,
  limit_ms: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline_ms = performance.now() + limit_ms
  while (!(await holds().catch(() => false))) {
    if (performance.now() > deadline_ms) throw new Error(`${what}: not within ${limit_ms} ms`)
    await Bun.sleep(20)
  }
}
