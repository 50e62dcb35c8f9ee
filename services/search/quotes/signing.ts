/** Signs quotes: `jose`, EdDSA, with keys of this service's own. */
import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Kysely } from 'kysely'
import { databaseProblem } from '#lib/database'
import { type KeyRing, keyRing } from '#lib/keys/ring'
import { unavailable } from '#lib/problem'
import { derivedKey } from '#lib/secrets'
import { SIGNATURE_ALGORITHM } from '#lib/token/caller'
import { instant } from './cancellation.ts'
import { type Offer, QUOTE_AUDIENCE, QUOTE_ISSUER, QUOTE_LIFE_S, QUOTE_TYPE, type Quote } from './contract.ts'

export interface QuoteSigner {
  sign(offer: Offer): Promise<Quote>
  keys: KeyRing
}

interface SignerOptions<DB> {
  db: Kysely<DB>
  /** The service's own. */
  secret: string
  /** Real time: VACANCY_TODAY fixes the date of stays, and would make quotes that never end. */
  now_ms?: () => number
}

export function quoteSigner<DB>({ db, secret, now_ms = Date.now }: SignerOptions<DB>): QuoteSigner {
  const sealing_key = derivedKey(secret, 'search.signing-keys')
  const keys = keyRing({ db, service: 'search', sealing_key, token_life_s: QUOTE_LIFE_S, now_ms })
  return {
    keys,
    sign: async (offer) => {
      const { kid, key } = await keys.signer().catch((error: unknown) => {
        // Another secret than the keys were made with, say: searches go on, and the log has the reason.
        throw databaseProblem(error) ?? unavailable('quotes_unavailable', 'Quotes cannot be signed', 5, error)
      })
      const iat = Math.floor(now_ms() / 1000)
      const exp = iat + QUOTE_LIFE_S
      const quote = await new SignJWT({ ...offer })
        .setProtectedHeader({ alg: SIGNATURE_ALGORITHM, typ: QUOTE_TYPE, kid })
        .setIssuer(QUOTE_ISSUER)
        .setAudience(QUOTE_AUDIENCE)
        .setJti(randomBytes(16).toString('base64url'))
        .setIssuedAt(iat)
        .setExpirationTime(exp)
        .sign(key)
      return { quote, expires_at: instant(exp * 1000), ...offer }
    },
  }
}
