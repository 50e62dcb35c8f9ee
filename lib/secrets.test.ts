/** One root, and what follows from it. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { derivedKey, ownSecret, rootSecret, serviceSecret } from '#lib/secrets'
import { StartError } from '#lib/server'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vacancy-secrets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const ROOT = 'r'.repeat(43)

describe('what follows from a secret', () => {
  test('is the same each time, and another for each purpose and each secret', () => {
    const keys = [
      derivedKey(ROOT, 'auth.forms'),
      derivedKey(ROOT, 'auth.throttle'),
      derivedKey('s'.repeat(43), 'auth.forms'),
    ]
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(3)
    for (const key of keys) expect(key.length).toBe(32)
    expect(derivedKey(ROOT, 'auth.forms')).toEqual(keys[0] ?? Buffer.alloc(0))
  })

  test('is pinned: another derivation would end every session and every key', () => {
    expect(serviceSecret(ROOT, 'auth')).toBe('7fox0JouV_lHhjrfCl4UJiRvXGm0SoJitN28jQI6954')
  })

  test('is a secret of its own for each service, without the root in it', () => {
    const secrets = ['auth', 'users', 'search'].map((name) => serviceSecret(ROOT, name))
    expect(new Set(secrets).size).toBe(3)
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/)
    expect(secrets.join()).not.toContain('rrrr')
  })
})

describe("a service's own secret", () => {
  test('is the one that it was given, or follows from the root', () => {
    expect(ownSecret({ secret: ROOT, service_secret: 'given' }, 'users')).toBe('given')
    expect(ownSecret({ secret: ROOT, service_secret: '' }, 'users')).toBe(serviceSecret(ROOT, 'users'))
  })

  test('is not made up', () => {
    expect(() => ownSecret({ secret: '', service_secret: '' }, 'users')).toThrow(StartError)
  })
})

describe('the root', () => {
  test('is made once, for its owner alone, and read again', async () => {
    const made = await rootSecret(join(folder, 'data'))
    expect(made).toMatch(/^[\w-]{43}$/)
    expect(await rootSecret(join(folder, 'data'))).toBe(made)
    expect((await stat(join(folder, 'data', 'secret'))).mode & 0o777).toBe(0o600)
    expect(await rootSecret(join(folder, 'other'))).not.toBe(made)
  })

  test('is one for twenty who start at once, and leaves nothing else behind', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => rootSecret(folder)))
    expect(new Set(all).size).toBe(1)
    expect(await readdir(folder)).toEqual(['secret'])
  })

  test('that others could read is closed to them', async () => {
    const made = await rootSecret(folder)
    await chmod(join(folder, 'secret'), 0o644)
    expect(await rootSecret(folder)).toBe(made)
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600)
  })

  test.each(['', '\n', 'short'])('that is damaged is an error, and not replaced: %p', async (text) => {
    const path = join(folder, 'secret')
    await writeFile(path, text)
    await expect(rootSecret(folder)).rejects.toBeInstanceOf(StartError)
    expect(await readFile(path, 'utf8')).toBe(text)
  })
})
