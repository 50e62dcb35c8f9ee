/** The user that PostgreSQL runs as: oneself, or `postgres` when we are root, since PostgreSQL refuses root. */
import { stat } from 'node:fs/promises'
import { PostgresStartError } from './errors.ts'
import { run } from './run.ts'

export interface Account {
  readonly name: string
  /** What `spawn` takes; empty when it is the user that we already are. */
  readonly ids: { readonly uid: number; readonly gid: number } | Record<string, never>
}

const SELF: Account = { name: 'this user', ids: {} }

export async function accountFor(data_dir: string): Promise<Account> {
  if (process.getuid?.() !== 0) return SELF
  // A cluster made by an ordinary user stays that user's: after one `sudo npm start` they could not open it again.
  const existing = await stat(data_dir).catch(() => undefined)
  if (existing !== undefined && existing.uid !== 0)
    return { name: `user ${existing.uid}`, ids: { uid: existing.uid, gid: existing.gid } }
  return (await systemUser()) ?? (await createSystemUser())
}

async function systemUser(): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
  if (uid.code !== 0 || gid.code !== 0) return undefined
  return { name: 'user postgres', ids: { uid: Number(uid.output), gid: Number(gid.output) } }
}

async function createSystemUser(): Promise<Account> {
  await run('groupadd', ['-r', 'postgres'])
  await run('useradd', ['-r', '-M', '-g', 'postgres', '-s', '/bin/false', 'postgres'])
  const made = await systemUser()
  if (made !== undefined) return made
  throw new PostgresStartError(
    'permission_denied',
    'PostgreSQL does not run as root, and the system user postgres could not be created: run as an ordinary user, or create it',
  )
}
