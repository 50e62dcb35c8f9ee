/** Folders that the user PostgreSQL runs as can reach. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Account } from './account.ts'
import { permissionDenied } from './errors.ts'
import { run } from './run.ts'

/** The data directory, or where it goes instead when another user cannot enter its parents: a checkout in /root. */
export async function reachable(
  data_dir: string,
  account: Account,
  log: (line: string) => void,
): Promise<string> {
  const parent = dirname(data_dir)
  await mkdir(parent, { recursive: true })
  if (await canEnter(parent, account)) return data_dir
  const instead = join(await sharedFolder(hash(data_dir)), basename(data_dir))
  log(`PostgreSQL runs as ${account.name}, which cannot enter ${parent}: its data is in ${instead}`)
  return instead
}

/** Asked of the system, as that user: mode bits alone would miss access lists. */
async function canEnter(folder: string, account: Account): Promise<boolean> {
  if (!('uid' in account.ids)) return true
  return (await run('test', ['-x', folder], account)).code === 0
}

/** A folder outside the checkout which everybody may enter and only we may write to. */
export async function sharedFolder(name: string): Promise<string> {
  const path = join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), `vacancy-${name}`)
  await mkdir(path, { mode: 0o755 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  const found = await lstat(path)
  // The name is known beforehand: somebody else may have made the folder, to read our data or to run their programs.
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0)
    throw permissionDenied({ data_dir: path }, 'it is not ours alone')
  await chmod(path, 0o755) // whatever the umask
  return path
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
