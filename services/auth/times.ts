/** How long things of `auth` are good. Real time throughout: VACANCY_TODAY fixes the date of stays, not of tokens. */

export const ACCESS_TOKEN_LIFE_S = 600
export const CODE_LIFE_MS = 60_000
/** From the sign-in on, however often it is refreshed. */
export const GRANT_LIFE_MS = 30 * 24 * 3_600_000
export const SESSION_LIFE_MS = 8 * 3_600_000
/** A refresh token that was used may be sent again for so long, by a client whose answer was lost. */
export const REFRESH_GRACE_MS = 30_000
/** A revocation is forgotten when the last token that it concerns has ended, with generous clocks. */
export const REVOCATION_LIFE_MS = (ACCESS_TOKEN_LIFE_S + 60) * 1000
/** Accounts that never got a login: their email address was not verified. */
export const UNNAMED_ACCOUNT_LIFE_MS = 7 * 24 * 3_600_000

export const after = (now_ms: number, life_ms: number): Date => new Date(now_ms + life_ms)
