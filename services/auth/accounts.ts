/** Accounts, as `users` keeps them: made, named, given another password, closed. */
import { invalid, notFound, Problem } from '#lib/problem'
import type { Account, NewAccount, PasswordChange } from './contract.ts'
import type { AuthDeps } from './deps.ts'
import { passwordErrors } from './passwords.ts'
import { loginOf } from './sign-in.ts'
import * as sql from './sql.ts'
import { after, REVOCATION_LIFE_MS } from './times.ts'

export interface Accounts {
  create(subject: string, account: NewAccount): Promise<void>
  setLogin(subject: string, login: string): Promise<void>
  /** For a reset. */
  setPassword(subject: string, account: NewAccount): Promise<void>
  checkPassword(subject: string, password: string): Promise<void>
  changePassword(subject: string, change: PasswordChange): Promise<void>
  about(subject: string): Promise<Account>
  /** Nothing stays: the person asked to be forgotten. In the transaction of the event that says so. */
  erase(trx: sql.Trx, subject: string): Promise<void>
}

export function accounts({ db, passwords, throttle, now_ms }: AuthDeps): Accounts {
  const accept = ({ password, hints = [] }: NewAccount) => {
    const errors = passwordErrors(password, hints)
    if (errors.length > 0) throw invalid(errors)
  }
  const check = async (subject: string, password: string) => {
    const who = { account: subject, address: undefined }
    await throttle.admit(who)
    const account = await sql.accountBySubject(db, subject)
    if (account === undefined) throw unknownAccount()
    const good = await passwords.verify(password, account.password_hash)
    // Again, as at a sign-in.
    await throttle.admit(who)
    if (good) return throttle.succeeded(who)
    await throttle.failed(who)
    throw new Problem(403, 'wrong_password', 'The password is wrong')
  }
  /** A new password ends whatever the old one opened. */
  const replace = async (subject: string, password: string) => {
    const hash = await passwords.hash(password)
    await db.transaction().execute(async (trx) => {
      const now = new Date(now_ms())
      if (!(await sql.setPasswordHash(trx, subject, hash, now))) throw unknownAccount()
      await endAll(trx, subject)
    })
  }
  const endAll = async (trx: sql.Trx, subject: string) => {
    await sql.revokeGrants(trx, { subject }, new Date(now_ms()), after(now_ms(), REVOCATION_LIFE_MS))
    await sql.deleteSessionsOf(trx, subject)
  }

  return {
    create: async (subject, account) => {
      accept(account)
      const hash = await passwords.hash(account.password)
      if (!(await sql.createAccount(db, subject, hash, new Date(now_ms()))))
        throw new Problem(409, 'account_exists', 'The account has a login already')
    },
    setLogin: async (subject, typed) => {
      const login = loginOf(typed)
      // NUL is valid JSON and no valid PostgreSQL text.
      if (login.length < 3 || /\p{Cc}/u.test(login))
        throw invalid([{ field: 'login', code: 'invalid', message: 'is missing or has the wrong form' }])
      const set = await sql.setLogin(db, subject, login).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === '23505')
          throw new Problem(409, 'login_taken', 'Another account has that login')
        throw error
      })
      if (!set) throw unknownAccount()
    },
    setPassword: async (subject, account) => {
      accept(account)
      await replace(subject, account.password)
    },
    checkPassword: check,
    changePassword: async (subject, { current_password, password, hints = [] }) => {
      await check(subject, current_password)
      accept({ password, hints })
      await replace(subject, password)
    },
    about: async (subject) => {
      const account = await sql.accountBySubject(db, subject)
      if (account === undefined) throw unknownAccount()
      const sessions = await sql.sessionsOf(db, subject, new Date(now_ms()))
      const grants = await sql.grantsOf(db, subject)
      return {
        login: account.login,
        created_at: account.created_at.toISOString(),
        password_changed_at: account.password_changed_at.toISOString(),
        sessions: sessions.map(({ signed_in_at, expires_at }) => ({
          signed_in_at: signed_in_at.toISOString(),
          expires_at: expires_at.toISOString(),
        })),
        grants: grants.map((grant) => ({
          client_id: grant.client_id,
          client: grant.client,
          scopes: grant.scopes,
          created_at: grant.created_at.toISOString(),
          expires_at: grant.expires_at.toISOString(),
          revoked_at: grant.revoked_at?.toISOString() ?? null,
        })),
      }
    },
    erase: async (trx, subject) => {
      await endAll(trx, subject)
      await sql.deleteAccount(trx, subject)
    },
  }
}

const unknownAccount = () => notFound('unknown_account', 'There is no such account')
