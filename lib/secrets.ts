/**
 * Secrets. One root; everything else follows from it by HKDF (RFC 5869), so that a service holds only its own and no
 * two purposes share a key. The root is made once and kept in the data directory, unless the configuration names it.
 */
import { hkdfSync, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '#lib/config'
import { StartError } from '#lib/server'

/** 32 bytes for one purpose; another purpose gives unrelated ones. `secret` has at least 128 bits of chance in it. */
export function derivedKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'vacancy', purpose, 32))
}

/** What a service proves itself with: 43 characters. The root does not follow from it. */
export const serviceSecret = (root: string, service: string): string =>
  derivedKey(root, `service:${service}`).toString('base64url')

/** This service's own secret, from whichever of the two the configuration has. */
export function ownSecret(config: Pick<Config, 'secret' | 'service_secret'>, service: string): string {
  if (config.service_secret !== '') return config.service_secret
  if (config.secret !== '') return serviceSecret(config.secret, service)
  throw new StartError(`${service}: set VACANCY_SERVICE_SECRET (npm run admin -- secrets prints it)`)
}

/** The root secret of this data directory, made by the first who asks. Losing it ends every session and every key. */
export async function rootSecret(data_dir: string): Promise<string> {
  const path = join(data_dir, 'secret')
  const kept = await readSecret(path)
  if (kept !== undefined) return kept
  // Others may enter: PostgreSQL runs as another user when we are root.
  await mkdir(data_dir, { recursive: true, mode: 0o755 })
  const made = join(data_dir, `secret.${randomBytes(6).toString('hex')}`)
  await writeFile(made, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // Linked, not renamed: of two who start at once, the first one's stays.
    await link(made, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await unlink(made)
  }
  return (await readSecret(path)) ?? ''
}

async function readSecret(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: Error & { code?: string }) => {
    if (error.code === 'ENOENT') return undefined
    throw new StartError(`${path} could not be read: ${error.code ?? error.message}`)
  })
  if (text === undefined) return undefined
  const secret = text.trim()
  if (secret.length < 32) throw new StartError(`${path} is damaged: it must hold 32 characters or more`)
  await chmod(path, 0o600)
  return secret
}
