/** A `search` for tests of quotes: real, over a database of its own, with a clock that a test can move. */
import type { Pool } from 'pg'
import { readConfig } from '#lib/config'
import { databasePool } from '#lib/database'
import { addDays } from '#lib/dates'
import { logger } from '#lib/log'
import type { Service } from '#lib/service'
import { testDatabase } from '#lib/test/database'
import { JWKS_PATH } from '#lib/token/remote'
import { testIssuer } from '#lib/token/testing'
import { build, prepare } from '../service.ts'

export const TODAY = '2026-11-23'
const clock = () => new Date(`${TODAY}T12:00:00Z`)
const config = readConfig({ VACANCY_PROFILE: 'tiny', VACANCY_RATE_LIMIT: '0', VACANCY_POOL_SIZE: '4' })
export const day = (ahead: number) => addDays(TODAY, ahead)

// The template of http.test.ts: prepared once for both.
const template = {
  name: 'search',
  key: JSON.stringify({ TODAY, profile: config.profile, seed: config.seed }),
  prepare: (database_url: string) => prepare({ config, clock, database_url }),
}

export interface Answer<T> {
  status: number
  body: T
  text: string
  headers: Headers
}

export type TestSearch = Awaited<ReturnType<typeof testSearch>>

export async function testSearch() {
  const database = await testDatabase({ template })
  const pool: Pool = databasePool({ url: database.url, size: 4, name: 'quotes-test' })
  const issuer = await testIssuer()
  const auth = async (request: Request) =>
    new URL(request.url).pathname === JWKS_PATH
      ? Response.json(issuer.jwks)
      : Response.json({ data: [], as_of: new Date().toISOString() })
  let ahead_ms = 0
  const now_ms = () => Date.now() + ahead_ms
  const started: Service[] = []
  /** As one more process has it. */
  const start = async (secret = 's'.repeat(43)): Promise<Service> => {
    const service = build(
      {
        config,
        clock,
        database_url: database.url,
        log: logger({ service: 'search', level: 'silent' }),
        // Whom else search follows is away: nights are those of the dataset.
        transport: (name) => (name === 'auth' ? auth : () => Promise.reject(new Error(`${name} is away`))),
        secret,
        subscribers: () => [],
        services: [],
      },
      now_ms,
    )
    started.push(service)
    // A test asks hundreds in one turn of the event loop; over sockets that would be a queue.
    service.shedding.off()
    while ((await service.handle(new Request('http://search/readyz'))).status !== 200) await Bun.sleep(5)
    return service
  }
  const first = await start()

  const tokens = {
    quote: await issuer.token({ iss: config.issuer, scope: 'search:quote' }),
    rates: await issuer.token({ iss: config.issuer, scope: 'search:rates' }),
  }
  const send = async <T>(
    method: string,
    path: string,
    init: {
      token?: string
      body?: string | Uint8Array<ArrayBuffer>
      headers?: Record<string, string>
      service?: Service
    } = {},
  ): Promise<Answer<T>> => {
    const response = await (init.service ?? first).handle(
      new Request(`http://search${path}`, {
        method,
        headers: {
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }),
          ...init.headers,
        },
        ...(init.body === undefined ? {} : { body: init.body }),
      }),
    )
    const text = await response.text()
    const body = (text === '' ? undefined : JSON.parse(text)) as T
    return { status: response.status, body, text, headers: response.headers }
  }
  return {
    pool,
    tokens,
    url: database.url,
    start,
    now_ms,
    seed: config.seed,
    send,
    get: <T>(path: string, service = first) => send<T>('GET', path, { service }),
    quote: <T>(body: object, service = first) =>
      send<T>('POST', '/v1/quotes', { token: tokens.quote, body: JSON.stringify(body), service }),
    rates: <T>(hotel_id: string, room_type_id: string, body: object) =>
      send<T>('PUT', `/v1/hotels/${hotel_id}/room-types/${room_type_id}/rates`, {
        token: tokens.rates,
        body: JSON.stringify(body),
      }),
    transport: (request: Request) => first.handle(request),
    pass: (duration_ms: number) => {
      ahead_ms += duration_ms
    },
    close: async () => {
      for (const service of started) await service.close()
      await pool.end()
      await database.drop()
    },
  }
}
