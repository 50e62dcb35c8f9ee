import { expect, test } from 'bun:test'
import { getPriority } from 'node:os'
import { goFirst, mayGoFirst } from './priority.ts'

test('whoever may let others go first does, and everybody else is told', async () => {
  const own = getPriority()
  const sleeper = Bun.spawn(['sleep', '30'], { detached: true })
  try {
    const may = mayGoFirst()
    expect(getPriority()).toBe(own)
    expect(goFirst(sleeper.pid)).toBe(may)
    expect(getPriority(sleeper.pid)).toBe(may ? -10 : own)
    if (may && process.platform === 'linux')
      expect(
        await Bun.file(`/proc/${sleeper.pid}/autogroup`)
          .text()
          .catch(() => 'nice -10'),
      ).toContain('nice -10')
  } finally {
    sleeper.kill()
    await sleeper.exited
  }
})
