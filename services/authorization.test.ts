/**
 * Every route of every service against every kind of token, by what the routes themselves declare. A route that declares
 * nothing cannot be built; one that has no sample here fails the test.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { decodeJwt, SignJWT } from 'jose'
import { readConfig } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { logger } from '#lib/log'
import { runningServer } from '#lib/postgres/server'
import { serviceSecret } from '#lib/secrets'
import type { Route } from '#lib/service'
import { type Stack, shapes, startStack, TEST_SECRET } from '#lib/test/stack'
import { ACCESS_TOKEN_TYPE, audienceOf, SIGNATURE_ALGORITHM } from '#lib/token/caller'
import { portOf } from '#lib/topology'
import { keyRing, sealingKey } from '#service/auth/keys'
import type { AuthSchema } from '#service/auth/sql'
import { type Sample, samples } from './authorization.samples.ts'
import { databaseOf } from './databases.ts'
import { grants, registry, subscribers } from './registry.ts'
import { registeredPerson, signIn, testClient } from './test-person.ts'

interface ServiceRoute extends Route {
  readonly service: string
}

/** From the services as they are built, not from what they say of themselves. */
async function allRoutes(): Promise<ServiceRoute[]> {
  const config = readConfig({ VACANCY_SECRET: TEST_SECRET, VACANCY_LOG_LEVEL: 'silent' })
  const found: ServiceRoute[] = []
  for (const entry of registry) {
    const { build } = await entry.load()
    const built = build({
      config,
      clock: () => new Date(),
      log: logger({ service: entry.name, level: 'silent' }),
      // Nothing connects before it is asked something.
      database_url: 'postgresql://nobody@127.0.0.1:1/none',
      transport: () => () => Promise.reject(new Error('not asked')),
      secret: serviceSecret(TEST_SECRET, entry.name),
      subscribers,
      services: grants,
    })
    found.push(...built.routes.map((route) => ({ ...route, service: entry.name })))
    await built.close()
  }
  return found
}

/** What the frame gives every service. */
const operations: Readonly<Record<string, Sample>> = {
  '/healthz': {},
  '/readyz': {},
  '/metrics': {},
  '/favicon.ico': { status: 204 },
}
const sampleOf = (route: ServiceRoute): Sample => samples[nameOf(route)] ?? operations[route.path] ?? {}

const routes = await allRoutes()
const nameOf = ({ service, method, path }: ServiceRoute) => `${service} ${method} ${path}`

test('every route has a sample, and every sample a route', () => {
  const own = routes.filter(({ path }) => operations[path] === undefined).map(nameOf)
  expect([...own].sort()).toEqual(Object.keys(samples).sort())
})

describe.each(shapes)('as a %s', (shape) => {
  let stack: Stack
  let mint: (claims: { service: string; scope: string; subject?: string; age_s?: number }) => Promise<string>
  let close: () => Promise<void>
  let person: string
  let other: string

  beforeAll(async () => {
    stack = await startStack({ shape })
    const server = await runningServer(join(stack.data_dir, 'postgres'))
    if (server === undefined) throw new Error('the stack has no database server')
    const pool = databasePool({
      url: server.url(databaseOf('auth', shape)),
      size: 1,
      name: 'authorization-test',
    })
    close = () => pool.end()
    const keys = keyRing({
      db: kyselyOver<AuthSchema>(pool),
      sealing_key: sealingKey(serviceSecret(TEST_SECRET, 'auth')),
    })
    const metadata = await fetch(`${stack.url('auth')}/.well-known/oauth-authorization-server`)
    const { issuer } = (await metadata.json()) as { issuer: string }
    const app = await testClient(stack, { id: 'app' })
    const someone = async () => {
      const { access_token } = await signIn(stack, app, await registeredPerson(stack))
      return decodeJwt(access_token).sub ?? ''
    }
    person = await someone()
    other = await someone()
    mint = async ({ service, scope, subject = person, age_s = 0 }) => {
      const { kid, key } = await keys.signer()
      const iat = Math.floor(Date.now() / 1000) - age_s
      return new SignJWT({ client_id: 'matrix', scope })
        .setProtectedHeader({ alg: SIGNATURE_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid })
        .setIssuer(issuer)
        .setAudience(audienceOf(service))
        .setSubject(subject)
        .setJti(crypto.randomUUID())
        .setIssuedAt(iat)
        .setExpirationTime(iat + 600)
        .sign(key)
    }
  }, 60_000)
  afterAll(async () => {
    await close?.()
    await stack?.stop()
  }, 30_000)

  const ask = async (route: ServiceRoute, token?: string): Promise<number> => {
    const sample = sampleOf(route)
    const body =
      sample.body === undefined || typeof sample.body === 'string' ? sample.body : JSON.stringify(sample.body)
    const response = await fetch(`${addressOf(stack, route)}${sample.path ?? route.path}`, {
      method: route.method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...sample.headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body }),
    })
    await response.arrayBuffer()
    return response.status
  }

  test.each(routes.map((route) => [`${nameOf(route)} requires ${route.requires}`, route] as const))(
    '%s',
    async (_name, route) => {
      const { service, requires } = route
      const scope = requires.replace(/\?$/, '')
      const elsewhere = service === 'auth' ? 'search' : 'auth'
      const expired = await mint({ service, scope, age_s: 3_600 })
      const wrong_audience = await mint({ service: elsewhere, scope })
      const wrong_scope = await mint({ service, scope: `${service}:something_else` })
      const given = {
        no_token: await ask(route),
        expired: await ask(route, expired),
        wrong_audience: await ask(route, wrong_audience),
        wrong_scope: await ask(route, wrong_scope),
        another_persons: await ask(route, await mint({ service, scope, subject: other })),
        right: await ask(route, await mint({ service, scope })),
      }
      const { status = 200, with_token = status } = sampleOf(route)
      const refused = { no_token: 401, expired: 401, wrong_audience: 401, wrong_scope: 403 }
      const open = {
        no_token: status,
        expired: with_token,
        wrong_audience: with_token,
        wrong_scope: with_token,
      }
      const expected =
        requires === 'none' ? open : requires === scope ? refused : { ...refused, no_token: status }
      // Routes name nobody: the token says whose data it is, and another person's gets that person's.
      expect(given).toEqual({ ...expected, another_persons: with_token, right: with_token })
    },
  )

  test("a person's token shows that person, and nobody else", async () => {
    for (const subject of [person, other]) {
      const token = await mint({ service: 'users', scope: 'users:read', subject })
      const response = await fetch(`${stack.url('users')}/v1/users/me`, {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(((await response.json()) as { id: string }).id).toBe(subject)
    }
  })
})

/** In the monolith several services have routes of one name: each is reached below its own. */
function addressOf(stack: Stack, { service }: ServiceRoute): string {
  if (stack.shape === 'monolith') return `http://127.0.0.1:${stack.base_port}/services/${service}`
  const entry = registry.find((one) => one.name === service)
  if (entry === undefined) throw new Error(`no service ${service}`)
  return `http://127.0.0.1:${portOf(stack.base_port, entry.port)}`
}
