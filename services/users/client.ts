/** Typed client of `users` over any transport. With `contract.ts`, the only file of this service that others import. */
import { type CallOptions, callJson, type Transport } from '#lib/transport'
import type { Erasure, ProfileChange, Registration, User } from './contract.ts'

/** What anybody may ask. */
export interface UsersClient {
  register(registration: Registration, idempotency_key?: string): Promise<void>
  verify(code: string): Promise<void>
  resend(email: string): Promise<void>
  requestReset(email: string): Promise<void>
  confirmReset(code: string, password: string): Promise<void>
}

/** What a person may, with a token of their own for `users`. */
export interface MeClient {
  user(): Promise<{ user: User; etag: string }>
  change(change: ProfileChange, etag: string): Promise<{ user: User; etag: string }>
  changeEmail(email: string, password: string): Promise<void>
  changePassword(current_password: string, password: string): Promise<void>
  export(): Promise<unknown>
  erase(password: string): Promise<Erasure>
}

type Options = Partial<Pick<CallOptions, 'timeout_ms' | 'token'>>

/** Some of these wait for `auth`, which hashes a password. */
const TIMEOUT_MS = 10_000

export function usersClient(transport: Transport, options: Options = {}): UsersClient {
  const call = { timeout_ms: TIMEOUT_MS, ...options, service: 'users', transport }
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    await callJson(call, { method: 'POST', path, body, headers })
  }
  return {
    register: (registration, key) =>
      post('/v1/users', registration, key === undefined ? {} : { 'idempotency-key': key }),
    verify: (code) => post('/v1/users/verifications', { code }),
    resend: (email) => post('/v1/users/verifications/resend', { email }),
    requestReset: (email) => post('/v1/users/password-resets', { email }),
    confirmReset: (code, password) => post('/v1/users/password-resets/confirm', { code, password }),
  }
}

export function meClient(transport: Transport, options: Options): MeClient {
  const call = { timeout_ms: TIMEOUT_MS, ...options, service: 'users', transport }
  const tagged = ({ body, headers }: { body: User; headers: Headers }) => ({
    user: body,
    etag: headers.get('etag') ?? '',
  })
  return {
    user: async () => tagged(await callJson<User>(call, { method: 'GET', path: '/v1/users/me' })),
    change: async (body, etag) =>
      tagged(
        await callJson<User>(call, {
          method: 'PATCH',
          path: '/v1/users/me',
          body,
          headers: { 'if-match': etag },
        }),
      ),
    changeEmail: async (email, password) => {
      await callJson(call, { method: 'PUT', path: '/v1/users/me/email', body: { email, password } })
    },
    changePassword: async (current_password, password) => {
      const body = { current_password, password }
      await callJson(call, { method: 'PUT', path: '/v1/users/me/password', body })
    },
    export: async () => (await callJson(call, { method: 'GET', path: '/v1/users/me/export' })).body,
    erase: async (password) =>
      (await callJson<Erasure>(call, { method: 'POST', path: '/v1/users/me/erasure', body: { password } }))
        .body,
  }
}
