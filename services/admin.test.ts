/** `npm run admin`, run as an operator runs it: beside the platform, before its first start, and wrongly. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { freePort, freePortBase } from '#lib/ports'
import { serviceSecret } from '#lib/secrets'
import { type CommandResult, runCommand } from '#lib/test/command'
import { leaksBelow } from '#lib/test/leaks'
import { eventually } from '#lib/test/processes'
import { type Stack, scratchFolder, shapes, startStack, TEST_SECRET } from '#lib/test/stack'
import { port_offsets } from '#lib/topology'
import { registry } from './registry.ts'
import { askToken, redeem, registeredPerson, type Tokens, testBrowser } from './test-person.ts'

const REDIRECT = 'http://127.0.0.1:9/callback'
const form = { 'content-type': 'application/x-www-form-urlencoded' }

const admin = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  runCommand(['services/admin.ts', ...args], env)

/** What it printed once. */
const secretIn = ({ out }: CommandResult) => /^client_secret +([\w-]{43})$/m.exec(out.join('\n'))?.[1] ?? ''

const refused = (result: CommandResult, words: string) => {
  expect({ ...result, err: result.err.length }).toEqual({ code: 1, out: [], err: 1 })
  expect(result.err[0]).toContain(words)
}

describe.each(shapes)('beside a %s', (shape) => {
  let folder: string
  let stack: Stack
  /** Made before the platform first started. */
  let early: CommandResult
  const secrets = new Map<string, string>()
  const here = (...args: string[]) =>
    admin([...args, '--shape', shape, '--data-dir', folder], { VACANCY_SECRET: TEST_SECRET })
  const create = (id: string, ...args: string[]) => here('clients', 'create', '--id', id, ...args)
  const tokenStatus = async (id: string, secret: string) =>
    (await askToken(stack, { id, secret }, { grant_type: 'client_credentials' })).status

  beforeAll(async () => {
    folder = await scratchFolder()
    const base_port = await freePortBase(1, Object.values(port_offsets))
    early = await create('early', '--scope', 'search:read', '--base-port', String(base_port))
    stack = await startStack({ shape, data_dir: folder })
  }, 60_000)
  afterAll(async () => {
    await stack?.stop()
    await rm(folder, { recursive: true, force: true })
  }, 30_000)

  test('a client made before the first start gets tokens', async () => {
    expect({ code: early.code, err: early.err }).toEqual({ code: 0, err: [] })
    expect(early.out[0]).toBe('client_id      early')
    secrets.set('early', secretIn(early))
    expect(await tokenStatus('early', secretIn(early))).toBe(200)
  })

  test('a client made while it runs gets tokens at once, and none when it was deleted', async () => {
    const made = await create('late', '--name', 'Late & <b>co</b>', '--scope', 'search:read')
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: [] })
    secrets.set('late', secretIn(made))
    expect(made.out.filter((line) => line.includes(secretIn(made)))).toHaveLength(1)
    expect(await tokenStatus('late', secretIn(made))).toBe(200)
    const { out } = await here('clients', 'list')
    expect(out.find((line) => line.startsWith('late '))).toContain('Late & <b>co</b>  search:read')
    expect(out.join('\n')).not.toContain(secretIn(made))
    // The platform's own are clients like others.
    for (const { name } of registry) expect(out.some((line) => line.startsWith(`${name} `))).toBe(true)

    refused(await create('late', '--scope', 'search:read'), 'there is a client late already')
    expect(await tokenStatus('late', secretIn(made))).toBe(200)

    expect((await here('clients', 'delete', '--id', 'late')).code).toBe(0)
    expect(await tokenStatus('late', secretIn(made))).toBe(401)
    refused(await here('clients', 'delete', '--id', 'late'), 'there is no client late')
  }, 20_000)

  test('what people had granted to a deleted client is over everywhere', async () => {
    const made = await create('shop', '--scope', 'users:read', '--redirect-uri', REDIRECT)
    const shop = { id: 'shop', secret: secretIn(made) }
    secrets.set('shop', shop.secret)
    const person = await registeredPerson(stack)
    const browser = await testBrowser(stack, shop, person, 'users:read')
    const answer = await redeem(stack, shop, await browser.code())
    const { access_token } = (await answer.json()) as Tokens
    const status = async () =>
      (
        await fetch(`${stack.url('users')}/v1/users/me`, {
          headers: { authorization: `Bearer ${access_token}` },
        })
      ).status
    expect(await status()).toBe(200)
    await here('clients', 'delete', '--id', 'shop')
    // Every service follows within a second.
    await Bun.sleep(1_100)
    expect(await status()).toBe(401)
  }, 20_000)

  test('public clients and those with keys have no secret', async () => {
    const app = await create('app', '--public', '--scope', 'users:read', '--redirect-uri', REDIRECT)
    expect({ code: app.code, out: app.out }).toEqual({ code: 0, out: ['client_id      app'] })
    expect(
      (await askToken(stack, { id: 'app', secret: '' }, { grant_type: 'client_credentials' })).status,
    ).toBe(401)

    const pair = await generateKeyPair('ES256', { extractable: true })
    const jwks = join(folder, 'robot.json')
    await writeFile(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256' }] }))
    const robot = await create('robot', '--jwks', jwks, '--scope', 'search:read')
    expect({ code: robot.code, out: robot.out }).toEqual({ code: 0, out: ['client_id      robot'] })
    const url = `${stack.url('auth')}/oauth/token`
    const assertion = await new SignJWT({ jti: 'once' })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('robot')
      .setSubject('robot')
      .setAudience(url.replace('127.0.0.1', 'localhost'))
      .setExpirationTime('1m')
      .sign(pair.privateKey)
    const answer = await fetch(url, {
      method: 'POST',
      headers: form,
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }).toString(),
    })
    expect(answer.status).toBe(200)
  }, 20_000)

  test('keys are listed, and one at a time is made before it signs', async () => {
    const before = await here('keys', 'list')
    expect(before.out).toHaveLength(1)
    expect((await here('keys', 'rotate')).out[0]).toMatch(/^made [\w-]{43}$/)
    expect((await here('keys', 'rotate')).out).toEqual(['another key is about to sign already'])
    const { out } = await here('keys', 'list')
    expect(out).toHaveLength(2)
    for (const line of out) expect(line).toMatch(/^[\w-]{43} {2}signs from 20\d\d-/)
    const kids = out.map((line) => line.split(' ')[0] ?? '').sort()
    // Both are published before the second one signs: verifiers know it before they see it.
    await eventually('both keys are published', 8_000, async () => {
      const answer = await fetch(`${stack.url('auth')}/.well-known/jwks.json`)
      const { keys } = (await answer.json()) as { keys: { kid: string }[] }
      return Bun.deepEquals(keys.map(({ kid }) => kid).sort(), kids)
    })
  }, 20_000)

  test('no secret is kept: not in the database, not in a file, not in what the platform prints', async () => {
    expect([...secrets.keys()]).toEqual(['early', 'late', 'shop'])
    expect(await stack.stop()).toBe(0)
    expect(stack.output()).not.toContain(secrets.get('early') ?? '')
    expect(await leaksBelow(folder, secrets)).toEqual([])
    // Where it is known to be: so the search finds.
    await writeFile(join(folder, 'note'), `the secret is ${secrets.get('shop')}.`)
    expect(await leaksBelow(folder, secrets)).toEqual([{ secret: 'shop', file: 'note' }])
  }, 30_000)

  test('works when the platform does not run', async () => {
    const { code, out } = await here('clients', 'list', '--base-port', String(stack.base_port))
    expect(code).toBe(0)
    expect(out.some((line) => line.startsWith('early '))).toBe(true)
    expect(out.some((line) => line.startsWith('shop '))).toBe(false)
  }, 20_000)
})

describe('refuses in one line', () => {
  let stack: Stack
  let folder: string
  const here = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    admin([...args, '--data-dir', stack.data_dir], { VACANCY_SECRET: TEST_SECRET, ...env })
  beforeAll(async () => {
    ;[stack, folder] = await Promise.all([startStack({ shape: 'microservices' }), scratchFolder()])
  }, 60_000)
  afterAll(async () => {
    await stack?.stop()
    await rm(folder, { recursive: true, force: true })
  }, 30_000)

  const https = 'https://app.example/cb'
  test.each<[string, string[], string]>([
    ['a redirect to another host in the clear', ['--redirect-uri', 'http://app.example/cb'], 'redirect URI'],
    ['a redirect with a fragment', ['--redirect-uri', `${https}#x`], 'redirect URI'],
    ['a redirect to a script', ['--redirect-uri', 'javascript:alert(1)'], 'redirect URI'],
    ['a redirect that is no address', ['--redirect-uri', 'callback'], 'redirect URI'],
    ['one good and one bad redirect', ['--redirect-uri', https, '--redirect-uri', '/cb'], 'redirect URI'],
    ['an end of session in the clear', ['--end-session-uri', 'http://app.example/'], 'redirect URI'],
    ['an unknown scope', ['--scope', 'search:everything'], 'there is no scope search:everything'],
    ['a scope of our services alone', ['--scope', 'auth:accounts'], 'is for our own services'],
    ['a scope that only an exchange gives', ['--scope', 'auth:self'], 'is for our own services'],
    ['a public client that nobody comes back to', ['--public'], '--redirect-uri'],
    ['an id with spaces', ['--id', 'a b'], 'an id has'],
    ['an id that would be a person', ['--id', 'usr_01h455vb4pex5vsknk084sn02q'], 'usr_'],
    ['the id of a service', ['--id', 'users'], 'there is a client users already'],
    ['no name', ['--name', ' '], 'a name has'],
    ['an option that is none', ['--redirect', https], '--redirect'],
    ['a file of keys that is not there', ['--jwks', '/nonexistent/keys.json'], 'ENOENT'],
  ])('%s', async (_what, args, words) => {
    refused(await here(['clients', 'create', '--id', 'x1', '--scope', 'search:read', ...args]), words)
  })

  test.each([
    ['not JSON', '{', 'is not JSON'],
    ['null', 'null', 'has no keys'],
    ['no list', '{"keys":{}}', 'has no keys'],
    ['an empty list', '{"keys":[]}', 'has no keys'],
    ['not a key', '{"keys":["x"]}', 'cannot be read'],
    ['half a key', '{"keys":[{"kty":"EC","crv":"P-256"}]}', 'cannot be read'],
    ['a shared secret', '{"keys":[{"kty":"oct","k":"aHVudGVyMg"}]}', 'private key'],
    ['a private key', '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"a","d":"hunter2"}]}', 'private key'],
  ])('a file of keys with %s', async (_what, text, words) => {
    const jwks = join(folder, 'jwks.json')
    await writeFile(jwks, text)
    const result = await here(['clients', 'create', '--id', 'x1', '--scope', 'search:read', '--jwks', jwks])
    refused(result, words)
    expect(result.err[0]).not.toContain('hunter2')
  })

  test('nothing of all that left a client behind', async () => {
    const { out } = await here(['clients', 'list'])
    expect(out.map((line) => line.split(' ')[0] ?? '').sort()).toEqual(
      registry.map(({ name }) => name).sort(),
    )
  })

  test('a command that is none, and half a command', async () => {
    refused(await here(['clients', 'destroy']), 'there is no command clients destroy')
    refused(await here(['constructor']), 'there is no command constructor')
    refused(await here(['clients', 'create', '--scope', 'search:read']), 'an id has')
    refused(await here(['clients', 'create', '--id', 'x1']), '--scope')
    refused(await here(['clients', 'delete']), '--id')
    refused(await here(['clients', 'list', '--shape', 'blob']), '--shape must be')
  })

  test('to delete one of our own services', async () => {
    refused(await here(['clients', 'delete', '--id', 'users']), 'one of our own services')
  })

  test('the wrong composition, and a database that does not answer', async () => {
    refused(await here(['clients', 'list', '--shape', 'monolith']), '--shape microservices?')
    const DATABASE_URL_AUTH = `postgresql://x:hunter2@127.0.0.1:${await freePort()}/auth`
    const result = await here(['clients', 'list'], { DATABASE_URL_AUTH })
    refused(result, 'does not answer')
    expect(result.err[0]).not.toContain('hunter2')
  })

  test('to make a key that the platform could not open', async () => {
    refused(
      await here(['keys', 'rotate'], { VACANCY_SECRET: 'another-secret-0123456789-0123456789' }),
      'secret',
    )
    expect((await here(['keys', 'list'])).out).toHaveLength(1)
  })

  test('help, for everybody who asks for nothing', async () => {
    const asked = await admin(['--help'])
    expect(asked).toMatchObject({ code: 0, err: [] })
    expect(asked.out.join('\n')).toContain('clients create --id ID')
    expect(await admin([])).toEqual(asked)
  })

  test('secrets are made once, for the owner alone, and follow from the root', async () => {
    const there = () => admin(['secrets', '--data-dir', folder])
    const { code, out } = await there()
    expect(code).toBe(0)
    const printed = new Map(out.map((line) => line.split('=', 2) as [string, string]))
    const secret = printed.get('ROOT_SECRET') ?? ''
    expect(secret).toHaveLength(43)
    expect(printed.get('SECRET_OF_BOOKING_UI')).toBe(serviceSecret(secret, 'booking-ui'))
    expect(printed.has('SECRET_OF_AUTH')).toBe(false)
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600)
    expect((await there()).out).toEqual(out)
    // The named one counts.
    const named = await admin(['secrets', '--data-dir', folder], { VACANCY_SECRET: TEST_SECRET })
    expect(named.out[0]).toBe(`ROOT_SECRET=${TEST_SECRET}`)
  })
})
