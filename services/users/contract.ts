/**
 * The public face of `users`: people's data, and the event by which a person is forgotten everywhere.
 * Imports no service. Everyone else imports only this file and `client.ts`.
 */
import { type Static, Type as t } from '@sinclair/typebox'

/**
 * A person asked to be forgotten. `subject` is the person's id. Whoever gets it deletes what it holds of the person, or
 * pseudonymises what the law wants kept; its acknowledgement is recorded, and the last one closes the account.
 */
export const ERASURE_REQUESTED = 'users.erasure_requested'
export const ErasureRequested = t.Object({ user_id: t.String(), erasure_id: t.String() })
export type ErasureRequested = Static<typeof ErasureRequested>

export const limits = {
  max_email: 254,
  max_name: 100,
  max_password: 1_000,
} as const

export type UsersErrorCode =
  | 'validation_failed'
  | 'unknown_user'
  | 'code_invalid'
  | 'code_expired'
  | 'email_taken'
  | 'wrong_password'
  | 'too_many_attempts'
  | 'too_many_requests'
  | 'precondition_required'
  | 'precondition_failed'
  | 'idempotency_key_reused'
  | 'idempotency_key_invalid'

const closed = { additionalProperties: false } as const
const Password = t.String({ minLength: 1, maxLength: limits.max_password })
const Email = t.String({ minLength: 3, maxLength: limits.max_email, examples: ['ann@guests.example'] })
const Name = t.String({ minLength: 1, maxLength: limits.max_name })
const LocaleName = t.Union([t.Literal('en'), t.Literal('de'), t.Literal('zh')])
export type Locale = Static<typeof LocaleName>
const Code = t.String({ minLength: 1, maxLength: 200, description: 'From the email.' })

export const Registration = t.Object(
  { email: Email, password: Password, name: Name, locale: t.Optional(LocaleName) },
  closed,
)
export type Registration = Static<typeof Registration>

/** Always the same, whether or not the address is known here. */
export const Sent = t.Object({ status: t.Literal('email_sent') }, closed)
export const Done = t.Object({ status: t.Literal('done') }, closed)

export const Address = t.Object({ email: Email }, closed)
export const CodeBody = t.Object({ code: Code }, closed)
export const ResetBody = t.Object({ code: Code, password: Password }, closed)
export const EmailChange = t.Object({ email: Email, password: Password }, closed)
export const PasswordChange = t.Object({ current_password: Password, password: Password }, closed)
export const PasswordBody = t.Object({ password: Password }, closed)

const profile = {
  name: Name,
  locale: LocaleName,
  phone: t.Union([t.String({ pattern: '^\\+[0-9 ]{6,20}$', examples: ['+41 61 555 01 23'] }), t.Null()]),
}
export const User = t.Object(
  {
    id: t.String(),
    email: t.String(),
    ...profile,
    created_at: t.String(),
    updated_at: t.String(),
  },
  closed,
)
export type User = Static<typeof User>

export const ProfileChange = t.Partial(t.Object(profile, closed), { ...closed, minProperties: 1 })
export type ProfileChange = Static<typeof ProfileChange>

export const Erasure = t.Object(
  { erasure_id: t.String(), status: t.Literal('erasing'), requested_at: t.String() },
  closed,
)
export type Erasure = Static<typeof Erasure>
