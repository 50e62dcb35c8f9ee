/** Being forgotten while services are away: stopped, killed, and the one that was asked as well. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { runningServer } from '#lib/postgres/server'
import { withClient } from '#lib/postgres/sql'
import { descendants, eventually } from '#lib/test/processes'
import { type Stack, startStack } from '#lib/test/stack'
import { httpTransport } from '#lib/transport'
import { type MailboxClient, mailboxClient } from '#service/stand-ins/mailbox/client'
import { meClient } from '#service/users/client'
import { subscribers } from './registry.ts'
import { PASSWORD, registeredPerson, signIn, type TestClient, testClient } from './test-person.ts'

const told = subscribers('users.erasure_requested')

describe.skipIf(process.platform !== 'linux')('being forgotten', () => {
  let stack: Stack
  let mail: MailboxClient
  let app: TestClient
  beforeAll(async () => {
    stack = await startStack({ shape: 'microservices' })
    mail = mailboxClient(stack.url('mailbox'))
    app = await testClient(stack, { id: 'app' })
  }, 60_000)
  afterAll(() => stack?.stop(), 30_000)

  const processOf = async (service: string) => {
    const found = await descendants(stack.pid)
    const pid = found.find(({ command }) => command.includes(`serve.ts ${service} `))?.pid
    if (pid === undefined) throw new Error(`no process of ${service}`)
    return pid
  }
  const query = async (text: string, value: string): Promise<Record<string, unknown>[]> => {
    const server = await runningServer(join(stack.data_dir, 'postgres'))
    return withClient(server?.url('users') ?? '', async (client) => (await client.query(text, [value])).rows)
  }
  const acknowledged = async (erasure_id: string) =>
    (
      await query(
        'select service from users.erasure_acknowledgements where erasure_id = $1 and acknowledged_at is not null',
        erasure_id,
      )
    ).map(({ service }) => service)
  const asks = async (email: string) => {
    const { access_token } = await signIn(stack, app, { email })
    return meClient(httpTransport(stack.url('users')), { token: async () => access_token }).erase(PASSWORD)
  }
  const closed = async (email: string) =>
    (await mail.messages({ to: email, subject: 'Your account is closed' })).data.length

  const isDone = async (email: string, erasure_id: string) => {
    await eventually('the account is closed', 30_000, async () => (await closed(email)) >= 1)
    expect((await acknowledged(erasure_id)).sort()).toEqual([...told].sort())
    expect(await query('select id from users.people where email = $1', email)).toEqual([])
    await eventually('the address is forgotten', 5_000, async () => {
      const left = await query('select id from users.emails where recipient = $1', email)
      return left.length === 0
    })
  }

  // Asking needs `auth` for the password; all others may be away.
  test.each(told.filter((service) => service !== 'auth'))(
    'reaches %s, which was down when it was asked',
    async (service) => {
      const { email } = await registeredPerson(stack)
      const held = await processOf(service)
      // Held, not killed: the supervisor would have a killed one back at once.
      process.kill(held, 'SIGSTOP')
      const { erasure_id } = await asks(email)
      try {
        await eventually('the others know', 8_000, async () => (await acknowledged(erasure_id)).length > 0)
        expect(await acknowledged(erasure_id)).not.toContain(service)
        expect(await closed(email)).toBe(0)
      } finally {
        process.kill(held, 'SIGKILL')
      }
      await isDone(email, erasure_id)
    },
    60_000,
  )

  test('reaches auth, killed the moment after', async () => {
    const { email } = await registeredPerson(stack)
    const pid = await processOf('auth')
    const { erasure_id } = await asks(email)
    process.kill(pid, 'SIGKILL')
    await isDone(email, erasure_id)
    await eventually(
      'auth is back',
      10_000,
      async () => (await fetch(`${stack.url('auth')}/readyz`).catch(() => undefined))?.ok === true,
    )
  }, 60_000)

  test('is finished by `users` although it was killed in the middle', async () => {
    const { email } = await registeredPerson(stack)
    await asks(email)
    process.kill(await processOf('users'), 'SIGKILL')
    await eventually('the account is closed', 30_000, async () => (await closed(email)) >= 1)
    // Sent again where the first answer was lost, but as the same message.
    const { data } = await mail.messages({ to: email, subject: 'Your account is closed' })
    expect(new Set(data.map(({ message_id }) => message_id)).size).toBe(1)
  }, 60_000)
})
