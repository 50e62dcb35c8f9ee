/** What a seller takes and what it refuses, each with its own code; keys that change, and a `search` that is away. */
import { afterAll, afterEach, beforeAll, describe, expect, setSystemTime, test } from 'bun:test'
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTVerifyGetKey, SignJWT } from 'jose'
import { kyselyOver } from '#lib/database'
import type { Problem } from '#lib/problem'
import type { Transport } from '#lib/transport'
import type { SearchAnswer } from '../contract.ts'
import { type AskedStay, quoteKeys, verifyQuote } from './client.ts'
import type { Quote, QuoteRequest } from './contract.ts'
import { quoteSigner } from './signing.ts'
import { day, type TestSearch, testSearch } from './testing.ts'

let search: TestSearch
let request: QuoteRequest & AskedStay
let keys: JWTVerifyGetKey
beforeAll(async () => {
  search = await testSearch()
  keys = quoteKeys(search.transport)
  const stay = { check_in: day(14), check_out: day(17) }
  const query = new URLSearchParams({ destination_id: 'geo_2988507', ...stay, adults: '2' })
  const { body } = await search.get<SearchAnswer>(`/v1/search?${query}`)
  const [found] = body.data
  if (found === undefined) throw new Error('the search found nothing')
  request = {
    hotel_id: found.id,
    room_type_id: found.offer.room_type_id,
    ...stay,
    adults: 2,
    children: 0,
    rooms: 1,
  }
}, 30_000)
afterAll(() => search?.close())
afterEach(() => {
  setSystemTime()
})

const quoted = async () => (await search.quote<Quote>(request)).body.quote
const verify = (quote: string, asked: Partial<AskedStay> = request, by = keys) =>
  verifyQuote(quote, { keys: by, now_ms: search.now_ms, asked })
const refusal = (quote: string, asked?: Partial<AskedStay>, by?: JWTVerifyGetKey) =>
  verify(quote, asked, by).then(
    () => 'taken',
    (problem: Problem) =>
      [problem.status, problem.code, ...(problem.errors ?? []).map(({ field }) => field)].join(' '),
  )
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decoded = (part = '') =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>

test('a quote is taken for the stay that it is for', async () => {
  const quote = await quoted()
  const claims = await verify(quote)
  expect(claims).toMatchObject({ check_in: day(14), adults: 2, hotel: { id: request.hotel_id } })
  // Nothing asked is nothing compared.
  expect((await verify(quote, {})).jti).toBe(claims.jti)
})

describe('a quote is refused', () => {
  test('for another stay, with the fields', async () => {
    const quote = await quoted()
    const with_change = (change: Partial<AskedStay>) => refusal(quote, { ...request, ...change })
    expect(await with_change({ check_in: day(13) })).toBe('422 quote_mismatch check_in')
    expect(await with_change({ check_out: day(18), rooms: 2 })).toBe('422 quote_mismatch check_out rooms')
    expect(await with_change({ adults: 1, children: 1 })).toBe('422 quote_mismatch adults children')
    expect(await with_change({ hotel_id: `htl_${'0'.repeat(26)}` })).toBe('422 quote_mismatch hotel_id')
    expect(await with_change({ room_type_id: `rmt_${'0'.repeat(26)}` })).toBe(
      '422 quote_mismatch room_type_id',
    )
  })

  test('when a byte of it was changed', async () => {
    const quote = await quoted()
    const [header, payload, signature = ''] = quote.split('.')
    const cheaper = { ...decoded(payload), total: { amount: 1, currency: 'EUR' } }
    expect(await refusal(`${header}.${encoded(cheaper)}.${signature}`)).toBe('422 quote_tampered')
    const later = { ...decoded(payload), exp: 4_000_000_000 }
    expect(await refusal(`${header}.${encoded(later)}.${signature}`)).toBe('422 quote_tampered')
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await refusal(`${header}.${payload}.${flipped}`)).toBe('422 quote_tampered')
    expect(await refusal(`${header}.${payload}.`)).toMatch(/^422 quote_(tampered|invalid)$/)
    // What somebody signed himself and says is ours.
    const own = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
    const forged = new SignJWT(cheaper).setProtectedHeader(decoded(header) as { alg: string })
    expect(await refusal(await forged.sign(own.privateKey))).toBe('422 quote_tampered')
  })

  test('when it was signed with a key that is not published', async () => {
    const [, payload] = (await quoted()).split('.')
    const own = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
    const header = { alg: 'EdDSA', typ: 'quote+jwt', kid: 'mine' }
    const quote = await new SignJWT(decoded(payload)).setProtectedHeader(header).sign(own.privateKey)
    expect(await refusal(quote)).toBe('422 quote_unknown_key')
  })

  test('when it is no quote', async () => {
    const quote = await quoted()
    const [header, payload, signature] = quote.split('.')
    const with_header = (change: object) =>
      refusal(`${encoded({ ...decoded(header), ...change })}.${payload}.${signature}`)
    expect(await with_header({ alg: 'none' })).toBe('422 quote_invalid')
    expect(await with_header({ alg: 'HS256' })).toBe('422 quote_invalid')
    expect(await with_header({ typ: 'at+jwt' })).toBe('422 quote_invalid')
    expect(await with_header({ kid: undefined })).toBe('422 quote_invalid')
    expect(await with_header({ crit: ['exp'] })).toBe('422 quote_invalid')
    for (const text of ['', 'x', '..', 'a.b.c', `${header}.${payload}`, quote.slice(1), `${quote}.x`])
      expect([text.slice(0, 9), await refusal(text)]).toEqual([text.slice(0, 9), '422 quote_invalid'])
    expect(await refusal(`${quote}${'A'.repeat(20_000)}`)).toBe('422 quote_invalid')
    expect(await refusal(search.tokens.quote)).toBe('422 quote_invalid')
  })

  test('when a key of ours signed something else', async () => {
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
    const published = createLocalJWKSet({
      keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'EdDSA' }],
    })
    const [, payload] = (await quoted()).split('.')
    const signed = (change: object, typ = 'quote+jwt') =>
      new SignJWT({ ...decoded(payload), ...change })
        .setProtectedHeader({ alg: 'EdDSA', typ, kid: 'k' })
        .sign(pair.privateKey)
    const of = async (change: object, typ?: string) => refusal(await signed(change, typ), request, published)
    expect(await of({})).toBe('taken')
    expect(await of({}, 'JWT')).toBe('422 quote_invalid')
    expect(await of({ iss: 'urn:vacancy:auth' })).toBe('422 quote_invalid')
    expect(await of({ aud: 'urn:vacancy:payments' })).toBe('422 quote_invalid')
    expect(await of({ aud: ['urn:vacancy:reservations', 'urn:vacancy:payments'] })).toBe('422 quote_invalid')
    expect(await of({ jti: undefined })).toBe('422 quote_invalid')
    expect(await of({ exp: undefined })).toBe('422 quote_invalid')
    expect(await of({ nights: [] })).toBe('422 quote_invalid')
    expect(await of({ total: { amount: 1.5, currency: 'EUR' } })).toBe('422 quote_invalid')
    expect(await of({ more: 1 })).toBe('422 quote_invalid')
    expect(await of({ exp: Math.floor(search.now_ms() / 1000) - 6 })).toBe('410 quote_expired')
  })
})

describe('keys', () => {
  /** Whoever follows keys asks again for an unknown one, once a second. */
  const aSecondLater = () => setSystemTime(Date.now() + 1_001)

  test('change while quotes that the old ones signed stay good, to their end and not longer', async () => {
    const old = await quoted()
    const signer = quoteSigner({
      db: kyselyOver<unknown>(search.pool),
      secret: 's'.repeat(43),
      now_ms: search.now_ms,
    })
    expect(await signer.keys.rotate()).toBeString()
    search.pass(10_001)
    aSecondLater()
    const fresh = await quoted()
    const kidOf = (quote: string) => decoded(quote.split('.')[0]).kid
    expect(kidOf(fresh)).not.toBe(kidOf(old))
    // One that has followed from before, and one that begins now.
    for (const by of [keys, quoteKeys(search.transport)])
      expect([await refusal(old, request, by), await refusal(fresh, request, by)]).toEqual(['taken', 'taken'])
    search.pass(880_000)
    expect(await refusal(old, request, quoteKeys(search.transport))).toBe('taken')
    search.pass(20_000)
    aSecondLater()
    expect(await refusal(old)).toBe('410 quote_expired')
    // Long after its key is gone it is still its time that is over.
    search.pass(600_000)
    expect(await refusal(old, request, quoteKeys(search.transport))).toBe('410 quote_expired')
  })

  test('are fetched once, and known ones serve on while search is away', async () => {
    const asked: string[] = []
    let away = false
    const transport: Transport = async (one) => {
      asked.push(new URL(one.url).pathname)
      if (away) throw new Error('search is away')
      return search.transport(one)
    }
    const own = quoteKeys(transport)
    const quote = await quoted()
    expect(await refusal(quote, request, own)).toBe('taken')
    away = true
    for (let count = 0; count < 20; count++) expect(await refusal(quote, request, own)).toBe('taken')
    expect(asked).toEqual(['/v1/quotes/jwks.json'])
    // Without any, it is nobody's fault.
    expect(await refusal(quote, request, quoteKeys(transport))).toBe('503 quote_keys_unavailable')
  })

  test('are those of the database, in every process and after a restart', async () => {
    const other = await search.start()
    aSecondLater()
    const { body } = await search.quote<Quote>(request, other)
    expect(await refusal(body.quote)).toBe('taken')
    // One with another secret cannot open them, and says no more than that it cannot.
    const foreign = await search.start('another secret of forty-three characters, as')
    const { status, text } = await search.quote(request, foreign)
    expect(status).toBe(503)
    expect(text).toContain('quotes_unavailable')
    expect(text).not.toMatch(/secret|decrypt|auth/i)
  })
})
