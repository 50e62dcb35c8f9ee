/** What a route requires, in the frame of a service: who is let in, and in which order it is found out. */
import { beforeAll, describe, expect, test } from 'bun:test'
import { Type as t } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { createLocalJWKSet } from 'jose'
import { logger } from '#lib/log'
import { rateLimit } from '#lib/rate-limit'
import { type Service, service } from '#lib/service'
import { guard } from '#lib/token/guard'
import { ISSUER, type TestIssuer, testIssuer } from '#lib/token/testing'
import { tokenVerifier } from '#lib/token/verify'

let issuer: TestIssuer
let app: Service
let verified = 0
beforeAll(async () => {
  issuer = await testIssuer()
  const keys = createLocalJWKSet(issuer.jwks)
  const verifier = tokenVerifier({
    issuer: ISSUER,
    service: 'search',
    keys: async (header, token) => {
      verified++
      return keys(header, token)
    },
    revocations: { isRevoked: () => false },
    cache_size: 0,
  })
  const routes = new Elysia({ name: 'guard-test' })
    .use(guard({ verifier, rate_limit: rateLimit(1, []) }))
    .get('/open', ({ caller }) => Response.json({ subject: caller.subject }), { requires: 'none' })
    .get('/maybe', ({ caller }) => Response.json({ subject: caller.subject }), { requires: 'search:read?' })
    .get('/own', ({ caller }) => Response.json({ subject: caller.subject }), { requires: 'search:read' })
    .post('/written', ({ body }) => Response.json(body), {
      requires: 'search:write',
      body: t.Object({ name: t.String({ minLength: 3 }) }),
    })
    .get('/numbered', ({ query }) => Response.json(query), {
      requires: 'search:read',
      query: t.Object({ page: t.Integer() }),
    })
  const log = logger({ service: 'guard-test', level: 'silent' })
  app = service({ name: 'guard-test', description: 'A test', routes, issuer: ISSUER, log })
})

interface Asked {
  authorization?: string
  body?: string
  address?: string
}
const ask = (path: string, { authorization, body, address = '192.0.2.1' }: Asked = {}) =>
  app.handle(
    new Request(`http://search.test${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
      },
    }),
    address,
  )
const bearer = async (claims?: Record<string, unknown>) => ({
  authorization: `Bearer ${await issuer.token(claims)}`,
})
const answer = async (response: Response) => {
  const { code, subject } = (await response.json()) as { code?: string; subject?: string }
  return [response.status, code ?? subject, response.headers.get('www-authenticate')]
}
const PERSON = 'usr_00000000000000000000000001'
const CHALLENGE = 'Bearer realm="vacancy"'

describe('a scope', () => {
  test('lets in who has it', async () => {
    expect(await answer(await ask('/own', await bearer()))).toEqual([200, PERSON, null])
  })

  test('needs a token: 401, which says no more than that', async () => {
    expect(await answer(await ask('/own'))).toEqual([401, 'token_required', CHALLENGE])
  })

  test('needs a good token: 401, which says so', async () => {
    const expired = await bearer({ exp: 1 })
    expect(await answer(await ask('/own', expired))).toEqual([
      401,
      'invalid_token',
      `${CHALLENGE}, error="invalid_token", error_description="The access token has expired"`,
    ])
  })

  test.each(['search:reader', 'search', 'SEARCH:READ', '', 'users:read search:write'])(
    'is not among %p: 403, which names it',
    async (scope) =>
      expect(await answer(await ask('/own', await bearer({ scope })))).toEqual([
        403,
        'insufficient_scope',
        `${CHALLENGE}, error="insufficient_scope", scope="search:read"`,
      ]),
  )

  test.each(['Basic dTpw', 'Bearer', 'Bearer ', 'Bearer a b', 'Token x', 'Bearer x, Bearer y'])(
    'is not in another header: %p',
    async (authorization) => expect((await ask('/own', { authorization })).status).toBe(401),
  )

  test('is not in an address or a cookie', async () => {
    const token = await issuer.token()
    expect((await ask(`/own?access_token=${token}`)).status).toBe(401)
    const request = new Request('http://search.test/own', { headers: { cookie: `access_token=${token}` } })
    expect((await app.handle(request)).status).toBe(401)
  })

  test('may be asked for in any case of the word Bearer', async () => {
    const token = await issuer.token()
    expect((await ask('/own', { authorization: `bearer  ${token}` })).status).toBe(200)
  })
})

describe('before anything is validated', () => {
  const bodies = ['{"name":"ab"}', '{', '', '[]', '{"name":"abc"}']

  test.each(bodies)('a stranger learns nothing of a body: %p', async (body) => {
    expect(await answer(await ask('/written', { body }))).toEqual([401, 'token_required', CHALLENGE])
    const lacking = await ask('/written', { ...(await bearer()), body })
    expect(lacking.status).toBe(403)
  })

  test('nor of a query', async () => {
    expect((await ask('/numbered?page=x')).status).toBe(401)
    expect((await ask('/numbered?page=x', await bearer({ scope: 'other' }))).status).toBe(403)
    expect((await ask('/numbered?page=x', await bearer())).status).toBe(422)
  })

  test('and who is let in does', async () => {
    const writer = await bearer({ scope: 'search:write' })
    expect((await ask('/written', { ...writer, body: '{"name":"ab"}' })).status).toBe(422)
    expect((await ask('/written', { ...writer, body: '{' })).status).toBe(400)
    expect((await ask('/written', { ...writer, body: '{"name":"abc"}' })).status).toBe(200)
  })

  test('a token is checked once for each request', async () => {
    const writer = await bearer({ scope: 'search:write' })
    const before = verified
    await ask('/written', { ...writer, body: '{"name":"abc"}' })
    expect(verified).toBe(before + 1)
  })
})

describe('a route for everybody', () => {
  test('does not look at a token', async () => {
    expect(await answer(await ask('/open', { authorization: 'Bearer nonsense' }))).toEqual([200, '', null])
  })

  test('with an optional scope takes nobody and who has it, and refuses a bad token', async () => {
    const address = '192.0.2.2'
    expect(await answer(await ask('/maybe', { address }))).toEqual([200, '', null])
    expect(await answer(await ask('/maybe', { ...(await bearer()), address }))).toEqual([200, PERSON, null])
    expect((await ask('/maybe', { ...(await bearer({ exp: 1 })), address })).status).toBe(401)
    expect((await ask('/maybe', { ...(await bearer({ scope: 'other' })), address })).status).toBe(403)
  })

  test('is limited by address, and less so by client', async () => {
    const address = '192.0.2.3'
    const statuses = async (count: number, asked: Asked) =>
      (await Promise.all(Array.from({ length: count }, () => ask('/maybe', { ...asked, address })))).map(
        ({ status }) => status,
      )
    expect((await statuses(6, {})).filter((status) => status === 429)).toHaveLength(2)
    expect(new Set(await statuses(6, await bearer({ client_id: 'another' })))).toEqual(new Set([200]))
    const refused = await ask('/maybe', { address })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await answer(refused)).slice(0, 2)).toEqual([429, 'too_many_requests'])
  })
})

test('the documentation says what each route requires', async () => {
  const { paths } = (await (await ask('/openapi/json')).json()) as {
    paths: Record<string, Record<string, { security?: object[] }>>
  }
  expect(paths['/open']?.get?.security).toEqual([])
  expect(paths['/maybe']?.get?.security).toEqual([{}, { oauth2: ['search:read'] }])
  expect(paths['/written']?.post?.security).toEqual([{ oauth2: ['search:write'] }])
})

test('a route that declares nothing is not built', () => {
  const routes = new Elysia({ name: 'careless' }).get('/x', () => 'x')
  const log = logger({ service: 'careless', level: 'silent' })
  expect(() => service({ name: 'careless', description: '', routes, log })).toThrow("declares no 'requires'")
})
