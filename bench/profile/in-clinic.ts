/**
 * Node only. Loaded into clinic's own process, before it. Clinic knows no threads: it has what it looks on with loaded
 * into each of them, where all write into one file, one over the other. And it would go on when whoever started it had
 * died.
 */
import child_process from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepMainThread } from './traces.ts'

const PRELOAD = /-r\s+("[^"]+"|\S+)\s*/g
const { spawn } = child_process
// It leaves traces where it stands, and refuses to start where it finds some.
const stand = new URL(import.meta.url).searchParams.get('folder') ?? ''
process.chdir(stand)

type Options = Parameters<typeof spawn>[2]

/** By `require`, as clinic has it: loaded by `import` bubbleprof sees nothing at all. */
function onMainThread(options: Options): Options {
  const flags = options?.env?.NODE_OPTIONS
  if (flags === undefined) return options
  const paths = [...flags.matchAll(PRELOAD)].map(([, path = '']) => path.replaceAll('"', ''))
  const script = join(stand, 'on-main-thread.cjs')
  writeFileSync(script, scriptOf(paths))
  return {
    ...options,
    env: { ...options?.env, NODE_OPTIONS: `-r ${JSON.stringify(script)} ${flags.replace(PRELOAD, '')}` },
  }
}

/** `Promise.withResolvers` is younger than the Node that bubbleprof runs on, and hybrid uses it. */
const scriptOf = (paths: readonly string[]) => `
Promise.withResolvers ??= function () {
  const all = {}
  all.promise = new this((resolve, reject) => Object.assign(all, { resolve, reject }))
  return all
}
if (require('node:worker_threads').isMainThread)
  for (const path of ${JSON.stringify(paths)}) require(path)
`

child_process.spawn = ((command: string, args: readonly string[], options: Options) => {
  const child = spawn(command, args, onMainThread(options))
  // Before clinic hears of it, and has a look.
  child.once('exit', () => keepMainThread(stand))
  return child
}) as typeof spawn

// A pipe from the harness. The server and we are a group of processes of our own.
process.stdin.on('end', () => process.kill(0, 'SIGKILL')).resume()
process.stdin.unref?.()
