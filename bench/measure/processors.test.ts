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

test.if(linux)('what a process used is what it says itself, to a few hundredths of a second', () => {
  const before_s = usedBy(process.pid) ?? Number.NaN
  burn(200)
  const { user, system } = process.cpuUsage()
  expect((usedBy(process.pid) ?? Number.NaN) - before_s).toBeGreaterThan(0.15)
  expect(Math.abs((usedBy(process.pid) ?? Number.NaN) - (user + system) / 1e6)).toBeLessThan(0.1)
})

test('a process that is not there has used nothing that we know of', () => {
  expect(usedBy(2 ** 30)).toBeUndefined()
})

test.if(linux)('what a child uses is ours, while it runs and after its end', async () => {
  const before_s = usedByUs()
  // Until it has used 0.3 s, however long a busy machine takes to give them.
  const script =
    'const used = () => { const { user, system } = process.cpuUsage(); return user + system };' +
    'while (used() < 300_000); console.log("done"); process.stdin.resume()'
  const child = Bun.spawn([process.execPath, '-e', script], { stdin: 'pipe', stdout: 'pipe' })
  await child.stdout.getReader().read()
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
