/** The program as a person runs it: its file, its exit code, and what it leaves when it is interrupted. */
import { afterAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import { root, spawnChild } from '#lib/child'
import type { OverloadResult } from './overload/overload.ts'
import { RunResult } from './result.ts'

const folder = await mkdtemp(join(tmpdir(), 'vacancy-bench-'))
// Of this process alone, and where the user that PostgreSQL runs as can come: /tmp/vacancy-… is closed to it.
const kept = join(root, '.data', `bench-test-${process.pid}`)
const data_dir = join(kept, 'postgres')
const out = join(folder, 'result.json')
afterAll(() => Promise.all([folder, kept].map((path) => rm(path, { recursive: true, force: true }))))

function bench(...more: string[]) {
  const lines: string[] = []
  let wake = () => {}
  const child = spawnChild({
    args: [
      ...['bench/cli.ts', 'run', '--workload', 'search-sql', '--models', 'event-loop,thread-pool'],
      ...['--profile', 'tiny', '--pool', '2', '--connections', '4', '--data-dir', data_dir, ...more],
    ],
    onLine: (line) => {
      lines.push(line)
      wake()
    },
  })
  /** Resolves when it has printed the text, or has ended without it. */
  const printed = async (text: string) => {
    let over = false
    void child.exited.then(() => {
      over = true
      wake()
    })
    while (!over && !lines.some((line) => line.includes(text))) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { child, lines, printed }
}

/** Every process that descends from this one, with its arguments. */
async function descendants(ancestor: number): Promise<{ pid: number; args: string }[]> {
  const list = Bun.spawn(['ps', '-eo', 'pid=,ppid=,args='], { stdout: 'pipe' })
  const all = (await new Response(list.stdout).text()).split('\n').map((line) => {
    const [, pid, ppid, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)/.exec(line) ?? []
    return { pid: Number(pid), ppid: Number(ppid), args }
  })
  const parents = [ancestor]
  // The list grows while it is walked.
  for (const parent of parents) for (const { pid, ppid } of all) if (ppid === parent) parents.push(pid)
  return all.filter(({ pid }) => pid !== ancestor && parents.includes(pid))
}

/** Ended ones whose parent has not asked after them yet do not count. */
async function stillRunning(pids: readonly number[]): Promise<string[]> {
  const list = Bun.spawn(['ps', '-o', 'stat=,args=', '-p', pids.join(',')], { stdout: 'pipe' })
  const lines = (await new Response(list.stdout).text()).split('\n')
  return lines.filter((line) => line !== '' && !line.startsWith('Z'))
}

test.each([
  // First: only now is there something to prepare.
  ['while the database is prepared', 'native/bin/postgres', 'SIGINT'],
  ['by a closing terminal while a server is measured', 'bench/load/closed-loop.ts', 'SIGHUP'],
] as const)(
  'interrupted %s it ends what it started and keeps the last result',
  async (_when, what, signal) => {
    await writeFile(out, 'the last result')
    const { child, lines, printed } = bench('--duration', '20', '--out', out)
    await printed('preparing')
    let started = await descendants(child.pid)
    while (!started.some(({ args }) => args.includes(what))) {
      await Bun.sleep(20)
      started = await descendants(child.pid)
    }
    // Twice, as npm and its bootstrap pass on one key press.
    child.kill(signal)
    child.kill(signal)
    expect(await child.exited).toBe(130)
    expect(lines.at(-1)).toBe('interrupted: what was measured by then is kept')
    expect(await readFile(out, 'utf8')).toBe('the last result')
    expect(await stillRunning(started.map(({ pid }) => pid))).toEqual([])
    expect(existsSync(join(data_dir, 'postmaster.pid'))).toBe(false)
  },
  60_000,
)

const report = join(folder, 'report.html')
const short = ['--quick', '--duration', '0.5', '--warmup', '0'] as const

test('interrupted after a trial it leaves a readable report of that, which says that it is not all', async () => {
  const { child, printed } = bench(...short, '--repetitions', '9', '--out', out, '--report', report)
  await printed('2/18')
  child.kill('SIGINT')
  expect(await child.exited).toBe(130)
  const { ended, results } = JSON.parse(await readFile(out, 'utf8')) as RunResult
  expect(ended).toBe('interrupted')
  const measured = results.filter(({ repetitions }) => repetitions.length > 0)
  expect(measured.length).toBeGreaterThan(0)
  for (const one of results.filter(({ repetitions }) => repetitions.length === 0))
    expect(one.invalid_reasons).toEqual(['it was not measured'])
  const page = await readFile(report, 'utf8')
  expect(page).toContain('Not all of it was measured: interrupted')
  expect(page).toEndWith('</html>\n')
}, 60_000)

test('a full disk ends it, and what was measured is in the terminal', async () => {
  const { child, lines } = bench(...short, '--out', '/dev/full')
  expect(await child.exited).toBe(1)
  const text = lines.join('\n')
  expect(text).toContain('NOT ALL OF IT: /dev/full cannot be written: ENOSPC')
  expect(text).toContain('search-sql, closed loop: 4 clients')
  expect(lines.at(-1)).toContain('ENOSPC')
}, 60_000)

test('a run writes the file that its schema promises, and ends its PostgreSQL', async () => {
  const { child, lines } = bench('--quick', '--duration', '0.5', '--warmup', '0', '--out', out)
  const code = await child.exited
  const result: unknown = JSON.parse(await readFile(out, 'utf8'))
  const ajv = new Ajv({ strict: false })
  expect(ajv.validate(RunResult, result) ? [] : ajv.errors).toEqual([])
  const { results, environment } = result as RunResult
  expect(results.map(({ model }) => model)).toEqual(['event-loop', 'thread-pool'])
  expect(environment).toMatchObject({ profile: 'tiny', pool: 2, workers: 2, quick: true })
  expect(results.map(({ load }) => load)).toEqual([
    { kind: 'closed', connections: 4 },
    { kind: 'closed', connections: 4 },
  ])
  // A busy machine may make half a second invalid; then the exit code must say so.
  expect(code).toBe(results.every(({ valid }) => valid) ? 0 : 2)
  expect(lines.join('\n')).toContain('ratio to event-loop')
  expect(existsSync(join(data_dir, 'postmaster.pid'))).toBe(false)
}, 60_000)

test('one rate, against the real service: what was offered is accounted for', async () => {
  const lines: string[] = []
  const child = spawnChild({
    args: [
      ...[
        'bench/cli.ts',
        'rate',
        '--rate',
        '200',
        '--connections',
        '20',
        '--generators',
        '2',
        '--profile',
        'tiny',
      ],
      ...['--duration', '0.5', '--warmup', '0.2', '--data-dir', data_dir, '--out', out],
    ],
    onLine: (line) => lines.push(line),
  })
  const code = await child.exited
  const { environment, results } = JSON.parse(await readFile(out, 'utf8')) as OverloadResult
  expect(environment).toMatchObject({ profile: 'tiny', engine: 'index', connections: 20, generators: 2 })
  const [one] = results
  if (one === undefined) throw new Error('no result')
  expect(one).toMatchObject({ rate: 200, factor: null, shedding: true })
  expect(one.report).toMatchObject({ wrong: 0, broken: 0, unanswered: 0, failed: 0, elapsed_s: 0.5 })
  expect(one.report.verified + one.report.refused).toBe(one.report.sent)
  expect(one.report.verified).toBeGreaterThan(0)
  // A busy machine may make half a second invalid; then the exit code must say so.
  expect(code).toBe(one.invalid_reasons.length === 0 ? 0 : 2)
  expect(lines.join('\n')).toContain('goodput/s')
  expect(existsSync(join(data_dir, 'postmaster.pid'))).toBe(false)
}, 60_000)
