/**
 * For tests: `users` in this process over a database of its own, with the real `auth` and a real SMTP server. What is
 * between them can be cut, before or after the other has done its part, and time can pass.
 */
import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { readConfig } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { freePortBase } from '#lib/ports'
import { serviceSecret } from '#lib/secrets'
import { serve } from '#lib/server'
import { testDatabase } from '#lib/test/database'
import { eventually } from '#lib/test/processes'
import { port_offsets } from '#lib/topology'
import { type Transport, UpstreamProblem } from '#lib/transport'
import { basic, ISSUER, ROOT_SECRET, services, testAuth, Visitor } from '#service/auth/testing'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import { build as buildMailbox } from '#service/stand-ins/mailbox/service'
import { meClient, usersClient } from '#service/users/client'
import { ERASURE_REQUESTED } from '#service/users/contract'
import { build, prepare } from '#service/users/service'
import type { UsersSchema } from '#service/users/sql'
import { PASSWORD } from './test-person.ts'

const REDIRECT = 'https://app.example/callback'
const VERIFIER = 'v'.repeat(43)

/** What happens to a request from `users` to `auth`: `lose` is an answer that never comes of a request that did. */
export type Fault = 'none' | 'refuse' | 'lose'

/** Of pg-boss, as far as it is looked at here. */
interface Schema extends UsersSchema {
  'users_jobs.job': { id: string; name: string; state: string; start_after: Date }
}

const template = {
  name: 'users',
  key: '0002',
  prepare: (database_url: string) =>
    prepare({ database_url, clock: () => new Date(), config: { profile: 'tiny', seed: 1 } as const }),
}

export type TestUsers = Awaited<ReturnType<typeof testUsers>>

export async function testUsers() {
  const auth = await testAuth()
  const database = await testDatabase({ template })
  const pool = databasePool({ url: database.url, size: 2, name: 'users-test' })
  const tables = kyselyOver<Schema>(pool)
  const base_port = await freePortBase(1, [port_offsets['mailbox-smtp'], port_offsets.mailbox])
  const config = {
    ...readConfig({
      VACANCY_POOL_SIZE: '8',
      VACANCY_SECRET: ROOT_SECRET,
      VACANCY_BASE_PORT: String(base_port),
    }),
    issuer: ISSUER,
  }
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) })
  const inbox = serve(await buildMailbox({ config, log: pino({ level: 'silent' }) }), {
    host: '127.0.0.1',
    port: 0,
    grace_ms: 500,
    log,
  })
  const mail = mailboxClient(inbox.url)

  let fault: (path: string) => Fault = () => 'none'
  let ahead_ms = 0
  const toAuth: Transport = async (request) => {
    const kind = fault(new URL(request.url).pathname)
    if (kind === 'refuse') throw new TypeError('connection refused')
    const response = await auth.transport(request)
    if (kind === 'lose') throw new TypeError('connection reset')
    return response
  }
  const service = build(
    {
      config,
      clock: () => new Date(),
      log,
      database_url: database.url,
      transport: () => toAuth,
      secret: serviceSecret(ROOT_SECRET, 'users'),
      subscribers: (type) => (type === ERASURE_REQUESTED ? ['auth'] : []),
      services,
    },
    () => new Date(Date.now() + ahead_ms),
  )
  await eventually('users is ready', 10_000, async () => {
    await service.ready()
    return true
  })
  const client_secret =
    (await auth.client({
      id: 'app',
      redirect_uris: [REDIRECT],
      scopes: ['users:read', 'users:write', 'users:account'],
    })) ?? ''

  /** Each caller from an address of its own, so that the limits of one test are not those of another. */
  let callers = 0
  const from = (address = `2001:db8:0:${(++callers).toString(16)}::1`): Transport => {
    return (request) => service.handle(request, address)
  }

  const tokenOf = async (who: { email: string; password?: string }): Promise<string> => {
    const visitor = new Visitor(auth)
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: REDIRECT,
      scope: 'users:read users:write users:account',
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const page = await visitor.get(`/oauth/authorize?${asked}`)
    const login = await visitor.post('/oauth/sign-in', {
      ...Visitor.hidden(await page.text()),
      login: who.email,
      password: who.password ?? PASSWORD,
    })
    if (login.status !== 303) throw new Error(`sign-in: ${login.status}`)
    const next = await visitor.get(login.headers.get('location') ?? '')
    const back =
      next.status === 303
        ? next
        : await visitor.post('/oauth/consent', { ...Visitor.hidden(await next.text()), decision: 'allow' })
    const response = await auth.form(
      '/oauth/token',
      {
        grant_type: 'authorization_code',
        code: new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '',
        redirect_uri: REDIRECT,
        code_verifier: VERIFIER,
      },
      basic('app', client_secret),
    )
    return ((await response.json()) as { access_token: string }).access_token
  }

  const codeIn = (text: string | null) => /vrf_\w{26}\.[\w-]{22}/.exec(text ?? '')?.[0]
  const codeFrom = async (to: string, subject: string): Promise<string> => {
    const code = codeIn((await mail.waitFor({ to, subject })).text)
    if (code === undefined) throw new Error(`no code in the email ${subject}`)
    return code
  }
  let named = 0
  const newEmail = () => `p${Date.now().toString(36)}${(++named).toString(36)}@guests.example`

  /** Jobs that wait for their time run now. */
  const hurry = async () => {
    await tables
      .updateTable('users_jobs.job')
      .set({ start_after: new Date() })
      .where('state', 'in', ['created', 'retry'])
      .execute()
  }
  const waiting = async () =>
    (
      await tables
        .selectFrom('users_jobs.job')
        .select('id')
        .where('name', 'in', ['email', 'settle'])
        .where('state', 'in', ['created', 'retry', 'active'])
        .execute()
    ).length

  return {
    auth,
    db: kyselyOver<UsersSchema>(pool),
    hurry,
    /** When everything that was written down is done. */
    idle: async () => {
      await hurry()
      await eventually('no jobs wait', 10_000, async () => (await waiting()) === 0)
    },
    person: (email: string) =>
      tables.selectFrom('users.people').selectAll().where('email_key', '=', email).executeTakeFirst(),
    /** Of the emails that came, the newest first. */
    subjects: async (to: string) => (await mail.messages({ to })).data.map(({ subject }) => subject),
    mail,
    lines,
    pool,
    service,
    from,
    newEmail,
    codeFrom,
    tokenOf,
    users: (address?: string) => usersClient(from(address)),
    me: async (who: { email: string; password?: string }) => {
      const token = await tokenOf(who)
      return meClient(from(), { token: async () => token })
    },
    registered: async (email = newEmail(), name = 'Ann') => {
      const users = usersClient(from())
      await users.register({ email, password: PASSWORD, name })
      await users.verify(await codeFrom(email, 'Confirm your email address'))
      await mail.waitFor({ to: email, subject: 'Welcome' })
      return { email }
    },
    /** For all requests from `users` to `auth` whose path it decides about. */
    cut: (decide: (path: string) => Fault) => {
      fault = decide
    },
    mend: () => {
      fault = () => 'none'
    },
    pass: (duration_ms: number) => {
      ahead_ms += duration_ms
    },
    now: () => new Date(Date.now() + ahead_ms),
    rows: async (text: string, ...values: unknown[]) => (await pool.query(text, values)).rows,
    close: async () => {
      await service.close()
      await inbox.stop()
      await auth.close()
      await pool.end()
      await database.drop()
    },
  }
}

export const registration = (email: string) => ({ email, password: PASSWORD, name: 'Ann' })

/** Status and code of a refusal. */
export async function refusal(call: Promise<unknown>): Promise<[number, string] | 'accepted'> {
  try {
    await call
    return 'accepted'
  } catch (error) {
    if (error instanceof UpstreamProblem) return [error.problem.status, error.problem.code]
    throw error
  }
}

export const ANOTHER = 'a tenth muse lately sprung up'
export const CONFIRM = 'Confirm your email address'
export const CONFIRM_NEW = 'Confirm your new email address'
export const RESET = 'Choose another password'
export const HOUR_MS = 3_600_000

/** What stands in the log and should not. */
export const leaks = (lines: readonly string[], words: readonly string[]): string[] =>
  lines.filter(
    (line) =>
      [...words, 'guests.example', PASSWORD, ANOTHER, 'argon2'].some((word) => line.includes(word)) ||
      /vrf_\w{26}\.[\w-]{22}|eyJ[\w-]+\.[\w-]+\./.test(line),
  )
