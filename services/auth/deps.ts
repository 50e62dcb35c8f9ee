/** What the parts of `auth` are given. */

import type { Verifier } from '#lib/token/verify'
import type { Forms } from '#lib/web/form-token'
import type { Issue } from './issue.ts'
import type { KeyRing } from './keys.ts'
import type { Passwords } from './passwords.ts'
import type { Db } from './sql.ts'
import type { Throttle } from './throttle.ts'

export interface AuthDeps {
  db: Db
  issuer: string
  /** Of the web site, where accounts are made. */
  site_url: string
  keys: KeyRing
  /** Makes access tokens, with the key of this moment. */
  issuing: () => Promise<Issue>
  passwords: Passwords
  throttle: Throttle
  /** Checks a token that was made for `service`. */
  verifierOf: (service: string) => Verifier
  forms: Forms
  now_ms: () => number
}
