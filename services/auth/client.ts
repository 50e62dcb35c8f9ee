/** Typed client of `auth`'s account routes over any transport. With `contract.ts`, the only file that others import. */
import { type CallOptions, callJson, getJson, type Transport } from '#lib/transport'
import { type Account, METADATA_PATH, type NewAccount, type PasswordChange } from './contract.ts'

/** For a service's own token with `auth:accounts`. Every call may be repeated. */
export interface AccountsClient {
  /** Makes the account, without a name to sign in with. Again before it has one: the newer password counts. */
  create(subject: string, account: NewAccount): Promise<void>
  /** The name to sign in with: a verified email address. 409 `login_taken` when it is another account's. */
  setLogin(subject: string, login: string): Promise<void>
  /** For a reset: ends every session and grant of the account. */
  setPassword(subject: string, account: NewAccount): Promise<void>
}

/** For a person's token with `auth:self`, got by exchange. */
export interface SelfClient {
  account(): Promise<Account>
  /** 403 `wrong_password`, 429 `too_many_attempts`. */
  checkPassword(password: string): Promise<void>
  /** As `checkPassword`; ends every session and grant of the account. */
  changePassword(change: PasswordChange): Promise<void>
}

/** Throws UpstreamUnavailable when `auth` does not answer: whoever leads a person there looks first. */
export async function checkAnswers(transport: Transport, timeout_ms: number): Promise<void> {
  await getJson({ timeout_ms, service: 'auth', transport }, METADATA_PATH)
}

type Options = Partial<Pick<CallOptions, 'timeout_ms'>> & Pick<CallOptions, 'token'>

/** Hashing a password takes its time, and may have to wait for others. */
const TIMEOUT_MS = 8_000

export function accountsClient(transport: Transport, options: Options): AccountsClient {
  const call = { timeout_ms: TIMEOUT_MS, ...options, service: 'auth', transport }
  const put = async (path: string, body: object) => {
    await callJson(call, { method: 'PUT', path: `/v1/accounts/${path}`, body })
  }
  const segment = encodeURIComponent
  return {
    create: (subject, account) => put(segment(subject), account),
    setLogin: (subject, login) => put(`${segment(subject)}/login`, { login }),
    setPassword: (subject, account) => put(`${segment(subject)}/password`, account),
  }
}

export function selfClient(transport: Transport, options: Options): SelfClient {
  const call = { timeout_ms: TIMEOUT_MS, ...options, service: 'auth', transport }
  return {
    account: () => getJson(call, '/v1/account'),
    checkPassword: async (password) => {
      await callJson(call, { method: 'POST', path: '/v1/account/password-checks', body: { password } })
    },
    changePassword: async (change) => {
      await callJson(call, { method: 'PUT', path: '/v1/account/password', body: change })
    },
  }
}
