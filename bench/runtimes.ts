/**
 * Bun only. Where the runtimes are. Bun runs everything in any case; Node and Deno come from npm, pinned by
 * `bench/runtimes`, when somebody asks for them: they are three times as large as all the rest.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installed, modulesOf, type Packages, PackagesMissing } from './packages.ts'
import type { RuntimeName } from './runtime.ts'

const packages: Packages = { names: 'Node and Deno', wanted: 'bench/runtimes', folder: 'runtimes' }
const modules = modulesOf(packages)

const platform = `${process.platform}-${process.arch}`
const node = join(modules, `node-${platform}`, 'bin/node')
const deno = join(modules, '@deno', `${platform}${process.platform === 'linux' ? '-glibc' : ''}`, 'deno')
const tsx = join(modules, 'tsx/dist/loader.mjs')

/** The program and its flags; a script of ours follows. */
const programs: Readonly<Record<RuntimeName, readonly [path: string, ...flags: string[]]>> = {
  bun: [process.execPath],
  node: [node, '--import', `file://${tsx}`],
  // Its own shared ports are unstable there, by name.
  deno: [deno, 'run', '--quiet', '--allow-all', '--unstable-net', '--no-lock', '--node-modules-dir=manual'],
}

/** Installs it when it is missing. Rejects with a {@link PackagesMissing}. */
export async function programOf(name: RuntimeName): Promise<readonly [path: string, ...flags: string[]]> {
  const program = programs[name]
  if (name === 'bun') return program
  await installed(packages)
  if (!existsSync(program[0]))
    throw new PackagesMissing(`there is no ${name} for ${platform} in bench/runtimes/package.json`)
  return program
}
