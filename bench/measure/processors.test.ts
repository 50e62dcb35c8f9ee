/** Against the kernel's own account of this process. */
import { expect, test } from 'bun:test'
import { usedBy, usedByUs, watchOthers } from './processors.ts'

const linux = process.platform === 'linux'

function burn(milliseconds: number): void {
  const from = process.cpuUsage()
  let used_us = 0
  while (used_us < milliseconds * 1000) {
    const { user, system } = process.cpuUsage(from)
    used_us = user + system
  }
}

/** A process that has used some processor time, says how much, and stays until its standard input ends. */
function burning(seconds: number) {
  const script =
    'const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6 };' +
    // Until it has used so much, however long a busy machine takes to give it.
    `while (used() < ${seconds}); console.log(used()); process.stdin.resume()`
  return Bun.spawn([process.execPath, '-e', script], { stdin: 'pipe', stdout: 'pipe' })
}
const firstLine = async (child: ReturnType<typeof burning>) => {
  const { value } = await child.stdout.getReader().read()
  return Number(new TextDecoder().decode(value))
}

test.if(linux)('what a process used is what it says itself, to a few hundredths of a second', async () => {
  const child = burning(0.3)
  const said_s = await firstLine(child)
  expect(said_s).toBeGreaterThanOrEqual(0.3)
  expect(Math.abs((usedBy(child.pid) ?? Number.NaN) - said_s)).toBeLessThan(0.1)
  child.stdin.end()
  await child.exited
})

test('a process that is not there has used nothing that we know of', () => {
  expect(usedBy(2 ** 30)).toBeUndefined()
})

test.if(linux)('what a child uses is ours, while it runs and after its end', async () => {
  const before_s = usedByUs()
  const child = burning(0.3)
  await firstLine(child)
  expect(usedByUs() - before_s).toBeGreaterThan(0.25)
  child.stdin.end()
  await child.exited
  expect(usedByUs() - before_s).toBeGreaterThan(0.25)
})

test.if(linux)('others have used nothing less than nothing, and no more than there is', () => {
  const others = watchOthers()
  burn(100)
  expect(others()).toBeWithin(0, 1.1)
})
