/** Routes of `users`: parse, call the rules, answer. */
import { Elysia } from 'elysia'
import { currentContext } from '#lib/context'
import type { Guard } from '#lib/token/guard'
import * as contract from './contract.ts'
import type { UsersDeps } from './deps.ts'
import { requestErasure } from './erasure.ts'
import type { Floods } from './floods.ts'
import { changePassword, confirmReset, requestReset } from './passwords.ts'
import { changeEmail, changeProfile, exportOf, readProfile, type Tagged } from './profile.ts'
import { register, resend } from './registration.ts'
import { verify } from './verification.ts'

interface UsersRoutes extends UsersDeps {
  guard: Guard
  floods: Floods
}

export function users(deps: UsersRoutes) {
  const { floods, guard } = deps
  /** Emails that anybody can cause are few. */
  const few = (email: string) => floods.take(email, currentContext()?.address)
  const guess = (attempt: () => Promise<void>) => floods.guess(currentContext()?.address, attempt)

  return new Elysia({ name: 'users' })
    .use(guard)
    .post(
      '/v1/users',
      async ({ body, request }) => {
        await few(body.email)
        await register(deps, body, request.headers.get('idempotency-key'))
        return sent()
      },
      { ...open('Register', contract.Sent, 202), body: contract.Registration },
    )
    .post(
      '/v1/users/verifications',
      async ({ body }) => {
        await guess(() => verify(deps, body.code))
        return done()
      },
      { ...open('Prove an address by the code in the email', contract.Done), body: contract.CodeBody },
    )
    .post(
      '/v1/users/verifications/resend',
      async ({ body }) => {
        await few(body.email)
        await resend(deps, body.email)
        return sent()
      },
      { ...open('Send the code again', contract.Sent, 202), body: contract.Address },
    )
    .post(
      '/v1/users/password-resets',
      async ({ body }) => {
        await few(body.email)
        await requestReset(deps, body.email)
        return sent()
      },
      { ...open('Ask for another password', contract.Sent, 202), body: contract.Address },
    )
    .post(
      '/v1/users/password-resets/confirm',
      async ({ body }) => {
        await guess(() => confirmReset(deps, body.code, body.password))
        return done()
      },
      {
        ...open('Choose another password by the code in the email', contract.Done),
        body: contract.ResetBody,
      },
    )
    .get('/v1/users/me', async ({ caller }) => tagged(await readProfile(deps, caller.subject)), {
      requires: 'users:read',
      ...documented('The person of the token', contract.User),
    })
    .patch(
      '/v1/users/me',
      async ({ caller, body, request }) =>
        tagged(await changeProfile(deps, caller.subject, body, request.headers.get('if-match'))),
      {
        requires: 'users:write',
        ...documented('Change name, language, telephone; If-Match with the ETag', contract.User),
        body: contract.ProfileChange,
      },
    )
    .put(
      '/v1/users/me/email',
      async ({ caller, body }) => {
        await few(body.email)
        await changeEmail(deps, caller.subject, caller.token, body)
        return sent()
      },
      { ...personal('Ask for another email address', contract.Sent, 202), body: contract.EmailChange },
    )
    .put(
      '/v1/users/me/password',
      async ({ caller, body }) => {
        await changePassword(deps, caller.subject, caller.token, body)
        return done()
      },
      {
        ...personal('Change the password; signs out everywhere', contract.Done),
        body: contract.PasswordChange,
      },
    )
    .get(
      '/v1/users/me/export',
      async ({ caller }) =>
        json(await exportOf(deps, caller.subject, caller.token), 200, {
          'content-disposition': 'attachment; filename="vacancy.json"',
        }),
      personal('Everything that is held of the person'),
    )
    .post(
      '/v1/users/me/erasure',
      async ({ caller, body }) =>
        json(await requestErasure(deps, caller.subject, caller.token, body.password), 202),
      {
        ...personal('Close the account and be forgotten', contract.Erasure, 202),
        body: contract.PasswordBody,
      },
    )
}

const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
const tagged = ({ user, etag }: Tagged) => json(user, 200, { etag })
const sent = () => json({ status: 'email_sent' }, 202)
const done = () => json({ status: 'done' })

/** A schema as documentation: answers are written as they are. */
function documented(summary: string, answer?: object, status = 200) {
  const content = answer === undefined ? {} : { content: { 'application/json': { schema: answer } } }
  return { detail: { tags: ['users'], summary, responses: { [status]: { description: 'OK', ...content } } } }
}
const open = (summary: string, answer?: object, status?: number) => ({
  requires: 'none',
  ...documented(summary, answer, status),
})
const personal = (summary: string, answer?: object, status?: number) => ({
  requires: 'users:account',
  ...documented(summary, answer, status),
})
