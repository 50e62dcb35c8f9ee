/** An `auth` for tests: real, over a database of its own, with a clock that a test can move. */
import { readConfig } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { logger } from '#lib/log'
import { serviceSecret } from '#lib/secrets'
import { testDatabase } from '#lib/test/database'
import type { ServiceGrant } from '#lib/topology'
import { createClient, type NewClient } from './manage.ts'
import { build, prepare } from './service.ts'
import type { AuthSchema } from './sql.ts'

export const ISSUER = 'http://auth.test'
export const ROOT_SECRET = 'r'.repeat(43)
export const services: readonly ServiceGrant[] = [
  { name: 'auth', scopes: [], on_behalf: [] },
  { name: 'users', scopes: ['auth:accounts', 'auth:events', 'search:events'], on_behalf: ['auth:self'] },
  { name: 'reservations', scopes: [], on_behalf: [] },
  { name: 'search', scopes: ['reservations:inventory'], on_behalf: [] },
  { name: 'booking-ui', scopes: ['search:read'], on_behalf: [] },
]

const template = {
  name: 'auth',
  key: 'v1',
  prepare: (database_url: string) =>
    prepare({ database_url, clock: () => new Date(), config: { profile: 'tiny', seed: 1 } as const }),
}

export type TestAuth = Awaited<ReturnType<typeof testAuth>>

export async function testAuth() {
  const database = await testDatabase({ template })
  let ahead_ms = 0
  const config = {
    ...readConfig({ VACANCY_POOL_SIZE: '8', VACANCY_SECRET: ROOT_SECRET }),
    issuer: ISSUER,
  }
  const start = () =>
    build(
      {
        config,
        clock: () => new Date(),
        log: logger({ service: 'auth', level: 'silent' }),
        database_url: database.url,
        transport: () => () => Promise.reject(new Error('auth calls nobody')),
        secret: serviceSecret(ROOT_SECRET, 'auth'),
        subscribers: () => [],
        services,
      },
      () => Date.now() + ahead_ms,
    )
  const service = start()
  await service.ready()
  const pool = databasePool({ url: database.url, size: 2, name: 'auth-test' })
  const handle = (request: Request, address = '192.0.2.1') => service.handle(request, address)

  return {
    service,
    handle,
    transport: (request: Request) => service.handle(request, '192.0.2.1'),
    db: kyselyOver<AuthSchema>(pool),
    url: database.url,
    /** Another process on the same database. */
    again: start,
    pass: (duration_ms: number) => {
      ahead_ms += duration_ms
    },
    now_ms: () => Date.now() + ahead_ms,
    client: (client: Partial<NewClient> & { id: string }) =>
      createClient(database.url, {
        name: client.id,
        kind: 'confidential',
        redirect_uris: [],
        end_session_uris: [],
        scopes: ['search:read'],
        ...client,
      }),
    form: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      handle(
        new Request(ISSUER + path, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body: new URLSearchParams(form).toString(),
        }),
      ),
    secretOf: (name: string) => serviceSecret(ROOT_SECRET, name),
    close: async () => {
      await service.close()
      await pool.end()
      await database.drop()
    },
  }
}

export const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
})

/** A browser of the fewest parts: it keeps cookies, follows nothing, and fills in forms. */
export class Visitor {
  private readonly cookies = new Map<string, string>()
  constructor(
    private readonly auth: Pick<TestAuth, 'handle'>,
    private readonly address = '192.0.2.7',
  ) {}

  async get(path: string): Promise<Response> {
    return this.keep(
      await this.auth.handle(new Request(ISSUER + path, { headers: this.headers() }), this.address),
    )
  }

  async post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const request = new Request(ISSUER + path, {
      method: 'POST',
      headers: {
        ...this.headers(),
        origin: ISSUER,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams(form).toString(),
    })
    return this.keep(await this.auth.handle(request, this.address))
  }

  /** The hidden fields of a page's form. */
  static hidden(html: string): Record<string, string> {
    const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    return Object.fromEntries(
      fields.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
    )
  }

  private headers(): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return cookie === '' ? {} : { cookie }
  }

  private keep(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const equals = pair.indexOf('=')
      const ended = attributes.some((one) => one.trim() === 'Max-Age=0')
      if (ended) this.cookies.delete(pair.slice(0, equals))
      else this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }
}
