/** Values that nobody can guess, and what the database holds of them. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits in 43 characters. */
export const randomSecret = (): string => randomBytes(32).toString('base64url')
export const randomId = (): string => randomBytes(16).toString('base64url')

/** SHA-256. Enough for what was drawn at random: there is nothing to guess. Never for a password. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
