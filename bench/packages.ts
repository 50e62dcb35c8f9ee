/**
 * Bun only. Programs from npm that only some commands need, and that are larger than all the rest: pinned in a folder
 * with a lockfile, and installed beside the laboratory's data when somebody asks for them.
 */
import { copyFile, mkdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '#lib/child'
import { inheritedEnvironment } from '#lib/config'

export interface Packages {
  /** For whoever reads that they cannot be had. */
  readonly names: string
  /** What is wanted, and with it a lockfile: from the root of the checkout. */
  readonly wanted: string
  /**
   * Below `.data/bench`: a folder of programs in the midst of our code would be read as a part of it.
   */
  readonly folder: string
}

/** What this machine cannot have; its message is the line to print. */
export class PackagesMissing extends Error {
  override readonly name = 'PackagesMissing'
}

const MANIFEST = ['package.json', 'bun.lock', 'bunfig.toml']

const homeOf = ({ folder }: Packages): string => join(root, '.data/bench', folder)
/** Whether they are there or not. */
export const modulesOf = (packages: Packages): string => join(homeOf(packages), 'node_modules')

/** Installs them when they are missing. Rejects with a {@link PackagesMissing}. */
export async function installed(packages: Packages): Promise<void> {
  if (await isInstalled(packages)) return
  // Whoever waited for the lock may find that another process has done it.
  await alone(homeOf(packages), async () => {
    if (!(await isInstalled(packages))) await install(packages)
  })
}

/** Says what was installed, and is written when that is done. */
const stampOf = (packages: Packages) => join(homeOf(packages), '.installed')

async function isInstalled(packages: Packages): Promise<boolean> {
  const [wants, has] = await Promise.all(
    [join(root, packages.wanted, 'bun.lock'), stampOf(packages)].map((file) =>
      readFile(file, 'utf8').catch(() => ''),
    ),
  )
  return wants !== '' && wants === has
}

async function install(packages: Packages): Promise<void> {
  const home = homeOf(packages)
  for (const file of MANIFEST) await copyFile(join(root, packages.wanted, file), join(home, file))
  const child = Bun.spawn([process.execPath, 'install', '--frozen-lockfile'], {
    cwd: home,
    env: inheritedEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, code] = await Promise.all([child.stderr.text(), child.exited])
  if (code !== 0)
    throw new PackagesMissing(
      `${packages.names} could not be installed (is the npm registry reachable?): ${said.trim().slice(-500)}`,
    )
  await copyFile(join(home, 'bun.lock'), stampOf(packages))
}

const LOOK_MS = 100
/** Whoever holds the lock says so that often; one that is older was left behind by a program that was killed. */
const ALIVE_MS = 5_000
const STALE_MS = 60_000

/** One process at a time: tests run side by side. */
async function alone(home: string, work: () => Promise<void>): Promise<void> {
  const lock = join(home, '.installing')
  await mkdir(home, { recursive: true })
  for (;;) {
    try {
      await mkdir(lock)
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const age_ms = await stat(lock).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      )
      if (age_ms > STALE_MS) await rm(lock, { recursive: true, force: true })
      else await Bun.sleep(LOOK_MS)
    }
  }
  const alive = setInterval(() => {
    const now = new Date()
    void utimes(lock, now, now).catch(() => undefined)
  }, ALIVE_MS)
  try {
    await work()
  } finally {
    clearInterval(alive)
    await rm(lock, { recursive: true, force: true })
  }
}
