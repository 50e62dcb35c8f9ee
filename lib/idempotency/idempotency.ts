/**
 * `Idempotency-Key` for routes that create: the answer is kept in the transaction of what it tells, so that a client that
 * did not hear it asks again and gets the same, and nothing happens twice. A refusal keeps nothing: asked again, the
 * request is a new one.
 */
import { createHash } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import { Problem } from '#lib/problem'
import { claimKey, deleteKeys, keepAnswer, keptAnswer } from './sql.ts'

export interface Answer {
  status: number
  /** JSON, as it is sent. */
  body: string
}

export interface KeyedRequest {
  /** The header's value; `null` for none. */
  key: string | null
  /** Whose key it is: two people may choose the same. */
  owner: string
  /** `POST /v1/reservations`: one key may be used for another route. */
  route: string
  /** What was asked for, as it was understood. */
  body: unknown
}

const KEY_FORM = /^[\x21-\x7e]{8,200}$/
const KEPT_MS = 24 * 3_600_000
const SWEEP_LIMIT = 5_000

/** Checks the form alone: 400 `idempotency_key_required`, `idempotency_key_invalid`. */
export function requireKey(key: string | null): string {
  if (key === null)
    throw new Problem(400, 'idempotency_key_required', 'This request needs an Idempotency-Key')
  if (!KEY_FORM.test(key))
    throw new Problem(400, 'idempotency_key_invalid', 'An Idempotency-Key has 8 to 200 visible characters')
  return key
}

const hashOf = (...parts: readonly string[]) =>
  // As JSON: no two lists of parts are one text.
  createHash('sha256').update(JSON.stringify(parts)).digest()

export function idempotency(service: string, now: () => Date) {
  return {
    /**
     * `work` in the caller's transaction, or the answer that it had before. Another body: 422 `idempotency_key_reused`.
     * A request that is under way is waited for, as long as its transaction lasts.
     */
    run: async <DB>(
      trx: Transaction<DB>,
      request: KeyedRequest,
      work: () => Promise<Answer>,
    ): Promise<Answer> => {
      const key_hash = hashOf(requireKey(request.key), request.owner, request.route)
      const fingerprint = hashOf(JSON.stringify(request.body))
      if (await claimKey(trx, service, { key_hash, fingerprint, created_at: now() })) {
        const answer = await work()
        await keepAnswer(trx, service, key_hash, answer)
        return answer
      }
      const kept = await keptAnswer(trx, service, key_hash)
      // Deleted in between: a day old, and asked again at just that moment.
      if (kept === undefined) throw new Problem(409, 'idempotency_key_in_use', 'Ask again')
      if (!kept.fingerprint.equals(fingerprint))
        throw new Problem(422, 'idempotency_key_reused', 'The Idempotency-Key was used for another request')
      return { status: kept.status, body: kept.body }
    },
    /** Forgets the keys of yesterday. */
    sweep: async <DB>(db: Kysely<DB>): Promise<void> => {
      const before = new Date(now().getTime() - KEPT_MS)
      while ((await deleteKeys(db, service, before, SWEEP_LIMIT)) === SWEEP_LIMIT);
    },
  }
}
export type Idempotency = ReturnType<typeof idempotency>
