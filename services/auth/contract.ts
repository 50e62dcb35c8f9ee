/**
 * The public face of `auth` beside OAuth itself: the scopes that exist, and the routes by which `users` keeps accounts.
 * Imports no service. Everyone else imports only this file and `client.ts`.
 */
import { type Static, Type as t } from '@sinclair/typebox'

/** RFC 8414. */
export const METADATA_PATH = '/.well-known/oauth-authorization-server'

// --- Scopes ------------------------------------------------------------------------------------------------

/** Who may hold a scope: a person's client, an API customer for itself, or one of our own services. */
export type Holder = 'person' | 'customer' | 'service'

/**
 * Every scope is `<service>:<what>`: the service is the one audience of a token that has it. `says` is what a person is
 * asked to consent to.
 */
export const scopes = {
  'search:read': { holders: ['customer', 'service'], says: 'search hotels as a customer, at a higher rate' },
  'search:quote': { holders: ['person', 'customer', 'service'], says: 'ask for binding prices' },
  /** Of every hotel: for the one system that hotels keep their rates in, not for a guest. */
  'search:rates': { holders: ['customer', 'service'], says: '' },
  'users:read': { holders: ['person'], says: 'see your name, email address and settings' },
  'users:write': { holders: ['person'], says: 'change your name and settings' },
  'users:account': {
    holders: ['person'],
    says: 'change your email address or password, export your data and close your account',
  },
  /** `users` makes accounts and sets their names and passwords. */
  'auth:accounts': { holders: ['service'], says: '' },
  /** `users`, for a person: check or change the password, read what `auth` knows. */
  'auth:self': { holders: [], says: '' },
  'auth:events': { holders: ['service'], says: '' },
  'search:events': { holders: ['service'], says: '' },
  /** Following the inventory. */
  'reservations:inventory': { holders: ['service'], says: '' },
  /** A hotel's own system, or one for many hotels: whoever the operator gives it to speaks for all of them. */
  'reservations:inventory_write': { holders: ['customer'], says: 'set how many rooms may be sold' },
  'reservations:read': { holders: ['person', 'customer'], says: 'see your reservations' },
  'reservations:write': {
    holders: ['person', 'customer'],
    says: 'make, change and cancel reservations for you',
  },
  /** Of the hotels where the person works, which reservations knows. */
  'reservations:desk': { holders: ['person'], says: 'run the desk of the hotels where you work' },
  /** `payments` begins a payment: it names the owner whose token it was shown. */
  'reservations:pay': { holders: ['service'], says: '' },
  'reservations:events': { holders: ['service'], says: '' },
  'payments:read': { holders: ['person', 'customer'], says: 'see your payments and receipts' },
  'payments:write': { holders: ['person', 'customer'], says: 'pay for your reservations' },
  /** `reservations` takes, gives free and pays back what was paid for its bookings. */
  'payments:operate': { holders: ['service'], says: '' },
  'payments:events': { holders: ['service'], says: '' },
  'pdf-reports:render': { holders: ['service'], says: '' },
} as const satisfies Record<string, { holders: readonly Holder[]; says: string }>
export type Scope = keyof typeof scopes

export const isScope = (text: string): text is Scope => Object.hasOwn(scopes, text)
/** `users:read` -> `users`. */
export const serviceOf = (scope: string): string => scope.slice(0, scope.indexOf(':'))
export const mayHold = (scope: Scope, holder: Holder): boolean =>
  (scopes[scope].holders as readonly Holder[]).includes(holder)

// --- Accounts ----------------------------------------------------------------------------------------------

export const limits = {
  min_password: 10,
  /** Longer ones are refused, not cut: hashing takes time by length. */
  max_password: 128,
  max_login: 254,
} as const

export type AuthErrorCode =
  | 'validation_failed'
  | 'unknown_account'
  | 'account_exists'
  | 'login_taken'
  | 'wrong_password'
  | 'too_many_attempts'
  | 'overloaded'

const closed = { additionalProperties: false } as const

export const Subject = t.String({ pattern: '^usr_[0-7][0-9a-hjkmnp-tv-z]{25}$' })
/** What is good enough as a password is decided by `passwords.ts`: field code `too_short`, `too_long` or `too_common`. */
export const Password = t.String({ maxLength: 1_000 })

export const NewAccount = t.Object(
  { password: Password, hints: t.Optional(t.Array(t.String({ maxLength: 300 }), { maxItems: 5 })) },
  closed,
)
export type NewAccount = Static<typeof NewAccount>
export const Login = t.Object({ login: t.String({ minLength: 3, maxLength: limits.max_login }) }, closed)
export const PasswordCheck = t.Object({ password: Password }, closed)
export const PasswordChange = t.Object(
  {
    current_password: Password,
    password: Password,
    hints: t.Optional(t.Array(t.String({ maxLength: 300 }), { maxItems: 5 })),
  },
  closed,
)
export type PasswordChange = Static<typeof PasswordChange>

/** What `auth` holds of a person: part of the export of their data. */
export const Account = t.Object(
  {
    login: t.Union([t.String(), t.Null()]),
    created_at: t.String(),
    password_changed_at: t.String(),
    sessions: t.Array(t.Object({ signed_in_at: t.String(), expires_at: t.String() }, closed)),
    grants: t.Array(
      t.Object(
        {
          client_id: t.String(),
          client: t.String(),
          scopes: t.Array(t.String()),
          created_at: t.String(),
          expires_at: t.String(),
          revoked_at: t.Union([t.String(), t.Null()]),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type Account = Static<typeof Account>
