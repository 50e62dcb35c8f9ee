import { expect, test } from 'bun:test'
import { Problem } from '#lib/problem'
import { floods } from './floods.ts'

/** How many pass before the first is refused, which says when to come back. */
async function passing(attempt: (n: number) => Promise<void>): Promise<number> {
  for (let n = 0; n < 1_000; n++) {
    try {
      await attempt(n)
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 429) throw error
      expect(Number(error.headers['retry-after'])).toBeWithin(1, 3_601)
      return n
    }
  }
  return Number.POSITIVE_INFINITY
}

test('six emails an hour to one address, however it is written and whoever asks', async () => {
  const some = floods()
  expect(
    await passing((n) => some.take(n % 2 ? 'Ann@guests.example ' : 'ann@guests.example', `192.0.2.${n}`)),
  ).toBe(6)
  await some.take('bob@guests.example', '192.0.2.1')
})

test('sixty an hour for one who asks, of one network', async () => {
  const some = floods()
  expect(await passing((n) => some.take(`a${n}@guests.example`, `2001:db8:0:1::${n.toString(16)}`))).toBe(60)
  await some.take('bob@guests.example', '2001:db8:0:2::1')
})

test('wrong codes are counted, right ones and other failures are not', async () => {
  const some = floods()
  const right = () => some.guess('192.0.2.1', async () => undefined)
  const wrong = async () => {
    const code_invalid = new Problem(400, 'code_invalid', 'No')
    await some
      .guess('192.0.2.1', () => Promise.reject(code_invalid))
      .catch((error: unknown) => {
        if (error !== code_invalid) throw error
      })
  }
  for (let n = 0; n < 100; n++) await right()
  const other = new Error('away')
  for (let n = 0; n < 100; n++)
    expect(await some.guess('192.0.2.1', () => Promise.reject(other)).catch((error) => error)).toBe(other)
  expect(await passing(wrong)).toBe(30)
  expect(await passing(right)).toBe(0)
  // In process nobody is at the other end: whoever passes it on has limits of its own.
  await some.guess(undefined, async () => undefined)
})
