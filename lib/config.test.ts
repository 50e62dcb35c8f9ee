import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  ConfigError,
  configuredClock,
  inheritedEnvironment,
  isContinuousIntegration,
  log_levels,
  readConfig,
  toEnvironment,
  variables,
} from '#lib/config'
import { profile_names } from '#lib/dataset/profiles'

/** The names that a configuration is refused for. */
function refused(env: Record<string, string>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const value of Object.values(env)) {
      if (value.length > 3) expect(error.message).not.toContain(value)
    }
    return error.problems.map((problem) => problem.split(' ')[0] ?? '')
  }
  return []
}

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      base_port: 3000,
      host: '127.0.0.1',
      data_dir: '.data',
      profile: 'demo',
      seed: 1,
      log_level: 'info',
      pool_size: 10,
      shutdown_grace_ms: 10_000,
      today: undefined,
      secret: '',
      service_secret: '',
      issuer: 'http://localhost:3001',
      site_url: 'http://localhost:3000',
      smtp_url: 'smtp://127.0.0.1:3925',
      partners: {
        alpha: 'http://127.0.0.1:3902/alpha',
        bravo: 'http://127.0.0.1:3902/bravo',
        charlie: 'http://127.0.0.1:3902/charlie',
        delta: 'http://127.0.0.1:3902/delta',
      },
      bank_url: 'http://127.0.0.1:3901',
      bank_pages_url: 'http://localhost:3901',
      bank_key: 'sandbox-key-of-the-bank-stand-in-known-to-all',
      bank_webhook_secret: 'sandbox-webhook-secret-of-the-bank-stand-in',
      hold_s: 900,
      call_timeout_ms: 10_000,
      rate_limit: 50,
      answer_cache_mb: 32,
      load_shedding: true,
      database_urls: {},
      service_urls: {},
    })
    expect(
      readConfig({ VACANCY_SEED: '', VACANCY_HOST: ' ', VACANCY_TODAY: '', SERVICE_URL_SEARCH: '' }),
    ).toEqual(readConfig({}))
  })

  test('names every bad variable at once', () => {
    const bad = {
      VACANCY_BASE_PORT: 'hunter2',
      VACANCY_PROFILE: 'enormous',
      VACANCY_SEED: '-1',
      VACANCY_LOG_LEVEL: 'INFO!',
      VACANCY_POOL_SIZE: '1e1',
      VACANCY_SHUTDOWN_GRACE_MS: '600001',
      VACANCY_TODAY: '2026-02-30',
      VACANCY_PORFILE: 'demo!',
      DATABASE_URL_SEARCH: 'mysql://u:hunter2@h/x',
      SERVICE_URL_SEARCH: 'hunter2.example',
    }
    expect(refused(bad).sort()).toEqual(Object.keys(bad).sort())
  })

  test.each([
    ['VACANCY_BASE_PORT', ['1024', '61000', ' 3000 '], ['1023', '61001', '3000.5', '0x1000', '+3000', '']],
    ['VACANCY_SEED', ['0', '4294967295'], ['4294967296', '9999999999999', '1_000']],
    ['VACANCY_POOL_SIZE', ['1', '100'], ['0', '101', '٣']],
    ['VACANCY_SHUTDOWN_GRACE_MS', ['0', '600000'], ['600001', '-1']],
    ['VACANCY_TODAY', ['2026-11-23'], ['23.11.2026', 'today', '3000-01-01']],
    ['VACANCY_LOG_LEVEL', log_levels, ['Info', 'trace']],
    ['VACANCY_PROFILE', profile_names, ['Demo', 'toString']],
    [
      'DATABASE_URL_SEARCH',
      ['postgres://h/x', 'postgresql://u:p@h:1/x?sslmode=require'],
      ['http://h/x', 'h:5432/x', '/var/run'],
    ],
    [
      'SERVICE_URL_SEARCH',
      ['http://h:3003', 'https://gateway/search'],
      ['ftp://h', 'localhost:3003', '3003'],
    ],
  ] as const)('%s', (name, good, bad) => {
    for (const value of good) expect(refused({ [name]: value })).toEqual([])
    for (const value of bad) expect(refused({ [name]: value })).toEqual(value === '' ? [] : [name])
  })

  test('belongs to a service by its name', () => {
    const config = readConfig({
      DATABASE_URL_PDF_REPORTS: 'postgres://h/pdf',
      SERVICE_URL_BOOKING_UI: 'http://h:1',
      DATABASE_URL: 'not ours',
      PATH: '/bin',
    })
    expect(config.database_urls).toEqual({ 'pdf-reports': 'postgres://h/pdf' })
    expect(config.service_urls).toEqual({ 'booking-ui': 'http://h:1' })
  })

  test('is overridden by the command line, which is held to the same rules', () => {
    const env = { VACANCY_PROFILE: 'bench', VACANCY_BASE_PORT: 'hunter2' }
    const config = readConfig(env, { VACANCY_BASE_PORT: '4100', VACANCY_PROFILE: undefined })
    expect([config.base_port, config.profile]).toEqual([4100, 'bench'])
    expect(() => readConfig({}, { VACANCY_PROFILE: 'enormous' })).toThrow(ConfigError)
  })

  test('cannot be changed', () => {
    const config = readConfig({ SERVICE_URL_SEARCH: 'http://h' })
    for (const frozen of [config, config.database_urls, config.service_urls])
      expect(Object.isFrozen(frozen)).toBe(true)
  })

  test('reaches another process as it is', () => {
    const name = fc.stringMatching(/^[a-z]+(-[a-z]+)*$/)
    const port = fc.integer({ min: 1, max: 65_535 })
    fc.assert(
      fc.property(
        fc.record({
          VACANCY_BASE_PORT: fc.integer({ min: 1024, max: 61_000 }).map(String),
          VACANCY_HOST: fc.constantFrom('0.0.0.0', '::', 'localhost'),
          VACANCY_DATA_DIR: fc.constantFrom('/tmp/x', 'with space', 'ünder'),
          VACANCY_PROFILE: fc.constantFrom(...profile_names),
          VACANCY_SEED: fc.nat().map(String),
          VACANCY_LOG_LEVEL: fc.constantFrom(...log_levels),
          VACANCY_POOL_SIZE: fc.integer({ min: 1, max: 100 }).map(String),
          VACANCY_SHUTDOWN_GRACE_MS: fc.integer({ min: 0, max: 600_000 }).map(String),
          VACANCY_TODAY: fc.constantFrom('', '2026-11-23'),
        }),
        fc.dictionary(name, port),
        (env, services) => {
          const urls = Object.entries(services).flatMap(([service, number]) => {
            const suffix = service.toUpperCase().replaceAll('-', '_')
            return [
              [`DATABASE_URL_${suffix}`, `postgres://u:p@h:${number}/x`],
              [`SERVICE_URL_${suffix}`, `http://h:${number}`],
            ]
          })
          const config = readConfig({ ...env, ...Object.fromEntries(urls) })
          expect(Object.keys(config.service_urls).sort()).toEqual(Object.keys(services).sort())
          expect(readConfig(toEnvironment(config))).toEqual(config)
        },
      ),
    )
  })

  test('is not inherited besides', () => {
    const env = {
      PATH: '/bin',
      VACANCY_SEED: '1',
      DATABASE_URL_SEARCH: 'x',
      SERVICE_URL_SEARCH: 'x',
      EMPTY: undefined,
    }
    expect(inheritedEnvironment(env)).toEqual({ PATH: '/bin' })
  })

  test('of each variable says what it means, with the default that it has', () => {
    const defaults = toEnvironment(readConfig({}))
    const unset = [
      'VACANCY_TODAY',
      'VACANCY_SECRET',
      'VACANCY_SERVICE_SECRET',
      'VACANCY_BANK_KEY',
      'VACANCY_BANK_WEBHOOK_SECRET',
    ]
    for (const [name, meaning] of Object.entries(variables)) {
      // Four addresses, said in words.
      if (name === 'VACANCY_PARTNERS') expect(meaning).toEndWith('(those of the stand-in)')
      else if (!unset.includes(name))
        expect(meaning).toMatch(new RegExp(`\\(${RegExp.escape(defaults[name] ?? '')}\\W`))
    }
    expect(Object.keys(variables).sort()).toEqual([...Object.keys(defaults), ...unset].sort())
  })
})

test('the clock stands at noon of a fixed day, or runs', () => {
  const fixed = configuredClock({ today: '2026-11-23' })
  expect([fixed(), fixed()].map((date) => date.toISOString())).toEqual(
    Array(2).fill('2026-11-23T12:00:00.000Z'),
  )
  expect(Math.abs(configuredClock({ today: undefined })().getTime() - Date.now())).toBeLessThan(1_000)
})

test('continuous integration is what says so', () => {
  expect(
    [{ CI: 'true' }, { CI: '1' }, { CI: 'false' }, {}].map((env) => isContinuousIntegration(env)),
  ).toEqual([true, true, false, false])
})
