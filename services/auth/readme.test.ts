/** README.md says what is so: the tests it lists, the files it points to, the commands it shows. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Glob } from 'bun'
import { ISSUER, type TestAuth, testAuth } from './testing.ts'

const here = import.meta.dirname
const readme = readFileSync(join(here, 'README.md'), 'utf8')
const tests = [...new Glob('*.test.ts').scanSync(here)].map((name) => readFileSync(join(here, name), 'utf8'))

const sorted = (names: Iterable<string>) => [...new Set(names)].sort()

test('every test of the two RFCs is listed, and every listed test exists', () => {
  const listed = [...readme.matchAll(/`(RFC \d+ [\d.]+: [^`]+)`/g)].map(([, name = '']) => name)
  const existing = tests.flatMap((text) =>
    // As a title alone: what stands behind a parenthesis, at the beginning of a literal.
    [...text.matchAll(/\(\s*(['"`])(RFC \d+ [\d.]+: .+?)\1,/g)].map(([, , name = '']) => name),
  )
  expect(listed.length).toBeGreaterThan(30)
  expect(sorted(listed)).toEqual(sorted(existing))
})

test('every file that it names is there', () => {
  const names = [...readme.matchAll(/`((?:\.\.\/)?[a-z0-9/-]+(?:\.test)?\.ts|[a-z]+\/)`/g)].map(
    ([, name = '']) => name,
  )
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter((name) => !existsSync(join(here, name)))).toEqual([])
})

describe('its commands', () => {
  let auth: TestAuth
  const values: Record<string, string> = {}
  beforeAll(async () => {
    auth = await testAuth()
    values.SECRET = (await auth.client({ id: 'acme', scopes: ['search:read'] })) ?? ''
  })
  afterAll(() => auth?.close())

  const block = /```sh\n([^`]*)```/.exec(readme)?.[1] ?? ''
  const commands = block.split('\n').filter((line) => line.startsWith('curl '))

  /** As far as `curl` is used here: `-u`, `-d` and an address. */
  function requestOf(command: string): Request {
    const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((word) =>
      (word[1] ?? word[2] ?? word[0]).replace(/\$([A-Z]+)/g, (_, name: string) => values[name] ?? ''),
    )
    const after = (option: string) => words.filter((_, index) => words[index - 1] === option)
    const { pathname } = new URL(words.at(-1) ?? '')
    const user = after('-u')[0]
    const form = after('-d').join('&')
    return new Request(ISSUER + pathname, {
      headers: {
        ...(user === undefined ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
        ...(form === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === '' ? {} : { method: 'POST', body: form }),
    })
  }

  test('work one after the other', async () => {
    const answers: unknown[] = []
    for (const command of commands) {
      const response = await auth.handle(requestOf(command))
      expect([command, response.status]).toEqual([command, 200])
      const text = await response.text()
      const answer = (text === '' ? {} : JSON.parse(text)) as { access_token?: string }
      values.TOKEN = answer.access_token ?? values.TOKEN ?? ''
      answers.push(answer)
    }
    expect(answers).toMatchObject([{ issuer: ISSUER }, { scope: 'search:read' }, { active: true }, {}])
  })
})
