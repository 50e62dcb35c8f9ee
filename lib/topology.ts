/**
 * Ports, and what a service is built from. Every port of a stack follows from one base, so that two stacks can run
 * side by side: base 3000 is the documented one, base 4100 moves everything by 1,100.
 */
import type { Config } from '#lib/config'
import type { Clock } from '#lib/dates'
import type { Logger } from '#lib/log'
import type { Transport } from '#lib/transport'

export const port_offsets = {
  'booking-ui': 0,
  auth: 1,
  users: 2,
  search: 3,
  reservations: 4,
  payments: 5,
  'pdf-reports': 6,
  bank: 901,
  'partner-hotels': 902,
  'mailbox-smtp': 925,
  mailbox: 926,
  postgres: 932,
} as const
export type PortName = keyof typeof port_offsets

/** Third parties: never part of the monolith, so that their ports are their own in every shape. */
export const outside: ReadonlySet<PortName> = new Set(['bank', 'partner-hotels', 'mailbox-smtp', 'mailbox'])

export const portOf = (base_port: number, name: PortName): number => base_port + port_offsets[name]

/** What a service is built from. A factory takes what it needs; nothing is a module-level singleton. */
export interface ServiceContext {
  config: Config
  clock: Clock
  log: Logger
  /** Connection string; empty for a service without a database. */
  database_url: string
  /** How to reach another service by name. */
  transport: (service: string) => Transport
  /** This service's own secret: it proves itself with it, and derives its own keys from it (`lib/secrets.ts`). */
  secret: string
  /** The services that take events of a type, by name. */
  subscribers: (event_type: string) => readonly string[]
  /** The services, with what each may do at others: `auth` registers them as clients. */
  services: readonly ServiceGrant[]
}

/** What a service is allowed, by the registry. */
export interface ServiceGrant {
  readonly name: string
  /** Scopes of its own tokens. */
  readonly scopes: readonly string[]
  /** Scopes that it may hold for a person, whose token it was given (RFC 8693). */
  readonly on_behalf: readonly string[]
  /** Signs people in, and holds these scopes for them. Paths are those of the web site. */
  readonly signs_in?: SignIn
}

export interface SignIn {
  readonly scopes: readonly string[]
  /** Where `auth` sends a person back to with a code, and where after the end of the session. */
  readonly redirect_path: string
  readonly end_path: string
}

/** Brings the service's database to where the service can serve: schema, migrations, data. Safe to run twice. */
export type Prepare = (
  context: Pick<ServiceContext, 'clock' | 'database_url'> & {
    config: Pick<Config, 'profile' | 'seed'>
    onProgress?: (done: number, total: number) => void
  },
) => Promise<void>
