import { expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { otherCpus, pin, readCpus } from './pinning.ts'

test.each([
  ['0', [0]],
  ['1,0', [0, 1]],
  ['0-2', [0, 1, 2]],
  ['0,2-3,2', [0, 2, 3]],
  ['4', undefined],
  ['2-1', undefined],
  ['', undefined],
  ['all', undefined],
  ['-1', undefined],
  ['0,', undefined],
])('%p of four processors are %p', (list, cpus) => {
  expect(readCpus(list, 4)).toEqual(cpus)
})

test('the others are all the others', () => {
  expect(otherCpus([1], 4)).toEqual([0, 2, 3])
  expect(otherCpus([0, 1], 2)).toEqual([])
})

test.skipIf(process.platform !== 'linux')(
  'a pinned process and what it starts stay where they were put',
  async () => {
    const sleeper = Bun.spawn(['sh', '-c', 'read line; sleep 30 & echo $!; wait'], {
      stdin: 'pipe',
      stdout: 'pipe',
    })
    try {
      pin(sleeper.pid, [0])
      sleeper.stdin.write('go\n')
      await sleeper.stdin.flush()
      const { value } = await sleeper.stdout.getReader().read()
      const child = Number(new TextDecoder().decode(value))
      for (const pid of [sleeper.pid, child])
        expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Cpus_allowed_list:\s+0$/m)
      process.kill(child)
    } finally {
      sleeper.kill()
      await sleeper.exited
    }
  },
)
