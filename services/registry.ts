/** The services: how each is built, where it listens, whether it has a database, whom it calls. */
import type { Service } from '#lib/service'
import type { PortName, Prepare, ServiceContext, ServiceGrant, SignIn } from '#lib/topology'

export interface ServiceModule {
  build(context: ServiceContext): Service
  prepare?: Prepare
}

export interface ServiceEntry {
  readonly name: string
  readonly port: PortName
  /** Has a database, of its own or a schema in a shared one. */
  readonly database: boolean
  /** Services that it calls; it starts after them. */
  readonly calls: readonly string[]
  /** Scopes that it holds itself (`<service>:<what>`), and those that it may hold for a person whose token it was given. */
  readonly scopes: readonly string[]
  readonly on_behalf: readonly string[]
  /** Signs people in, and holds scopes for them. */
  readonly signs_in?: SignIn
  /** Types of events that it takes at `POST /v1/events`. */
  readonly events: readonly string[]
  /** Paths that it answers where all services share one port, as whole segments. The empty one takes the rest. */
  readonly paths: readonly string[]
  /** Loaded on demand: a process holds the code of the services that it runs. */
  load(): Promise<ServiceModule>
}

/** In starting order: whoever is called stands before its callers. */
export const registry: readonly ServiceEntry[] = [
  {
    name: 'auth',
    port: 'auth',
    database: true,
    calls: [],
    scopes: [],
    on_behalf: [],
    events: ['users.erasure_requested'],
    paths: ['/.well-known', '/oauth', '/v1/accounts', '/v1/account'],
    load: () => import('./auth/service.ts'),
  },
  {
    name: 'users',
    port: 'users',
    database: true,
    calls: ['auth'],
    scopes: ['auth:accounts', 'auth:events', 'search:events', 'reservations:events', 'payments:events'],
    on_behalf: ['auth:self'],
    events: [],
    paths: ['/v1/users'],
    load: () => import('./users/service.ts'),
  },
  {
    name: 'reservations',
    port: 'reservations',
    database: true,
    calls: ['auth'],
    scopes: ['payments:operate'],
    on_behalf: [],
    events: [
      'users.erasure_requested',
      'payments.authorized',
      'payments.failed',
      'payments.captured',
      'payments.voided',
      'payments.refunded',
    ],
    paths: ['/v1/inventory', '/v1/reservations', '/v1/desk'],
    load: () => import('./reservations/service.ts'),
  },
  {
    name: 'pdf-reports',
    port: 'pdf-reports',
    database: false,
    calls: ['auth'],
    scopes: [],
    on_behalf: [],
    events: [],
    paths: ['/v1/documents'],
    load: () => import('./pdf-reports/service.ts'),
  },
  {
    name: 'payments',
    port: 'payments',
    database: true,
    calls: ['auth', 'reservations', 'pdf-reports'],
    scopes: ['reservations:pay', 'reservations:events', 'pdf-reports:render'],
    on_behalf: [],
    events: ['users.erasure_requested'],
    paths: ['/v1/payments', '/v1/invoices', '/v1/credit-notes', '/v1/reconciliations', '/v1/bank'],
    load: () => import('./payments/service.ts'),
  },
  {
    name: 'search',
    port: 'search',
    database: true,
    calls: ['auth', 'reservations'],
    scopes: ['reservations:inventory'],
    on_behalf: [],
    events: ['users.erasure_requested'],
    paths: ['/v1/destinations', '/v1/search', '/v1/hotels', '/v1/quotes', '/v1/recommendations'],
    load: () => import('./search/service.ts'),
  },
  {
    name: 'booking-ui',
    port: 'booking-ui',
    database: false,
    calls: ['auth', 'users', 'search', 'reservations', 'payments'],
    // Rates are set for who works at the hotel, which reservations knows.
    scopes: ['search:read', 'search:quote', 'search:rates'],
    on_behalf: [],
    signs_in: {
      scopes: [
        'users:read',
        'users:write',
        'users:account',
        'reservations:read',
        'reservations:write',
        'reservations:desk',
        'payments:read',
        'payments:write',
      ],
      redirect_path: '/account/callback',
      end_path: '/account/signed-out',
    },
    events: [],
    paths: [''],
    load: () => import('./booking-ui/service.ts'),
  },
]

export function entryOf(name: string): ServiceEntry {
  const entry = registry.find((candidate) => candidate.name === name)
  if (entry === undefined)
    throw new Error(`no service ${name}; there are ${registry.map((one) => one.name).join(', ')}`)
  return entry
}

export const subscribers = (event_type: string): readonly string[] =>
  registry.filter((entry) => entry.events.includes(event_type)).map((entry) => entry.name)

export const grants: readonly ServiceGrant[] = registry
