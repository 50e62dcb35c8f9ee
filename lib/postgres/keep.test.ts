/** When a kept server is started again, and when no more. Any process will do for one. */
import { afterAll, expect, test } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { keepRunning } from './keep.ts'
import type { Postmaster } from './lockfile.ts'
import { processIdentity } from './processes.ts'

const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

function started(): { postmaster: Postmaster; kill(): void } {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  children.push(child)
  const pid = child.pid ?? 0
  return {
    postmaster: { pid, identity: processIdentity(pid) ?? '', port: 1 },
    kill: () => child.kill('SIGKILL'),
  }
}
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(5)
}

test('a start that fails is tried again, ever more slowly, with a line for each', async () => {
  const first = started()
  const second = started()
  const lines: string[] = []
  let attempts = 0
  const relaunch = async () => {
    attempts += 1
    if (attempts < 3) throw new Error('The disk is full')
    return second.postmaster
  }
  const kept = keepRunning(first.postmaster, relaunch, (line) => lines.push(line))
  expect(kept.postmaster).toEqual(first.postmaster)
  first.kill()
  await until(() => kept.postmaster.pid === second.postmaster.pid)
  expect(lines).toEqual([
    `PostgreSQL (process ${first.postmaster.pid}) ended by itself: starting it again`,
    'The disk is full; trying again in 100 ms',
    'The disk is full; trying again in 200 ms',
    `PostgreSQL runs again as process ${second.postmaster.pid}`,
  ])
  await kept.leave()
  second.kill()
  await Bun.sleep(250)
  expect(attempts).toBe(3)
})

test('leaving ends the waiting, and lets a start that is under way come to its end', async () => {
  const first = started()
  let attempts = 0
  const refused = keepRunning(
    first.postmaster,
    async () => {
      attempts += 1
      throw new Error('no')
    },
    () => undefined,
  )
  first.kill()
  await until(() => attempts >= 3)
  const started_ms = performance.now()
  await refused.leave()
  expect(performance.now() - started_ms).toBeLessThan(100)

  const second = started()
  const third = started()
  const gate = Promise.withResolvers<void>()
  let asked = false
  const slow = keepRunning(
    second.postmaster,
    async () => {
      asked = true
      await gate.promise
      return third.postmaster
    },
    () => undefined,
  )
  second.kill()
  await until(() => asked)
  const left = slow.leave()
  gate.resolve()
  await left
  // Whoever stops the server must end this one, not the one that is gone.
  expect(slow.postmaster.pid).toBe(third.postmaster.pid)
})
