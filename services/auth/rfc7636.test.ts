/** RFC 7636 (PKCE): one test for each MUST and MUST NOT that an authorization server can break. See README.md. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Visitor } from './testing.ts'
import {
  authorizePath,
  by_app,
  type Changes,
  challengeOf,
  errorOf,
  leadsTo,
  type TestFlow,
  testFlow,
  tokensOf,
  VERIFIER,
} from './testing-flow.ts'

let flow: TestFlow
let login: string
beforeAll(async () => {
  flow = await testFlow()
  ;({ login } = await flow.person())
})
afterAll(() => flow?.close())

const refused = async (changes: Changes) => {
  const to = leadsTo(await new Visitor(flow.auth).get(authorizePath(changes)))
  return [to?.searchParams.get('error'), to?.searchParams.get('code')]
}

test.each([
  ['42 characters', 'v'.repeat(42)],
  ['129 characters', 'v'.repeat(129)],
  ['a character that is reserved', `${'v'.repeat(42)}+`],
  ['a padded one', `${'v'.repeat(43)}=`],
  ['not ASCII', `${'v'.repeat(42)}é`],
  ['a line break behind', `${'v'.repeat(43)}\n`],
])('RFC 7636 4.1: a verifier has 43 to 128 unreserved characters: %s', async (_what, code_verifier) => {
  const code = await flow.code(login, { code_challenge: challengeOf(code_verifier) })
  expect(await errorOf(await flow.redeem(code, { code_verifier }))).toEqual([400, 'invalid_request'])
})

test('RFC 7636 4.2: S256 is implemented as the RFC computes it', async () => {
  // Its own example, appendix B.
  const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const code = await flow.code(login, { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' })
  await tokensOf(await flow.redeem(code, { code_verifier }))
})

test.each([
  ['42 characters', 'a'.repeat(42)],
  ['44 characters', 'a'.repeat(44)],
  ['padded', `${'a'.repeat(43)}=`],
  ['base64 that is not for URLs', `${'a'.repeat(42)}/`],
])('RFC 7636 4.2: a challenge is a SHA-256 in base64url without padding: %s', async (_what, code_challenge) =>
  expect(await refused({ code_challenge })).toEqual(['invalid_request', null]),
)

test('RFC 7636 4.3: a challenge without a method is plain, and refused', async () =>
  expect(await refused({ code_challenge_method: undefined })).toEqual(['invalid_request', null]))

test('RFC 7636 4.4: each code has the challenge of its own request', async () => {
  const [one, other] = ['1'.repeat(43), '2'.repeat(43)]
  const first = await flow.code(login, { code_challenge: challengeOf(one) })
  const second = await flow.code(login, { code_challenge: challengeOf(other) })
  expect(await errorOf(await flow.redeem(first, { code_verifier: other }))).toEqual([400, 'invalid_grant'])
  expect(await errorOf(await flow.redeem(second, { code_verifier: one }))).toEqual([400, 'invalid_grant'])
  await tokensOf(await flow.redeem(first, { code_verifier: one }))
  await tokensOf(await flow.redeem(second, { code_verifier: other }))
})

test('RFC 7636 4.4: the challenge cannot be read out of what the client gets', async () => {
  const back = await flow.back(login)
  expect(decodeURIComponent(back.href)).not.toContain(challengeOf(VERIFIER))
  // A name for what the database holds, not the thing itself, sealed or not.
  const code = back.searchParams.get('code') ?? ''
  expect(Buffer.from(code, 'base64url').length).toBe(32)
})

test.each([
  ['a confidential client', {}],
  ['a public client', by_app],
])('RFC 7636 4.4.1: a request without a challenge is invalid_request: %s', async (_what, client) =>
  expect(await refused({ ...client, code_challenge: undefined })).toEqual(['invalid_request', null]),
)

test.each(['plain', 's256', 'S512', 'S256 plain', ''])(
  'RFC 7636 4.4.1: another transformation is invalid_request: %p',
  async (code_challenge_method) =>
    expect(await refused({ code_challenge_method })).toEqual(['invalid_request', null]),
)

test('RFC 7636 4.6: a verifier that does not match is invalid_grant, and one that does goes on', async () => {
  const code = await flow.code(login)
  const wrong = await flow.redeem(code, { code_verifier: 'w'.repeat(43) })
  expect(await errorOf(wrong)).toEqual([400, 'invalid_grant'])
  await tokensOf(await flow.redeem(code))
})

test('RFC 7636 7.2: after S256 there is no way down to plain', async () => {
  // The verifier itself as the challenge is what plain would be.
  const code = await flow.code(login, { code_challenge: VERIFIER })
  expect(await errorOf(await flow.redeem(code))).toEqual([400, 'invalid_grant'])
})
