/** `search` and `reservations` killed in the middle of bookings: afterwards all say the same of every night. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { databasePool, kyselyOver } from '#lib/database'
import { addDays } from '#lib/dates'
import { runningServer } from '#lib/postgres/server'
import { descendants, eventually } from '#lib/test/processes'
import { type Stack, startStack, TEST_TODAY } from '#lib/test/stack'
import { httpTransport } from '#lib/transport'
import { inventoryClient } from '#service/reservations/client'
import type { ReservationsSchema } from '#service/reservations/sql'
import { databaseOf } from './databases.ts'
import { bookings, differences, indexNights, inventoryNights, readModelNights } from './test-inventory.ts'
import { askToken, type Tokens, testClient } from './test-person.ts'

describe.skipIf(process.platform !== 'linux')('killed with -9 in the middle of bookings', () => {
  let stack: Stack
  let inventory: Pool
  let model: Pool
  beforeAll(async () => {
    stack = await startStack({ shape: 'microservices' })
    const server = await runningServer(join(stack.data_dir, 'postgres'))
    const poolOf = (service: string, size: number) =>
      databasePool({
        url: server?.url(databaseOf(service, stack.shape)) ?? '',
        size,
        name: 'inventory-resilience-test',
      })
    inventory = poolOf('reservations', 6)
    model = poolOf('search', 2)
  }, 60_000)
  afterAll(async () => {
    await inventory?.end()
    await model?.end()
    await stack?.stop()
  }, 30_000)

  const kill = async (service: string) => {
    const found = (await descendants(stack.pid)).find(({ command }) =>
      command.includes(`serve.ts ${service} `),
    )
    if (found === undefined) throw new Error(`no process of ${service}`)
    process.kill(found.pid, 'SIGKILL')
  }
  const isBack = (service: 'search' | 'reservations') =>
    eventually(
      `${service} is ready again`,
      10_000,
      async () => (await fetch(`${stack.url(service)}/readyz`)).ok,
    )

  test('search and reservations agree on every night afterwards', async () => {
    const channel = await testClient(stack, { id: 'channel', scopes: ['reservations:inventory_write'] })
    const answer = await askToken(stack, channel, { grant_type: 'client_credentials' })
    const token = ((await answer.json()) as Tokens).access_token
    const client = inventoryClient(httpTransport(stack.url('reservations')), { token: async () => token })
    const { rows } = await inventory.query<{ id: string }>(
      'select id from reservations.room_types order by id',
    )
    const room_types = rows.map(({ id }) => id)
    let is_over = false
    const writer = bookings(kyselyOver<ReservationsSchema>(inventory), TEST_TODAY)
    const booking = async () => {
      while (!is_over) await writer.one(room_types)
    }
    // Through the service that is killed, of other nights than those that are booked.
    let said = 0
    let failed = 0
    const saying = async () => {
      for (let i = 0; !is_over; i++) {
        const night = addDays(TEST_TODAY, 30 + (i % 20))
        await client
          .change(room_types[i % room_types.length] ?? '', {
            first_night: night,
            last_night: night,
            capacity: i % 9,
          })
          .then(
            () => said++,
            () => failed++,
          )
        await Bun.sleep(2)
      }
    }
    const writers = [booking(), booking(), booking(), saying()]
    for (const service of ['search', 'reservations'] as const) {
      await Bun.sleep(300)
      await kill(service)
      await isBack(service)
    }
    await Bun.sleep(300)
    is_over = true
    await Promise.all(writers)
    expect(writer.count()).toBeGreaterThan(50)
    expect([said > 20, failed > 0]).toEqual([true, true])

    const expected = await inventoryNights(inventory)
    let wrong: string[] = []
    await eventually('the read model agrees', 10_000, async () => {
      wrong = differences(expected, await readModelNights(model))
      return wrong.length === 0
    }).catch(() => expect(wrong).toEqual([]))
    const index = await indexNights(model, (path) => fetch(stack.url('search') + path))
    expect(index.size).toBeGreaterThan(20_000)
    expect(differences(expected, index)).toEqual([])
  }, 60_000)
})
