/** Where and on what a result was measured: without it a figure is an anecdote. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from '#lib/child'
import { mayGoFirst } from './priority.ts'

export interface Environment {
  /** `unknown` outside a git checkout. */
  commit: string
  /** Files differ from that commit. */
  uncommitted: boolean
  command: string
  /** What was typed after the command's name, word by word. */
  arguments: string[]
  started_at: string
  os: string
  cpu: string
  cores: number
  load_average: number
  memory_gib: number
  generator_first: boolean
  bun: string
  postgresql: string
  /** Versions of what stands in the way of a request. */
  libraries: Record<string, string>
}

/** To be called before the run: colleagues may commit meanwhile. */
export function environment(command: string, postgresql: string, now: Date): Environment {
  const all = cpus()
  return {
    commit: git('rev-parse', '--short=12', 'HEAD') ?? 'unknown',
    uncommitted: (uncommitted() ?? '') !== '',
    command,
    arguments: process.argv.slice(3),
    started_at: now.toISOString(),
    os: `${process.platform} ${process.arch} ${release()}`,
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    load_average: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    generator_first: mayGoFirst(),
    bun: process.versions.bun ?? 'unknown',
    postgresql,
    libraries: libraries(),
  }
}

const LIBRARIES = [
  'elysia',
  '@elysiajs/node',
  'pg',
  'kysely',
  'effect',
  'synckit',
  'autocannon',
  'satori',
  'pdfkit',
]

/** As package.json pins them: the lockfile is part of the commit. */
function libraries(): Record<string, string> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const all = { ...dependencies, ...devDependencies }
  return Object.fromEntries(LIBRARIES.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])))
}

/** Files that differ from the commit, but for results; undefined outside of a git checkout. */
export const uncommitted = (): string | undefined =>
  git('status', '--porcelain', '--', '.', ':!bench/results')

/** Undefined outside of a git checkout. */
export function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
