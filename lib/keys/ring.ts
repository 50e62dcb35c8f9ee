/**
 * Signing keys: made by schedule, published before they sign, published after they did, private halves sealed in the
 * database. Any number of processes share them; each looks again every few seconds, which is less than the lead.
 */
import {
  type CryptoKey,
  calculateJwkThumbprint,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose'
import type { Kysely } from 'kysely'
import { SIGNATURE_ALGORITHM } from '#lib/token/caller'
import { KEY_LEAD_S } from '#lib/token/remote'
import { open, seal } from './seal.ts'
import * as sql from './sql.ts'

export interface KeyRing {
  /** The key that signs now. */
  signer(): Promise<{ kid: string; key: CryptoKey }>
  /** Public halves: of the next, the present, and those whose tokens may still be good. */
  jwks(): Promise<{ keys: JWK[] }>
  /** For verifying what we signed ourselves. */
  keys: JWTVerifyGetKey
  /** Makes the next key; it signs after the lead. Returns its kid, or undefined when another one is about to. */
  rotate(): Promise<string | undefined>
}

export interface KeyRingOptions<DB> {
  db: Kysely<DB>
  /** Whose schema the keys are in. */
  service: string
  /** 32 bytes from the configuration. */
  sealing_key: Buffer
  /** How long what is signed is good. */
  token_life_s: number
  now_ms?: () => number
  period_ms?: number
}

const PERIOD_MS = 24 * 3_600_000
const LEAD_MS = KEY_LEAD_S * 1000
/** Look again: so soon every process knows a new key, well before it signs. */
const RELOAD_MS = LEAD_MS / 3
/** How long a key is published after the life of its last token: generous clocks. */
const AFTER_S = 300

interface Loaded {
  rows: sql.SigningKeyRow[]
  at_ms: number
}

export function keyRing<DB>({
  db,
  service,
  sealing_key,
  token_life_s,
  now_ms = Date.now,
  period_ms = PERIOD_MS,
}: KeyRingOptions<DB>): KeyRing {
  const after_ms = (token_life_s + AFTER_S) * 1000
  let loaded: Loaded | undefined
  let flight: Promise<Loaded> | undefined
  const imported = new Map<string, Promise<CryptoKey>>()

  const make = async (newest: sql.SigningKeyRow | undefined): Promise<sql.SigningKeyRow> => {
    // A key that the others cannot open would end all signing as soon as it is its turn.
    if (newest !== undefined && !isOurs(newest)) throw new ForeignKeyError()
    const pair = await generateKeyPair(SIGNATURE_ALGORITHM, { crv: 'Ed25519', extractable: true })
    const kid = await calculateJwkThumbprint(await exportJWK(pair.publicKey))
    const public_jwk = { ...(await exportJWK(pair.publicKey)), kid, alg: SIGNATURE_ALGORITHM, use: 'sig' }
    const private_key = seal(sealing_key, JSON.stringify(await exportJWK(pair.privateKey)), kid)
    const created_at = new Date(now_ms())
    // The first one of all has nobody to wait for.
    const activates_at = newest === undefined ? created_at : new Date(now_ms() + LEAD_MS)
    return {
      generation: (newest?.generation ?? 0) + 1,
      kid,
      public_jwk,
      private_key,
      created_at,
      activates_at,
    }
  }

  const isOurs = (row: sql.SigningKeyRow) => {
    try {
      return open(sealing_key, row.private_key, row.kid) !== ''
    } catch {
      return false
    }
  }

  const load = async (): Promise<Loaded> => {
    try {
      let rows = await sql.signingKeys(db, service)
      const [newest] = rows
      if (newest === undefined || now_ms() - newest.activates_at.getTime() >= period_ms) {
        await sql.insertSigningKey(db, service, await make(newest))
        rows = await sql.signingKeys(db, service)
      }
      loaded = { rows, at_ms: now_ms() }
      await forget(rows)
      return loaded
    } finally {
      flight = undefined
    }
  }
  const current = async (): Promise<sql.SigningKeyRow[]> => {
    if (loaded !== undefined && now_ms() - loaded.at_ms < RELOAD_MS) return loaded.rows
    flight ??= load()
    return (await flight).rows
  }
  /** The newest that may sign. */
  const signing = (rows: readonly sql.SigningKeyRow[]) =>
    rows.find((row) => row.activates_at.getTime() <= now_ms())
  /** A key is over when the one after it has signed for longer than a token lives. */
  const isPublished = (row: sql.SigningKeyRow, rows: readonly sql.SigningKeyRow[]) => {
    const next = rows.find((other) => other.generation === row.generation + 1)
    return next === undefined || next.activates_at.getTime() + after_ms > now_ms()
  }
  const forget = async (rows: readonly sql.SigningKeyRow[]) => {
    const oldest = Math.min(...rows.filter((row) => isPublished(row, rows)).map((row) => row.generation))
    if (rows.some((row) => row.generation < oldest)) await sql.deleteSigningKeysBefore(db, service, oldest)
  }

  return {
    signer: async () => {
      const row = signing(await current())
      if (row === undefined) throw new Error('no signing key is active')
      const known = imported.get(row.kid)
      const key = known ?? privateKey(row, sealing_key)
      if (known === undefined) imported.set(row.kid, key)
      return { kid: row.kid, key: await key }
    },
    jwks: async () => {
      const rows = await current()
      return { keys: rows.filter((row) => isPublished(row, rows)).map((row) => row.public_jwk) }
    },
    keys: async (header) => {
      const rows = await current()
      const row = rows.find((one) => one.kid === header?.kid && isPublished(one, rows))
      if (row === undefined) throw new errors.JWKSNoMatchingKey()
      return (await importJWK(row.public_jwk, SIGNATURE_ALGORITHM)) as CryptoKey
    },
    rotate: async () => {
      const [newest] = await sql.signingKeys(db, service)
      if (newest !== undefined && newest.activates_at.getTime() > now_ms()) return undefined
      const made = await make(newest)
      const inserted = await sql.insertSigningKey(db, service, made)
      loaded = undefined
      return inserted ? made.kid : undefined
    },
  }
}

/** The keys in the database were sealed with another secret. */
export class ForeignKeyError extends Error {
  override readonly name = 'ForeignKeyError'
  constructor() {
    super('the signing keys were made with another root secret: set VACANCY_SECRET to that one')
  }
}

async function privateKey(row: sql.SigningKeyRow, sealing_key: Buffer): Promise<CryptoKey> {
  const jwk = JSON.parse(open(sealing_key, row.private_key, row.kid)) as JWK
  return (await importJWK(jwk, SIGNATURE_ALGORITHM)) as CryptoKey
}
