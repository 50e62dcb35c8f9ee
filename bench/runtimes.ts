/**
 * Bun only. Where the runtimes are. Bun runs everything in any case; Node and Deno come from npm, pinned by
 * `bench/runtimes`, when somebody asks for them: they are three times as large as all the rest.
 */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '#lib/child'
import { inheritedEnvironment } from '#lib/config'
import type { RuntimeName } from './runtime.ts'

/** What is wanted, and with it a lockfile. */
const wanted = join(root, 'bench/runtimes')
const MANIFEST = ['package.json', 'bun.lock', 'bunfig.toml']
/** Beside the laboratory's data: a folder of programs in the midst of our code would be read as a part of it. */
const home = join(root, '.data/bench/runtimes')
const installed = join(home, 'node_modules')

/** A runtime that this machine cannot have; its message is the line to print. */
export class RuntimeMissing extends Error {
  override readonly name = 'RuntimeMissing'
}

const platform = `${process.platform}-${process.arch}`
const node = join(installed, `node-${platform}`, 'bin/node')
const deno = join(installed, '@deno', `${platform}${process.platform === 'linux' ? '-glibc' : ''}`, 'deno')
const tsx = join(installed, 'tsx/dist/loader.mjs')

/** The program and its flags; a script of ours follows. */
const programs: Readonly<Record<RuntimeName, readonly [path: string, ...flags: string[]]>> = {
  bun: [process.execPath],
  node: [node, '--import', `file://${tsx}`],
  // Its own shared ports are unstable there, by name.
  deno: [deno, 'run', '--quiet', '--allow-all', '--unstable-net', '--no-lock', '--node-modules-dir=manual'],
}

/** Installs it when it is missing. Rejects with a {@link RuntimeMissing}. */
export async function programOf(name: RuntimeName): Promise<readonly [path: string, ...flags: string[]]> {
  const program = programs[name]
  if (name === 'bun') return program
  // Whoever waited for the lock may find that another process has done it.
  if (!(await isInstalled())) await alone(async () => ((await isInstalled()) ? undefined : install()))
  if (!existsSync(program[0]))
    throw new RuntimeMissing(`there is no ${name} for ${platform} in bench/runtimes/package.json`)
  return program
}

/** Says what was installed, and is written when that is done. */
const stamp = join(home, '.installed')

async function isInstalled(): Promise<boolean> {
  const [wants, has] = await Promise.all(
    [join(wanted, 'bun.lock'), stamp].map((file) => readFile(file, 'utf8').catch(() => '')),
  )
  return wants !== '' && wants === has
}

async function install(): Promise<void> {
  for (const file of MANIFEST) await copyFile(join(wanted, file), join(home, file))
  const child = Bun.spawn([process.execPath, 'install', '--frozen-lockfile'], {
    cwd: home,
    env: inheritedEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, code] = await Promise.all([child.stderr.text(), child.exited])
  if (code !== 0)
    throw new RuntimeMissing(
      `Node and Deno could not be installed (is the npm registry reachable?): ${said.trim().slice(-500)}`,
    )
  await copyFile(join(home, 'bun.lock'), stamp)
}

const lock = join(home, '.installing')
const LOOK_MS = 100
/** A lock that was left behind by a program that was killed. */
const STALE_MS = 600_000

/** One process at a time: tests run side by side. */
async function alone(work: () => Promise<void>): Promise<void> {
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
  try {
    await work()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}
