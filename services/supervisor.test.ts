/** Programs that crash, never come up, or come up and crash again: what the supervisor makes of them. */
import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#lib/config'
import { isSameProcess, processIdentity } from '#lib/postgres/processes'
import { StartError } from '#lib/server'
import { type Program, type Supervisor, supervise, type Timing } from './supervisor.ts'

const config = readConfig({ VACANCY_SHUTDOWN_GRACE_MS: '0' })
const quick: Timing = { ready_ms: 5_000, backoff_first_ms: 50, backoff_most_ms: 200, stable_ms: 10_000 }
const ready_port = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('ready') })
const ready_url = ready_port.url.href
const never_url = 'http://127.0.0.1:1/'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const script = (name: string, text: string, url = ready_url): Program => ({
  name,
  args: ['--eval', text],
  ready_url: url,
})
const waiting = 'setInterval(() => undefined, 1000)'

function supervised(programs: readonly Program[], timing: Partial<Timing> = {}) {
  const lines: string[] = []
  const supervisor = supervise(programs, {
    config,
    print: (line) => lines.push(line),
    timing: { ...quick, ...timing },
  })
  cleanups.push(() => supervisor.stop())
  return { supervisor, lines }
}
const reason = (supervisor: Supervisor) =>
  supervisor.ready.then(
    () => Promise.reject(new Error('it became ready')),
    (error: unknown) => error,
  )
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(5)
}
const running = (supervisor: Supervisor, name: string) => {
  const pid = supervisor.pidOf(name) ?? 0
  return { pid, identity: processIdentity(pid) ?? 'gone' }
}

test('a program killed with -9 is back within the back-off, and the others run on', async () => {
  const { supervisor, lines } = supervised([script('one', waiting), script('two', waiting)])
  await supervisor.ready
  const other = running(supervisor, 'two')
  const { pid } = running(supervisor, 'one')
  const killed_ms = performance.now()
  process.kill(pid, 'SIGKILL')
  await until(() => supervisor.pidOf('one') !== pid)
  expect(performance.now() - killed_ms).toBeLessThan(1_000)
  expect(lines.join()).toContain('ended with exit code 137; starting again in 50 ms')
  expect(running(supervisor, 'two')).toEqual(other)
})

test('restarts come ever more slowly, up to a bound, and quickly again after a long run', async () => {
  const delays = (lines: string[]) => lines.map((line) => Number(/again in (\d+) ms/.exec(line)?.[1]))
  const crashing = supervised([script('one', 'await Bun.sleep(100); process.exit(4)')])
  await crashing.supervisor.ready
  await until(() => crashing.lines.length >= 4)
  expect(delays(crashing.lines).slice(0, 4)).toEqual([50, 100, 200, 200])
  const stable = supervised([script('one', 'await Bun.sleep(100); process.exit(4)')], { stable_ms: 50 })
  await stable.supervisor.ready
  await until(() => stable.lines.length >= 3)
  expect(delays(stable.lines).slice(0, 3)).toEqual([50, 50, 50])
})

test('a restart that the machine refuses is tried again', async () => {
  const args = ['--eval', waiting]
  const { supervisor, lines } = supervised([{ name: 'one', args, ready_url }])
  await supervisor.ready
  const { pid } = running(supervisor, 'one')
  // No program can have such an argument.
  args[1] = '\0'
  process.kill(pid, 'SIGKILL')
  await until(() => lines.some((line) => line.includes('could not be started')))
  args[1] = waiting
  await until(() => supervisor.pidOf('one') !== pid)
})

test('stopping while it waits to restart ends at once, and starts nothing', async () => {
  const { supervisor, lines } = supervised([script('one', 'await Bun.sleep(100); process.exit(4)')], {
    backoff_first_ms: 60_000,
  })
  await supervisor.ready
  await until(() => lines.length > 0)
  const { pid } = running(supervisor, 'one')
  const started_ms = performance.now()
  await supervisor.stop()
  expect(performance.now() - started_ms).toBeLessThan(500)
  expect(supervisor.pidOf('one')).toBe(pid)
  expect(processIdentity(pid)).toBeUndefined()
})

test('one that ends before it is ready is not tried again, and its one line is the reason', async () => {
  const failing = script('two', `console.error('two: port 3 is in use'); process.exit(1)`, never_url)
  const { supervisor, lines } = supervised([script('one', waiting), failing, script('three', waiting)])
  const error = await reason(supervisor)
  expect(error).toBeInstanceOf(StartError)
  expect((error as Error).message).toBe('two: port 3 is in use')
  expect([lines, supervisor.pidOf('three')]).toEqual([[], undefined])
  const first = running(supervisor, 'one')
  await supervisor.stop()
  expect(isSameProcess(first.pid, first.identity)).toBe(false)
})

test('one that says more than a line, or nothing, is named', async () => {
  const chatty = supervised([script('one', `console.error('a\\nb'); process.exit(5)`, never_url)])
  expect(await reason(chatty.supervisor)).toMatchObject({
    message: 'one ended with exit code 5 before it was ready',
  })
  expect(chatty.lines.map((line) => line.trim().split(/ +/).at(-1))).toEqual(['a', 'b'])
  const mute = supervised([script('one', 'process.exit(6)', never_url)])
  expect(await reason(mute.supervisor)).toMatchObject({
    message: 'one ended with exit code 6 before it was ready',
  })
})

test('one that never becomes ready is given up, and with it what runs already', async () => {
  const { supervisor } = supervised([script('one', waiting), script('two', waiting, never_url)], {
    ready_ms: 300,
  })
  expect(await reason(supervisor)).toMatchObject({
    name: 'StartError',
    message: 'two was not ready after 0.3 s',
  })
  const all = ['one', 'two'].map((name) => running(supervisor, name))
  await supervisor.stop()
  expect(all.map(({ pid, identity }) => isSameProcess(pid, identity))).toEqual([false, false])
})

test('stopping while one starts is possible, and leaves nothing', async () => {
  const { supervisor } = supervised([
    script('one', waiting),
    script('two', waiting, never_url),
    script('three', waiting),
  ])
  await until(() => supervisor.pidOf('two') !== undefined)
  const all = ['one', 'two'].map((name) => running(supervisor, name))
  await supervisor.stop()
  await supervisor.ready
  expect(all.map(({ pid, identity }) => isSameProcess(pid, identity))).toEqual([false, false])
  expect(supervisor.pidOf('three')).toBeUndefined()
})

test('programs end in reverse order: whoever calls stops before whom it calls', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vacancy-supervisor-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  const file = join(folder, 'order')
  const noting = (name: string) =>
    script(
      name,
      `import { appendFileSync } from 'node:fs'
       process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(file)}, '${name} '); process.exit(0) })
       Bun.write(${JSON.stringify(file)} + '.${name}', 'up'); ${waiting}`,
    )
  const { supervisor } = supervised([noting('one'), noting('two'), noting('three')])
  await supervisor.ready
  const up = async (name: string) => Bun.file(`${file}.${name}`).exists()
  while (!(await Promise.all(['one', 'two', 'three'].map(up))).every(Boolean)) await Bun.sleep(5)
  await supervisor.stop()
  expect(readFileSync(file, 'utf8')).toBe('three two one ')
})

test('what a program says is printed with its name, before it is ready and after', async () => {
  const { supervisor, lines } = supervised([
    script(
      'one',
      `console.error('early'); console.log('{"level":"info","time":"2026-11-23T10:02:11Z","msg":"late"}'); ${waiting}`,
    ),
  ])
  await supervisor.ready
  await until(() => lines.length >= 2)
  const said = lines.map((line) => line.replace(/ +/, ' ')).sort()
  expect(said).toEqual(['one 10:02:11 late', 'one early'])
})
