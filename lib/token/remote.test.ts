/** How a service follows the keys and the revocations of the authorization server, and what it does when that is away. */
import { afterEach, beforeEach, describe, expect, setSystemTime, test } from 'bun:test'
import type { Logger } from '#lib/log'
import { Problem } from '#lib/problem'
import { JWKS_PATH, REVOCATIONS_PATH, remoteKeys, remoteRevocations } from '#lib/token/remote'
import { ISSUER, testIssuer } from '#lib/token/testing'
import { tokenVerifier } from '#lib/token/verify'
import type { Transport } from '#lib/transport'

// `jose` reads the clock of the system itself.
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

const silent: Pick<Logger, 'warn'> = { warn: () => undefined }

/** An authorization server: what it answers can be changed, what it was asked is kept. */
function authServer() {
  const asked: string[] = []
  let answer: () => Response | Promise<Response> = () => Response.json({})
  const transport: Transport = async (request) => {
    const { pathname, search } = new URL(request.url)
    asked.push(pathname + search)
    return answer()
  }
  return {
    asked,
    transport,
    answers: (next: typeof answer) => {
      answer = next
    },
  }
}

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 200,
    (error: unknown) => (error instanceof Problem ? error.status : error),
  )

describe('keys', () => {
  async function started() {
    const server = authServer()
    const issuer = await testIssuer('k1', () => now_ms)
    server.answers(() => Response.json(issuer.jwks))
    const verifier = tokenVerifier({
      issuer: ISSUER,
      service: 'search',
      keys: remoteKeys(ISSUER, server.transport),
      revocations: { isRevoked: () => false },
      cache_size: 0,
    })
    return { ...server, issuer, verify: async (token: string) => outcome(verifier.verify(token)) }
  }

  test('are fetched once for fifty tokens at once', async () => {
    const { issuer, verify, asked } = await started()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => issuer.token()))
    expect(new Set(await Promise.all(tokens.map(verify)))).toEqual(new Set([200]))
    expect(asked).toEqual([JWKS_PATH])
  })

  test('are fetched again for a key that was made since', async () => {
    const { issuer, verify, answers, asked } = await started()
    expect(await verify(await issuer.token())).toBe(200)
    pass(60_000)
    const next = await testIssuer('k2', () => now_ms)
    answers(() => Response.json({ keys: [...issuer.jwks.keys, ...next.jwks.keys] }))
    const tokens = await Promise.all(Array.from({ length: 50 }, () => next.token()))
    expect(new Set(await Promise.all(tokens.map(verify)))).toEqual(new Set([200]))
    expect(await verify(await issuer.token())).toBe(200)
    expect(asked).toHaveLength(2)
  })

  test('are not fetched for each token of a key that nobody has', async () => {
    const { issuer, verify, asked } = await started()
    await verify(await issuer.token())
    pass(60_000)
    const stranger = await testIssuer('unknown', () => now_ms)
    for (let count = 0; count < 20; count++) expect(await verify(await stranger.token())).toBe(401)
    expect(asked).toHaveLength(2)
    pass(1_001)
    for (let count = 0; count < 20; count++) expect(await verify(await stranger.token())).toBe(401)
    expect(asked).toHaveLength(3)
  })

  test.each([
    ['does not answer', () => Promise.reject(new Error('refused'))],
    ['is stopping', () => new Response('{}', { status: 503 })],
    ['answers with a page', () => new Response('<html>')],
    ['answers with something else', () => Response.json({ data: [] })],
  ])('that were never had while it %s: 503, and good as soon as it is back', async (_what, away) => {
    const { issuer, verify, answers } = await started()
    answers(away)
    const token = await issuer.token()
    expect(await verify(token)).toBe(503)
    answers(() => Response.json(issuer.jwks))
    expect(await verify(token)).toBe(200)
  })

  test('that are known serve on while it is away', async () => {
    const { issuer, verify, answers, asked } = await started()
    expect(await verify(await issuer.token())).toBe(200)
    answers(() => Promise.reject(new Error('refused')))
    // Longer than keys are fresh: a token may be made just before that.
    pass(11 * 60_000)
    for (let count = 0; count < 20; count++) expect(await verify(await issuer.token())).toBe(200)
    // Nobody waits for it each time.
    expect(asked).toHaveLength(2)
    const stranger = await testIssuer('unknown', () => now_ms)
    // It may be a new key: that cannot be found out.
    expect(await verify(await stranger.token())).toBe(503)
    answers(() => Response.json({ keys: [...issuer.jwks.keys, ...stranger.jwks.keys] }))
    pass(2_000)
    expect(await verify(await stranger.token())).toBe(200)
  })
})

describe('revocations', () => {
  const list = (...ids: string[]) =>
    Response.json({
      data: ids.map((id) => ({ id, forget_at: new Date(now_ms + 660_000).toISOString() })),
      as_of: new Date(now_ms).toISOString(),
    })
  function started() {
    const server = authServer()
    server.answers(() => list())
    const revocations = remoteRevocations({
      transport: server.transport,
      log: silent,
      now_ms: () => now_ms,
    })
    return { ...server, isRevoked: async (id: string) => revocations.isRevoked([id]) }
  }

  test('are asked for once a second, and only while tokens come', async () => {
    const { isRevoked, asked } = started()
    await Promise.all(Array.from({ length: 50 }, () => isRevoked('grt_1')))
    expect(asked).toEqual([REVOCATIONS_PATH])
    pass(999)
    await isRevoked('grt_1')
    expect(asked).toHaveLength(1)
    pass(1)
    await isRevoked('grt_1')
    // From where the last answer ended.
    expect(asked).toEqual([
      REVOCATIONS_PATH,
      `${REVOCATIONS_PATH}?since=${encodeURIComponent('2030-01-01T00:00:00.000Z')}`,
    ])
  })

  test('are known a second later at most', async () => {
    const { isRevoked, answers } = started()
    expect(await isRevoked('grt_1')).toBe(false)
    answers(() => list('grt_1'))
    pass(1_000)
    expect([await isRevoked('grt_1'), await isRevoked('grt_2')]).toEqual([true, false])
    answers(() => list())
    pass(1_000)
    expect(await isRevoked('grt_1')).toBe(true)
  })

  test('are forgotten when no token can need them', async () => {
    const { isRevoked, answers } = started()
    answers(() => list('grt_1'))
    expect(await isRevoked('grt_1')).toBe(true)
    answers(() => list())
    pass(660_000)
    expect(await isRevoked('grt_1')).toBe(false)
  })

  test('that cannot be had leave tokens good, and known ones revoked', async () => {
    const { isRevoked, answers, asked } = started()
    answers(() => list('grt_1'))
    expect(await isRevoked('grt_1')).toBe(true)
    answers(() => new Response('<html>'))
    pass(1_000)
    expect([await isRevoked('grt_1'), await isRevoked('grt_2')]).toEqual([true, false])
    // Nobody asks again for a moment.
    const before = asked.length
    pass(1_999)
    await isRevoked('grt_2')
    expect(asked).toHaveLength(before)
    answers(() => list('grt_2'))
    pass(1)
    expect(await isRevoked('grt_2')).toBe(true)
  })
})
