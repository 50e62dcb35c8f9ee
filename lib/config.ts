/**
 * The one place that reads the environment: parsed once into a frozen object, every bad variable reported at once by
 * its name. A value is never echoed: it may be a secret.
 */

import { type ProfileName, profile_names } from '#lib/dataset/profiles'
import { parseDate } from '#lib/dates'

export const log_levels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const
export type LogLevel = (typeof log_levels)[number]

export interface Config {
  /** Every port follows from this one: see `lib/topology.ts`. */
  readonly base_port: number
  /** The address that servers listen on. */
  readonly host: string
  /** Where the embedded PostgreSQL keeps its files. */
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

type Environment = Readonly<Record<string, string | undefined>>

/** Each variable, with what it means: the README's table and the help text come from here. */
export const variables = {
  VACANCY_BASE_PORT: 'first port of the stack, 1024 to 61000 (3000)',
  VACANCY_HOST: 'address to listen on (127.0.0.1)',
  VACANCY_DATA_DIR: "the embedded PostgreSQL's files (.data)",
  VACANCY_PROFILE: `size of the dataset: ${profile_names.join(', ')} (demo)`,
  VACANCY_SEED: 'seed of the dataset, 0 to 4294967295 (1)',
  VACANCY_LOG_LEVEL: `${log_levels.join(', ')} (info)`,
  VACANCY_POOL_SIZE: 'database connections of one service, 1 to 100 (10)',
  VACANCY_SHUTDOWN_GRACE_MS: 'wait for requests in flight, 0 to 600000 (10000)',
  VACANCY_TODAY: 'fixes the date, YYYY-MM-DD (unset: the real one)',
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

  for (const name of Object.keys(env)) {
    // A misspelt variable that is silently ignored costs an afternoon.
    if (name.startsWith('VACANCY_') && !known.has(name)) problems.push(`${name} is not a variable of Vacancy`)
  }
  const today = env.VACANCY_TODAY || undefined
  if (today !== undefined && parseDate(today) === undefined)
    problems.push('VACANCY_TODAY must be a date, YYYY-MM-DD')

  const config: Config = {
    base_port: integer('VACANCY_BASE_PORT', 3000, 1024, 61_000),
    host: text('VACANCY_HOST', '127.0.0.1'),
    data_dir: text('VACANCY_DATA_DIR', '.data'),
    profile: oneOf('VACANCY_PROFILE', 'demo', profile_names),
    seed: integer('VACANCY_SEED', 1, 0, 2 ** 32 - 1),
    log_level: oneOf('VACANCY_LOG_LEVEL', 'info', log_levels),
    pool_size: integer('VACANCY_POOL_SIZE', 10, 1, 100),
    shutdown_grace_ms: integer('VACANCY_SHUTDOWN_GRACE_MS', 10_000, 0, 600_000),
    today,
    database_urls: urls('DATABASE_URL_', ['postgres:', 'postgresql:']),
    service_urls: urls('SERVICE_URL_', ['http:', 'https:']),
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config)
}

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
  }
  if (config.today !== undefined) env.VACANCY_TODAY = config.today
  for (const [service, url] of Object.entries(config.database_urls))
    env[`DATABASE_URL_${variableSuffix(service)}`] = url
  for (const [service, url] of Object.entries(config.service_urls))
    env[`SERVICE_URL_${variableSuffix(service)}`] = url
  return env
}

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
