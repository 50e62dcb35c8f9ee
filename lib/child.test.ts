/** Child processes: what they say, how they end, and that none outlives us. */
import { afterAll, expect, test } from 'bun:test'
import { type Child, type ChildOptions, root, spawnChild } from '#lib/child'
import { isSameProcess, processIdentity, waitUntilGone } from '#lib/postgres/processes'
import { run } from '#lib/postgres/run'

const children: Child[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

type Line = [stream: string, text: string]
function program(script: string, options: Partial<ChildOptions> = {}) {
  const lines: Line[] = []
  const first = Promise.withResolvers<string>()
  const child = spawnChild({
    args: ['--eval', script],
    onLine: (text, stream) => {
      lines.push([stream, text])
      first.resolve(text)
    },
    ...options,
  })
  children.push(child)
  return { child, lines, first: first.promise }
}

test('every line arrives once, the last without its newline too, and letters stay whole', async () => {
  const { child, lines } = program(`
    const bytes = new TextEncoder().encode('é\\n\\nÜ€😀')
    for (const byte of bytes) { process.stdout.write(Uint8Array.of(byte)); await Bun.sleep(1) }
    process.stderr.write('wrong\\n')`)
  expect(await child.exited).toBe(0)
  expect(lines.filter(([stream]) => stream === 'stdout').map(([, text]) => text)).toEqual(['é', '', 'Ü€😀'])
  expect(lines.filter(([stream]) => stream === 'stderr')).toEqual([['stderr', 'wrong']])
})

test('the exit code is its own, or 128 and the signal', async () => {
  expect(await program('process.exit(3)').child.exited).toBe(3)
  const { child, first } = program(`console.log('up'); setInterval(() => undefined, 1000)`)
  await first
  child.kill('SIGKILL')
  expect(await child.exited).toBe(137)
  expect(await child.stop()).toBe(137)
})

test('stopping asks first, and then does not ask', async () => {
  const polite = program(
    `process.on('SIGTERM', () => process.exit(7)); setInterval(() => undefined, 1000); console.log('up')`,
  )
  await polite.first
  expect(await polite.child.stop(10_000)).toBe(7)
  const deaf = program(
    `process.on('SIGTERM', () => console.log('no')); setInterval(() => undefined, 1000); console.log('up')`,
  )
  await deaf.first
  const started_ms = performance.now()
  expect(await deaf.child.stop(200)).toBe(137)
  expect(performance.now() - started_ms).toBeWithin(190, 1_500)
  expect(deaf.lines.map(([, text]) => text)).toEqual(['up', 'no'])
})

test('it runs at the root of the checkout, with the variables that it is given', async () => {
  const script = `import { readConfig } from '#lib/config'; console.log(readConfig().seed, process.cwd())`
  const { child, lines } = program(script, { env: { VACANCY_SEED: '7' } })
  await child.exited
  expect(lines.map(([, text]) => text)).toEqual([`7 ${root}`])
})

test('a process group of its own keeps Ctrl-C from it', async () => {
  const { child, first } = program(`console.log('up'); setInterval(() => undefined, 1000)`)
  await first
  const { code, output } = await run('ps', ['-o', 'pgid=', '-p', String(child.pid)])
  if (code === 127) return console.log('process group not checked: no ps on this machine')
  expect(Number(output)).toBe(child.pid)
  await child.stop(1_000)
})

test('when the parent is killed with -9, the child ends by itself', async () => {
  const grandchild = `import { endWithParent } from '#lib/parent'
    endWithParent(() => process.exit(0)); setInterval(() => undefined, 1000); console.log(process.pid)`
  const parent = program(`import { spawnChild } from '#lib/child'
    spawnChild({ args: ['--eval', ${JSON.stringify(grandchild)}], onLine: (line) => console.log(line) })`)
  const pid = Number(await parent.first)
  const identity = processIdentity(pid) ?? ''
  expect(isSameProcess(pid, identity)).toBe(true)
  parent.child.kill('SIGKILL')
  await parent.child.exited
  expect(await waitUntilGone(pid, identity, 2_000)).toBe(true)
})
