/** `npm run admin`: what an operator does, straight at the database. The platform may run meanwhile, or not. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '#lib/child'
import { type Config, ConfigError, readConfig, variableSuffix } from '#lib/config'
import { databaseProblem } from '#lib/database'
import { PostgresStartError, runningServer } from '#lib/postgres/server'
import { rootSecret, serviceSecret } from '#lib/secrets'
import { StartError } from '#lib/server'
import { databaseOf, startDatabases } from './databases.ts'
import { registry } from './registry.ts'

const HELP = `npm run admin -- <command> [options]

  clients list
  clients create --id ID --name NAME --scope SCOPE…    a client of the authorization server; prints its secret once
      --redirect-uri URI…      where people come back to; a client that acts for people needs one
      --end-session-uri URI…   where they come back to after signing out
      --public                 an app that can keep no secret (PKCE alone)
      --jwks FILE              public keys instead of a secret (private_key_jwt)
  clients delete --id ID
  keys list                    of the signing keys
  keys rotate                  make the next signing key now; it signs ten seconds later
  staff list                   who works at which hotel
  staff add --hotel ID --email ADDRESS       may run the hotel's desk on the web site
  staff remove --hotel ID --email ADDRESS
  secrets                      what compose.yaml needs in .env: the root secret, and one for each service

  --shape SHAPE                microservices | monolith: whose database (microservices)
  --base-port PORT, --data-dir DIR    as npm start has them

DATABASE_URL_AUTH and DATABASE_URL_RESERVATIONS name other databases.`

type Options = ReturnType<typeof readOptions>['values']

function readOptions(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      id: { type: 'string' },
      name: { type: 'string' },
      scope: { type: 'string', multiple: true, default: [] },
      'redirect-uri': { type: 'string', multiple: true, default: [] },
      'end-session-uri': { type: 'string', multiple: true, default: [] },
      public: { type: 'boolean', default: false },
      jwks: { type: 'string' },
      hotel: { type: 'string' },
      email: { type: 'string' },
      shape: { type: 'string', default: 'microservices' },
      'base-port': { type: 'string' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}

async function main(): Promise<void> {
  const { values, positionals } = readOptions(process.argv.slice(2))
  const command = positionals.join(' ')
  if (values.help || command === '') return console.log(HELP)
  const read = readConfig(undefined, {
    VACANCY_BASE_PORT: values['base-port'],
    VACANCY_DATA_DIR: values['data-dir'],
  })
  const config = { ...read, data_dir: resolve(root, read.data_dir) }
  if (command === 'secrets') return printSecrets(await secretOf(config))
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (run === undefined) throw new StartError(`there is no command ${command}: see npm run admin -- --help`)
  // The inventory of another profile takes its time to load: only who needs it waits.
  const services = command.startsWith('staff') ? (['auth', 'reservations'] as const) : (['auth'] as const)
  await withDatabases(config, values, services, (urlOf) => run(urlOf('auth'), values, config, urlOf))
}

/** Made where there is none yet; asked for only by who needs it. */
const secretOf = async (config: Config): Promise<string> =>
  config.secret || (await rootSecret(config.data_dir))

/** Named otherwise than our own variables: Bun reads .env, too, and `npm start` has a secret of its own. */
function printSecrets(secret: string): void {
  console.log(`ROOT_SECRET=${secret}`)
  for (const { name } of registry) {
    if (name !== 'auth') console.log(`SECRET_OF_${variableSuffix(name)}=${serviceSecret(secret, name)}`)
  }
}

type UrlOf = (service: 'auth' | 'reservations') => string
/** `url` is that of `auth`. */
type Command = (url: string, values: Options, config: Config, urlOf: UrlOf) => Promise<void>

const commands: Readonly<Record<string, Command>> = {
  'clients list': async (url) => {
    const { listClients } = await import('./auth/manage.ts')
    for (const { id, kind, name, scopes } of await listClients(url))
      console.log(`${id.padEnd(20)} ${kind.padEnd(13)} ${name}  ${scopes.join(' ')}`)
  },
  'clients create': async (url, values) => {
    const { createClient } = await import('./auth/manage.ts')
    const { id = '', name = id, jwks } = values
    const secret = await createClient(url, {
      id,
      name,
      kind: values.public ? 'public' : 'confidential',
      redirect_uris: values['redirect-uri'],
      end_session_uris: values['end-session-uri'],
      scopes: values.scope,
      ...(jwks === undefined ? {} : { jwks: await readJson(jwks) }),
    })
    console.log(`client_id      ${id}`)
    if (secret !== undefined) console.log(`client_secret  ${secret}\n\nIt is shown once: keep it.`)
  },
  'clients delete': async (url, { id }) => {
    const { deleteClient } = await import('./auth/manage.ts')
    if (id === undefined) throw new StartError('which client? give its --id')
    await deleteClient(url, id)
    console.log(`deleted ${id}, and what people had granted to it`)
  },
  'keys list': async (url) => {
    const { listKeys } = await import('./auth/manage.ts')
    for (const { kid, activates_at } of await listKeys(url))
      console.log(`${kid}  signs from ${activates_at.toISOString()}`)
  },
  'keys rotate': async (url, _values, config) => {
    const { rotateKeys } = await import('./auth/manage.ts')
    const made = await rotateKeys(url, serviceSecret(await secretOf(config), 'auth'))
    console.log(made === undefined ? 'another key is about to sign already' : `made ${made}`)
  },
  'staff list': async (url, _values, _config, urlOf) => {
    const [{ listStaff }, { loginsOf }] = await staffModules()
    const staff = await listStaff(urlOf('reservations'))
    const logins = await loginsOf(
      url,
      staff.map(({ subject }) => subject),
    )
    for (const { subject, hotel_id } of staff) console.log(`${hotel_id}  ${logins.get(subject) ?? subject}`)
  },
  'staff add': async (url, values, _config, urlOf) => {
    const { hotel, email } = staffOptions(values)
    const [{ addStaff }, { subjectOf }] = await staffModules()
    await addStaff(urlOf('reservations'), await subjectOf(url, email), hotel)
    console.log(`${email} may run the desk of ${hotel}`)
  },
  'staff remove': async (url, values, _config, urlOf) => {
    const { hotel, email } = staffOptions(values)
    const [{ removeStaff }, { subjectOf }] = await staffModules()
    await removeStaff(urlOf('reservations'), await subjectOf(url, email), hotel)
    console.log(`${email} may no more run the desk of ${hotel}`)
  },
}

const staffModules = () => Promise.all([import('./reservations/desk/manage.ts'), import('./auth/manage.ts')])

function staffOptions({ hotel, email }: Options): { hotel: string; email: string } {
  if (hotel === undefined || email === undefined)
    throw new StartError('who works where? give --hotel and --email')
  return { hotel, email }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: Error & { code?: string }) => {
    throw new StartError(`${path} could not be read: ${error.code ?? error.message}`)
  })
  try {
    return JSON.parse(text)
  } catch {
    throw new StartError(`${path} is not JSON`)
  }
}

/** The named ones, the running platform's, or an embedded one started for the moment. */
async function withDatabases(
  config: Config,
  { shape }: Options,
  services: readonly Parameters<UrlOf>[0][],
  work: (urlOf: UrlOf) => Promise<void>,
): Promise<void> {
  if (shape !== 'microservices' && shape !== 'monolith')
    throw new StartError('--shape must be microservices or monolith')
  const named = config.database_urls
  const use = (urlOf: UrlOf) =>
    work((service) => named[service] ?? urlOf(service)).catch((error: unknown) => {
      throw databaseError(error, shape) ?? error
    })
  if (named.auth !== undefined)
    return use((service) => {
      throw new StartError(`set DATABASE_URL_${service.toUpperCase()}, too`)
    })
  const running = await runningServer(join(config.data_dir, 'postgres'))
  if (running !== undefined) return use((service) => running.url(databaseOf(service, shape)))
  const databases = await startDatabases(config, { shape, print: () => undefined })
  try {
    await databases.prepare(services)
    await use((service) => databases.urls[service] ?? '')
  } finally {
    await databases.stop()
  }
}

/** Of what the database says, the two that an operator can do something about. */
function databaseError(error: unknown, shape: string): StartError | undefined {
  if (databaseProblem(error) !== undefined) return new StartError('the database of auth does not answer')
  const code = error instanceof Error && 'code' in error ? error.code : ''
  // No such database, schema or table: of the other shape, or `auth` has never run there.
  if (code === '3D000' || code === '3F000' || code === '42P01')
    return new StartError(`there is no auth in this database: is the platform a --shape ${other(shape)}?`)
  return undefined
}

const other = (shape: string) => (shape === 'monolith' ? 'microservices' : 'monolith')

main().catch((error: unknown) => {
  const expected =
    error instanceof StartError ||
    error instanceof ConfigError ||
    error instanceof PostgresStartError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) ||
    (error instanceof Error && ['ManageError', 'ForeignKeyError'].includes(error.name))
  console.error(expected ? error.message : error)
  process.exit(1)
})
