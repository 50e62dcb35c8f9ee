/** `profile` as a person runs it: a real server under a real profiler, and what is left on the disk. */
import { afterAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, spawnChild } from '#lib/child'

const dir = await mkdtemp(join(tmpdir(), 'vacancy-profile-'))
// Where the user that PostgreSQL runs as can come.
const kept = join(root, '.data', `profile-test-${process.pid}`)
afterAll(() => Promise.all([dir, kept].map((path) => rm(path, { recursive: true, force: true }))))

const typed = [
  ...['bench/cli.ts', 'profile', '--model', 'event-loop', '--workload', 'search-sql', '--tool', 'cpu'],
  ...['--profile', 'tiny', '--quick', '--pool', '2', '--connections', '4'],
  ...['--dir', dir, '--data-dir', join(kept, 'postgres')],
]

/** With this in what was typed to start them. */
async function running(text: string): Promise<string[]> {
  const list = Bun.spawn(['ps', '-eo', 'args='], { stdout: 'pipe' })
  return (await list.stdout.text()).split('\n').filter((args) => args.includes(text))
}

test('the processor on Bun: a page that names our functions, and the profile beside it', async () => {
  const lines: string[] = []
  const child = spawnChild({
    args: [...typed, '--duration', '1', '--warmup', '0.5'],
    onLine: (line) => lines.push(line),
  })
  const code = await child.exited
  const said = lines.join('\n')
  expect([code, said]).toEqual([0, expect.stringContaining('verified answers in 1.0 s')])
  const files = (await readdir(dir)).sort()
  const date = new Date().toISOString().slice(0, 10)
  expect(files.map((name) => name.replace(/^\d{4}-\d\d-\d\d/, date))).toEqual(
    ['cpuprofile', 'html'].map((ending) => `${date}-search-sql-event-loop-bun-cpu.${ending}`),
  )
  for (const name of files) expect(said).toContain(name)
  // Which functions are met within a second is chance; that some of these are is not.
  const page = await readFile(join(dir, files.find((name) => name.endsWith('.html')) ?? ''), 'utf8')
  expect(page).toMatch(/<tr class="ours">.*(bench|services|lib)\/[\w/-]+\.ts:\d+/)
  expect(said).toMatch(/ ours {4}.*\.ts:\d+/)
}, 60_000)

test('interrupted it leaves no process, and no folder of its own', async () => {
  const child = spawnChild({ args: [...typed, '--duration', '30'], onLine: () => undefined })
  const making = join('.data/bench', `profiling-${child.pid}`)
  let over = false
  void child.exited.then(() => {
    over = true
  })
  while (!over && (await running(making)).length === 0) await Bun.sleep(50)
  child.kill('SIGINT')
  expect(await child.exited).toBe(130)
  expect(await running(making)).toEqual([])
  expect(await running(kept)).toEqual([])
  expect(existsSync(join(root, making))).toBe(false)
}, 60_000)
