/** A service's own tokens: fetched before they end, once for all who need one, and kept while nobody can make others. */
import { describe, expect, test } from 'bun:test'
import { ACCESS_TOKEN_URI, EXCHANGE_GRANT, TOKEN_PATH, tokenSource } from '#lib/token/source'
import { UpstreamUnavailable } from '#lib/transport'

function started() {
  const asked: { form: Record<string, string>; authorization: string | null; path: string }[] = []
  let now_ms = 1_000_000
  let answer: (count: number) => Response | Promise<Response> = (count) =>
    Response.json({ access_token: `token-${count}`, expires_in: 600 })
  const source = tokenSource({
    client_id: 'booking-ui',
    client_secret: 'secret/with+signs',
    now_ms: () => now_ms,
    timeout_ms: 50,
    transport: async (request) => {
      const form = Object.fromEntries(new URLSearchParams(await request.text()))
      const path = new URL(request.url).pathname
      asked.push({ form, path, authorization: request.headers.get('authorization') })
      return answer(asked.length)
    },
  })
  return {
    source,
    asked,
    answers: (next: typeof answer) => {
      answer = next
    },
    pass: (duration_ms: number) => {
      now_ms += duration_ms
    },
    /** Whoever renews in the background has done so. */
    settled: () => Bun.sleep(0),
  }
}
const hangs = () => new Promise<Response>(() => undefined)
const refuses = () => Response.json({ error: 'server_error' }, { status: 500 })
const failure = (work: Promise<string>) =>
  work.then(
    () => 'a token',
    (error: unknown) => (error instanceof UpstreamUnavailable ? error.reason : error),
  )

describe('a token for a service', () => {
  test('is asked for by its audience, with the name and secret form-encoded', async () => {
    const { source, asked } = started()
    expect(await source.tokenFor('search')).toBe('token-1')
    const encoded = Buffer.from('booking-ui:secret%2Fwith%2Bsigns').toString('base64')
    expect(asked).toEqual([
      {
        path: TOKEN_PATH,
        form: { grant_type: 'client_credentials', resource: 'urn:vacancy:search' },
        authorization: `Basic ${encoded}`,
      },
    ])
  })

  test('is one for each service', async () => {
    const { source } = started()
    expect([await source.tokenFor('search'), await source.tokenFor('users')]).toEqual(['token-1', 'token-2'])
    expect([await source.tokenFor('search'), await source.tokenFor('users')]).toEqual(['token-1', 'token-2'])
  })

  test('is fetched once for fifty who need it at once', async () => {
    const { source, asked } = started()
    const all = await Promise.all(Array.from({ length: 50 }, () => source.tokenFor('search')))
    expect([new Set(all).size, asked.length]).toEqual([1, 1])
  })

  test('is kept for four fifths of its life, then renewed without anybody waiting', async () => {
    const { source, asked, pass, settled } = started()
    await source.tokenFor('search')
    pass(479_999)
    await source.tokenFor('search')
    expect(asked).toHaveLength(1)
    pass(1)
    const all = await Promise.all(Array.from({ length: 50 }, () => source.tokenFor('search')))
    expect(new Set(all)).toEqual(new Set(['token-1']))
    await settled()
    expect(asked).toHaveLength(2)
    expect(await source.tokenFor('search')).toBe('token-2')
  })

  test('serves to its end while no other can be had, and not longer', async () => {
    const { source, answers, pass, settled } = started()
    await source.tokenFor('search')
    answers(refuses)
    pass(599_999)
    expect(await source.tokenFor('search')).toBe('token-1')
    await settled()
    pass(1)
    expect(await failure(source.tokenFor('search'))).toBe('bad_answer')
  })

  test('is had again as soon as there is one', async () => {
    const { source, answers, pass } = started()
    answers(refuses)
    expect(await failure(source.tokenFor('search'))).toBe('bad_answer')
    answers(() => Response.json({ access_token: 'fresh', expires_in: 600 }))
    pass(1_000)
    expect(await source.tokenFor('search')).toBe('fresh')
  })

  test.each([
    ['without a token', () => Response.json({ expires_in: 600 })],
    ['without an end', () => Response.json({ access_token: 'x' })],
    ['that is no JSON', () => new Response('<html>')],
    ['that leads elsewhere', () => new Response(null, { status: 302, headers: { location: 'http://x/' } })],
  ])('is not an answer %s', async (_what, answer) => {
    const { source, answers } = started()
    answers(answer)
    expect(await failure(source.tokenFor('search'))).toBe('bad_answer')
  })
})

describe('an authorization server that hangs', () => {
  test('hangs the first, and all others fail at once for a moment', async () => {
    const { source, asked, answers, pass } = started()
    answers(hangs)
    expect(await failure(source.tokenFor('search'))).toBe('timeout')
    for (let count = 0; count < 20; count++) expect(await failure(source.tokenFor('search'))).toBe('timeout')
    expect(asked).toHaveLength(1)
    pass(1_000)
    expect(await failure(source.tokenFor('search'))).toBe('timeout')
    expect(asked).toHaveLength(2)
  })

  test('hangs nobody who has a token', async () => {
    const { source, answers, pass } = started()
    await source.tokenFor('search')
    answers(hangs)
    pass(500_000)
    expect(await source.tokenFor('search')).toBe('token-1')
  })

  test('for one service does not keep another from its token', async () => {
    const { source, answers } = started()
    answers(hangs)
    expect(await failure(source.tokenFor('search'))).toBe('timeout')
    answers(() => Response.json({ access_token: 'other', expires_in: 600 }))
    expect(await source.tokenFor('users')).toBe('other')
  })
})

describe('an exchange', () => {
  test("names the person's token, the service and the scope", async () => {
    const { source, asked } = started()
    expect(await source.exchange('theirs', 'auth', 'auth:self')).toBe('token-1')
    expect(asked[0]?.form).toEqual({
      grant_type: EXCHANGE_GRANT,
      subject_token: 'theirs',
      subject_token_type: ACCESS_TOKEN_URI,
      resource: 'urn:vacancy:auth',
      scope: 'auth:self',
    })
  })

  test("is made for each, and is never another person's or the service's own", async () => {
    const { source } = started()
    const all = [
      await source.exchange('first', 'auth', 'auth:self'),
      await source.exchange('second', 'auth', 'auth:self'),
      await source.tokenFor('auth'),
    ]
    expect(all).toEqual(['token-1', 'token-2', 'token-3'])
  })

  test('that fails says so to its caller alone', async () => {
    const { source, answers } = started()
    answers(refuses)
    expect(await failure(source.exchange('theirs', 'auth', 'auth:self'))).toBe('bad_answer')
    answers(() => Response.json({ access_token: 'own', expires_in: 600 }))
    expect(await source.tokenFor('auth')).toBe('own')
  })

  test('of a token that was revoked meanwhile is its bearer’s fault: 401, and nobody is away', async () => {
    const { source, answers } = started()
    answers(() => Response.json({ error: 'invalid_request' }, { status: 400 }))
    await expect(source.exchange('theirs', 'auth', 'auth:self')).rejects.toMatchObject({
      status: 401,
      code: 'invalid_token',
    })
  })
})
