/** Bun only. A child process that runs one of our scripts: its lines, its end, and how to end it. */
import { resolve } from 'node:path'
import { inheritedEnvironment } from '#lib/config'

/** The root of the checkout. */
export const root = resolve(import.meta.dir, '..')

/**
 * Bun answers 431 without a body to a request head over 16 KB. With room for a megabyte, our own frame can answer a
 * proper 414. The memory is bounded: one head for each connection.
 */
export const server_flags = ['--max-http-header-size=2097152'] as const

export interface Child {
  readonly pid: number
  /** The exit code, or 128 + the signal's number; never rejects. */
  readonly exited: Promise<number>
  /** SIGTERM, then SIGKILL when it is still there after `grace_ms`. Resolves when the process is gone. */
  stop(grace_ms?: number): Promise<number>
  kill(signal: NodeJS.Signals): void
  /** A line to its standard input; nothing when it is gone. */
  say(line: string): void
}

export interface ChildOptions {
  /** What runs the script: this Bun, where nothing is said. */
  program?: readonly [path: string, ...flags: string[]]
  /** Script and arguments, relative to the root of the checkout. */
  args: readonly string[]
  /** Our variables; the rest of the environment is inherited. */
  env?: Readonly<Record<string, string>>
  flags?: readonly string[]
  onLine: (line: string, stream: 'stdout' | 'stderr') => void
}

/**
 * Its own process group, so that Ctrl-C reaches only the parent, which stops its children in order. It is given a
 * pipe as standard input: when the parent dies, however it dies, the pipe closes and the child ends itself
 * (`endWithParent` of `lib/parent.ts`).
 */
export function spawnChild(options: ChildOptions): Child {
  const program = options.program ?? [process.execPath, ...(options.flags ?? [])]
  const subprocess = Bun.spawn([...program, ...options.args], {
    cwd: root,
    env: { ...inheritedEnvironment(), ...options.env },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    detached: true,
  })
  const drained = Promise.all([
    readLines(subprocess.stdout, (line) => options.onLine(line, 'stdout')),
    readLines(subprocess.stderr, (line) => options.onLine(line, 'stderr')),
  ])
  const exited = subprocess.exited.then(async (code) => {
    // A grandchild may hold the pipes open; the last lines are worth a moment, not forever.
    await Promise.race([drained, Bun.sleep(200)])
    return code
  })
  return {
    pid: subprocess.pid,
    exited,
    kill: (signal) => subprocess.kill(signal),
    say: (line) => {
      try {
        subprocess.stdin.write(`${line}\n`)
        void Promise.resolve(subprocess.stdin.flush()).catch(() => undefined)
      } catch {
        // It has ended, which `exited` tells.
      }
    },
    stop: async (grace_ms = 15_000) => {
      if (subprocess.exitCode === null && subprocess.signalCode === null) subprocess.kill('SIGTERM')
      const timer = setTimeout(() => subprocess.kill('SIGKILL'), grace_ms)
      try {
        return await exited
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** Each line of a stream, the last without its newline, too. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
  if (rest !== '') onLine(rest)
}
