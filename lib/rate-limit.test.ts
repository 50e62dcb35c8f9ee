/** How often who may ask. */
import { afterEach, beforeEach, describe, expect, setSystemTime, test } from 'bun:test'
import { Problem } from '#lib/problem'
import { networkOf, type RateLimit, rateLimit } from '#lib/rate-limit'
import { type Caller, nobody } from '#lib/token/caller'

let now_ms = 0
beforeEach(() => {
  now_ms = Date.parse('2030-01-01T00:00:00Z')
  setSystemTime(now_ms)
})
afterEach(() => {
  setSystemTime()
})
const pass = (duration_ms: number) => {
  now_ms += duration_ms
  setSystemTime(now_ms)
}

const client = (client_id: string): Caller => ({ ...nobody, client_id, subject: client_id })
/** How many of so many were let through. */
async function admitted(limit: RateLimit, count: number, caller: Caller, address?: string): Promise<number> {
  let good = 0
  for (let index = 0; index < count; index++)
    await limit.take(caller, address).then(
      () => good++,
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error
        expect([error.status, error.code]).toEqual([429, 'too_many_requests'])
        expect(Number(error.headers['retry-after'])).toBeWithin(1, 5)
      },
    )
  return good
}

describe('two a second', () => {
  test('are eight in four seconds for an address', async () => {
    const limit = rateLimit(2, [])
    expect(await admitted(limit, 20, nobody, '192.0.2.1')).toBe(8)
    pass(3_000)
    expect(await admitted(limit, 1, nobody, '192.0.2.1')).toBe(0)
    pass(1_001)
    expect(await admitted(limit, 20, nobody, '192.0.2.1')).toBe(8)
  })

  test('are each address its own', async () => {
    const limit = rateLimit(2, [])
    await admitted(limit, 20, nobody, '192.0.2.1')
    expect(await admitted(limit, 20, nobody, '192.0.2.2')).toBe(8)
  })

  test('are ten times as many for a customer, from wherever', async () => {
    const limit = rateLimit(2, [])
    expect(await admitted(limit, 60, client('acme'), '192.0.2.1')).toBe(60)
    expect(await admitted(limit, 60, client('acme'), '192.0.2.2')).toBe(20)
    expect(await admitted(limit, 20, client('other'), '192.0.2.1')).toBe(20)
    // The address that they came from has its own still.
    expect(await admitted(limit, 20, nobody, '192.0.2.1')).toBe(8)
  })

  test('are no limit for our own services', async () => {
    const limit = rateLimit(2, ['booking-ui'])
    expect(await admitted(limit, 200, client('booking-ui'), '192.0.2.1')).toBe(200)
    expect(await admitted(limit, 200, client('booking-ui-not'), '192.0.2.1')).toBe(80)
  })

  test('are one limit for a /64 of IPv6', async () => {
    const limit = rateLimit(2, [])
    expect(await admitted(limit, 6, nobody, '2001:db8:1:2::1')).toBe(6)
    expect(await admitted(limit, 6, nobody, '2001:0DB8:1:2:ffff:ffff:ffff:ffff')).toBe(2)
    expect(await admitted(limit, 20, nobody, '2001:db8:1:3::1')).toBe(8)
  })

  test('are a limit for who has no address, too', async () => {
    expect(await admitted(rateLimit(2, []), 20, nobody)).toBe(8)
  })
})

test('nought a second is no limit', async () => {
  expect(await admitted(rateLimit(0, []), 500, nobody, '192.0.2.1')).toBe(500)
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8::1', '2001:db8:0:0'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('the network of %s is %s', (address, network) => expect(networkOf(address)).toBe(network))
