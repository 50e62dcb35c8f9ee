/**
 * The one place that reads the environment: parsed once into a frozen object, every bad variable reported at once by
 * its name. A value is never echoed: it may be a secret.
 */

import { type ProfileName, profile_names } from '#lib/dataset/profiles'
import { parseDate } from '#lib/dates'
import { localUrl } from '#lib/server'
import { portOf } from '#lib/topology'

export const log_levels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const
export type LogLevel = (typeof log_levels)[number]

/** The partners whose interfaces `search` speaks. */
export const partner_names = ['alpha', 'bravo', 'charlie', 'delta'] as const
export type PartnerName = (typeof partner_names)[number]

export interface Config {
  /** Every port follows from this one: see `lib/topology.ts`. */
  readonly base_port: number
  /** The address that servers listen on. */
  readonly host: string
  /** Where the embedded PostgreSQL and the bank keep their files. */
  readonly data_dir: string
  readonly profile: ProfileName
  readonly seed: number
  readonly log_level: LogLevel
  /** Database connections of one service. */
  readonly pool_size: number
  /** How long a stopping service waits for requests in flight. */
  readonly shutdown_grace_ms: number
  /** Fixes "today" for tests and benchmarks, YYYY-MM-DD; undefined is the real clock. */
  readonly today: string | undefined
  /** The secret that every other follows from. Only `auth` and `npm start` need it; empty where it is not given. */
  readonly secret: string
  /** What this one service proves itself with, and derives its own keys from; empty where `secret` is given instead. */
  readonly service_secret: string
  /** The authorization server as clients see it: no slash at the end. */
  readonly issuer: string
  /** The web site as people see it, for links in emails: no slash at the end. */
  readonly site_url: string
  /** Where email goes. */
  readonly smtp_url: string
  /** Where each partner that sells hotels, too, answers; without those that are not asked. */
  readonly partners: Readonly<Partial<Record<PartnerName, string>>>
  /** Where services reach the bank, and where the browsers of people reach its pages: no slash at the end. */
  readonly bank_url: string
  readonly bank_pages_url: string
  /** What `payments` proves itself with at the bank, and what the bank signs its webhooks with. */
  readonly bank_key: string
  readonly bank_webhook_secret: string
  /** How long rooms are held for who has not paid, and wait for a payment that has begun. */
  readonly hold_s: number
  /** Longest that a service of the booking chain waits for another or for the bank; calls with a shorter bound keep it. */
  readonly call_timeout_ms: number
  /** Requests a second that one address may make to public routes; 0 is no limit. */
  readonly rate_limit: number
  /** Megabytes of answers that `search` keeps; 0 keeps none. */
  readonly answer_cache_mb: number
  /** Whether a service refuses what it could not answer soon; off for measuring what happens without. */
  readonly load_shedding: boolean
  /** `DATABASE_URL_<SERVICE>`: another server than the embedded one. Keys are service names. */
  readonly database_urls: Readonly<Record<string, string>>
  /** `SERVICE_URL_<SERVICE>`: where a service answers, when not on this machine's own port. Keys are service names. */
  readonly service_urls: Readonly<Record<string, string>>
}

export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`bad configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const web = ['http:', 'https:']

type Environment = Readonly<Record<string, string | undefined>>

/** Each variable, with what it means: the README's table and the help text come from here. */
export const variables = {
  VACANCY_BASE_PORT: 'first port of the stack, 1024 to 61000 (3000)',
  VACANCY_HOST: 'address to listen on (127.0.0.1)',
  VACANCY_DATA_DIR: 'the files of the embedded PostgreSQL and of the bank (.data)',
  VACANCY_PROFILE: `size of the dataset: ${profile_names.join(', ')} (demo)`,
  VACANCY_SEED: 'seed of the dataset, 0 to 4294967295 (1)',
  VACANCY_LOG_LEVEL: `${log_levels.join(', ')} (info)`,
  VACANCY_POOL_SIZE: 'database connections of one service, 1 to 100 (10)',
  VACANCY_SHUTDOWN_GRACE_MS: 'wait for requests in flight, 0 to 600000 (10000)',
  VACANCY_TODAY: 'fixes the date, YYYY-MM-DD (unset: the real one)',
  VACANCY_SECRET:
    'root of all secrets, 32 to 200 characters; `auth` needs it (made once, in the data directory)',
  VACANCY_SERVICE_SECRET: "one service's own secret, as `npm run admin -- secrets` prints it (from the root)",
  VACANCY_ISSUER: 'public URL of `auth` (http://localhost:3001; monolith: http://localhost:3000)',
  VACANCY_SITE_URL: 'public URL of the web site, for links in emails (http://localhost:3000)',
  VACANCY_SMTP_URL: 'where email goes (smtp://127.0.0.1:3925, the stand-in with an inbox)',
  VACANCY_PARTNERS: `partners to ask, name=url by commas, of ${partner_names.join(', ')}; or none (those of the stand-in)`,
  VACANCY_BANK_URL: 'where services reach the bank (http://127.0.0.1:3901, the stand-in)',
  VACANCY_BANK_PAGES_URL: "where people's browsers reach the bank's pages (http://localhost:3901)",
  VACANCY_BANK_KEY: "the bank's API key, 32 to 200 characters (the stand-in's well-known one)",
  VACANCY_BANK_WEBHOOK_SECRET:
    "what the bank's webhooks are signed with, 32 to 200 characters (the stand-in's well-known one)",
  VACANCY_HOLD_S: 'seconds that rooms are held for who has not paid yet, 1 to 86400 (900)',
  VACANCY_CALL_TIMEOUT_MS:
    'longest that a service waits for another or the bank while it books and pays, 100 to 60000 (10000)',
  VACANCY_RATE_LIMIT:
    'requests a second that an address may make to public routes, 0 to 100000, 0: no limit (50)',
  VACANCY_ANSWER_CACHE_MB: 'answers that `search` keeps in memory, megabytes, 0 to 4096, 0: none (32)',
  VACANCY_LOAD_SHEDDING: 'on, or off: too much to do is then answered late instead of with 503 (on)',
} as const

/** `overrides` win over the environment: command-line options. */
export function readConfig(environment: Environment = process.env, overrides: Environment = {}): Config {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined)
  const env: Environment = { ...environment, ...Object.fromEntries(given) }
  const problems: string[] = []
  const known = new Set<string>(Object.keys(variables))

  const text = (name: keyof typeof variables, fallback: string) => env[name]?.trim() || fallback
  const integer = (name: keyof typeof variables, fallback: number, least: number, most: number) => {
    const raw = text(name, String(fallback))
    const value = /^\d{1,12}$/.test(raw) ? Number(raw) : Number.NaN
    if (value >= least && value <= most) return value
    problems.push(`${name} must be an integer from ${least} to ${most}`)
    return fallback
  }
  const oneOf = <T extends string>(name: keyof typeof variables, fallback: T, allowed: readonly T[]) => {
    const raw = text(name, fallback)
    const value = allowed.find((candidate) => candidate === raw)
    if (value === undefined) problems.push(`${name} must be one of ${allowed.join(', ')}`)
    return value ?? fallback
  }
  const urls = (prefix: string, protocols: readonly string[]) => {
    const found: Record<string, string> = {}
    for (const [name, value] of Object.entries(env)) {
      if (!name.startsWith(prefix) || value === undefined || value === '') continue
      const url = URL.canParse(value) ? new URL(value) : undefined
      if (url && protocols.includes(url.protocol)) found[serviceName(name.slice(prefix.length))] = value
      else
        problems.push(`${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`)
    }
    return Object.freeze(found)
  }

  const secret = (name: keyof typeof variables) => {
    const raw = text(name, '')
    if (raw === '' || (raw.length >= 32 && raw.length <= 200)) return raw
    problems.push(`${name} must have 32 to 200 characters`)
    return ''
  }
  const url = (name: keyof typeof variables, fallback: string, protocols: readonly string[]) => {
    const raw = text(name, fallback).replace(/\/+$/, '')
    if (URL.canParse(raw) && protocols.includes(new URL(raw).protocol)) return raw
    problems.push(`${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`)
    return fallback
  }

  const partners = (fallback: Config['partners']) => {
    const raw = text('VACANCY_PARTNERS', '')
    if (raw === '') return fallback
    if (raw === 'none') return Object.freeze({})
    const found: Partial<Record<PartnerName, string>> = {}
    for (const one of raw.split(',')) {
      const [name, ...rest] = one.split('=')
      const url = rest.join('=').replace(/\/+$/, '')
      const known = partner_names.find((candidate) => candidate === name)
      const good = known !== undefined && URL.canParse(url) && web.includes(new URL(url).protocol)
      if (good && found[known] === undefined) found[known] = url
      else {
        problems.push(`VACANCY_PARTNERS must be a list of name=url, each of ${partner_names.join(', ')} once`)
        break
      }
    }
    return Object.freeze(found)
  }

  for (const name of Object.keys(env)) {
    // A misspelt variable that is silently ignored costs an afternoon.
    if (name.startsWith('VACANCY_') && !known.has(name)) problems.push(`${name} is not a variable of Vacancy`)
  }
  const today = env.VACANCY_TODAY || undefined
  if (today !== undefined && parseDate(today) === undefined)
    problems.push('VACANCY_TODAY must be a date, YYYY-MM-DD')

  const base_port = integer('VACANCY_BASE_PORT', 3000, 1024, 61_000)
  const host = text('VACANCY_HOST', '127.0.0.1')
  const config: Config = {
    base_port,
    host,
    data_dir: text('VACANCY_DATA_DIR', '.data'),
    profile: oneOf('VACANCY_PROFILE', 'demo', profile_names),
    seed: integer('VACANCY_SEED', 1, 0, 2 ** 32 - 1),
    log_level: oneOf('VACANCY_LOG_LEVEL', 'info', log_levels),
    pool_size: integer('VACANCY_POOL_SIZE', 10, 1, 100),
    shutdown_grace_ms: integer('VACANCY_SHUTDOWN_GRACE_MS', 10_000, 0, 600_000),
    today,
    secret: secret('VACANCY_SECRET'),
    service_secret: secret('VACANCY_SERVICE_SECRET'),
    issuer: url('VACANCY_ISSUER', `http://localhost:${portOf(base_port, 'auth')}`, web),
    site_url: url('VACANCY_SITE_URL', `http://localhost:${portOf(base_port, 'booking-ui')}`, web),
    smtp_url: url('VACANCY_SMTP_URL', defaultSmtpUrl({ base_port, host }), ['smtp:', 'smtps:']),
    partners: partners(defaultPartners({ base_port, host })),
    bank_url: url('VACANCY_BANK_URL', defaultBankUrl({ base_port, host }), web),
    bank_pages_url: url('VACANCY_BANK_PAGES_URL', `http://localhost:${portOf(base_port, 'bank')}`, web),
    bank_key: secret('VACANCY_BANK_KEY') || SANDBOX_BANK_KEY,
    bank_webhook_secret: secret('VACANCY_BANK_WEBHOOK_SECRET') || SANDBOX_BANK_WEBHOOK_SECRET,
    hold_s: integer('VACANCY_HOLD_S', 900, 1, 86_400),
    call_timeout_ms: integer('VACANCY_CALL_TIMEOUT_MS', 10_000, 100, 60_000),
    rate_limit: integer('VACANCY_RATE_LIMIT', 50, 0, 100_000),
    answer_cache_mb: integer('VACANCY_ANSWER_CACHE_MB', 32, 0, 4_096),
    load_shedding: oneOf('VACANCY_LOAD_SHEDDING', 'on', ['on', 'off']) === 'on',
    database_urls: urls('DATABASE_URL_', ['postgres:', 'postgresql:']),
    service_urls: urls('SERVICE_URL_', web),
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config)
}

/** The stand-in for email, where it listens. */
export const defaultSmtpUrl = ({ base_port, host }: Pick<Config, 'base_port' | 'host'>): string =>
  localUrl(host, portOf(base_port, 'mailbox-smtp')).replace('http:', 'smtp:')

/** The stand-in for partners, where it listens. */
export const defaultPartners = ({
  base_port,
  host,
}: Pick<Config, 'base_port' | 'host'>): Config['partners'] =>
  Object.freeze(
    Object.fromEntries(
      partner_names.map((name) => [name, `${localUrl(host, portOf(base_port, 'partner-hotels'))}/${name}`]),
    ),
  )

/** The stand-in for the bank, where it listens. */
export const defaultBankUrl = ({ base_port, host }: Pick<Config, 'base_port' | 'host'>): string =>
  localUrl(host, portOf(base_port, 'bank'))

/** Known to everybody: they open a sandbox without money, and are no secrets. */
export const SANDBOX_BANK_KEY = 'sandbox-key-of-the-bank-stand-in-known-to-all'
export const SANDBOX_BANK_WEBHOOK_SECRET = 'sandbox-webhook-secret-of-the-bank-stand-in'

/** `PDF_REPORTS` -> `pdf-reports`. */
const serviceName = (suffix: string) => suffix.toLowerCase().replaceAll('_', '-')
/** `pdf-reports` -> `PDF_REPORTS`. */
export const variableSuffix = (service: string) => service.toUpperCase().replaceAll('-', '_')

/** The variables that make another process read this same configuration. */
export function toEnvironment(config: Config): Record<string, string> {
  const env: Record<string, string> = {
    VACANCY_BASE_PORT: String(config.base_port),
    VACANCY_HOST: config.host,
    VACANCY_DATA_DIR: config.data_dir,
    VACANCY_PROFILE: config.profile,
    VACANCY_SEED: String(config.seed),
    VACANCY_LOG_LEVEL: config.log_level,
    VACANCY_POOL_SIZE: String(config.pool_size),
    VACANCY_SHUTDOWN_GRACE_MS: String(config.shutdown_grace_ms),
    VACANCY_ISSUER: config.issuer,
    VACANCY_SITE_URL: config.site_url,
    VACANCY_SMTP_URL: config.smtp_url,
    VACANCY_PARTNERS:
      Object.entries(config.partners)
        .map((one) => one.join('='))
        .join() || 'none',
    VACANCY_BANK_URL: config.bank_url,
    VACANCY_BANK_PAGES_URL: config.bank_pages_url,
    VACANCY_HOLD_S: String(config.hold_s),
    VACANCY_CALL_TIMEOUT_MS: String(config.call_timeout_ms),
    VACANCY_RATE_LIMIT: String(config.rate_limit),
    VACANCY_ANSWER_CACHE_MB: String(config.answer_cache_mb),
    VACANCY_LOAD_SHEDDING: config.load_shedding ? 'on' : 'off',
  }
  // Each child is given only what it needs: the supervisor adds a service's own secret, and the root for `auth`.
  if (config.today !== undefined) env.VACANCY_TODAY = config.today
  for (const [service, url] of Object.entries(config.database_urls))
    env[`DATABASE_URL_${variableSuffix(service)}`] = url
  for (const [service, url] of Object.entries(config.service_urls))
    env[`SERVICE_URL_${variableSuffix(service)}`] = url
  return env
}

/** What only `payments` and the bank are given, beside the configuration. */
export const bankEnvironment = (config: Config): Record<string, string> => ({
  VACANCY_BANK_KEY: config.bank_key,
  VACANCY_BANK_WEBHOOK_SECRET: config.bank_webhook_secret,
})

/** The clock that this configuration asks for: noon UTC of a fixed day, or the real one. */
export function configuredClock(config: Pick<Config, 'today'>): () => Date {
  const { today } = config
  return today === undefined ? () => new Date() : () => new Date(`${today}T12:00:00Z`)
}

/** What a child process inherits: the environment less our own variables, which are passed explicitly. */
export function inheritedEnvironment(env: Environment = process.env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/^(VACANCY_|DATABASE_URL_|SERVICE_URL_)/.test(entry[0]),
    ),
  )
}

/** True in continuous integration, where nothing may be skipped for want of a browser. */
export const isContinuousIntegration = (env: Environment = process.env): boolean =>
  env.CI === 'true' || env.CI === '1'
