/** What npm runs: signals go on to the program, its exit code comes back, and it does not outlive npm. */
import { afterAll, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { root } from '#lib/child'
import { inheritedEnvironment } from '#lib/config'
import { isSameProcess, processIdentity, waitUntilGone } from '#lib/postgres/processes'

const running: ChildProcess[] = []
/** Programs, ended by pid: the process between may be what was killed. */
const programs: { pid: number; identity: string }[] = []
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  for (const { pid, identity } of programs) if (isSameProcess(pid, identity)) process.kill(pid, 'SIGKILL')
})

/** `command` with the bootstrap's arguments in `$@`; its first line is the pid of the program that it runs. */
async function started(script: string, command = 'exec node lib/bootstrap.mjs "$@"') {
  // Printed last, when its handlers stand.
  const program = `${script}; console.log(process.pid)`
  const child = spawn('/bin/sh', ['-c', command, 'sh', '--eval', program], {
    cwd: root,
    env: { ...inheritedEnvironment(), npm_lifecycle_event: 'test' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const exited = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)))
  const pid = await new Promise<number>((resolve) =>
    child.stdout?.once('data', (text) => resolve(Number(text))),
  )
  const identity = processIdentity(pid) ?? ''
  programs.push({ pid, identity })
  return { child, pid, identity, exited }
}
const waiting = 'setInterval(() => undefined, 1000)'

test('the exit code is the program’s, or 128 and the signal that ended it', async () => {
  expect(await (await started('setTimeout(() => process.exit(7), 50)')).exited).toBe(7)
  expect(
    await (await started(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50); ${waiting}`)).exited,
  ).toBe(137)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is passed on, and waited for', async (signal) => {
  const { child, exited } = await started(
    `process.on('${signal}', () => setTimeout(() => process.exit(9), 50)); ${waiting}`,
  )
  child.kill(signal)
  expect(await exited).toBe(9)
})

test('when the shell that npm put between ends, so does the program', async () => {
  const { child, pid, identity } = await started(waiting, 'node lib/bootstrap.mjs "$@"; exit $?')
  expect(isSameProcess(pid, identity)).toBe(true)
  child.kill('SIGKILL')
  expect(await waitUntilGone(pid, identity, 3_000)).toBe(true)
})
