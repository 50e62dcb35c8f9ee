/** Makes a data directory, whole or not at all, and reads its password. */
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { type Place, PostgresStartError, printedError, wrongVersion } from './errors.ts'
import { run } from './run.ts'

export const user = 'vacancy'
const PASSWORD_FILE = 'vacancy.password'

interface Cluster extends Place {
  readonly account: Account
  readonly binaries: Binaries
  /** Tests only: a lost cluster costs nothing. */
  readonly sync: boolean
}

/** Makes the data directory if it is missing; returns the password of its superuser. */
export async function ensureCluster(cluster: Cluster): Promise<string> {
  const { data_dir } = cluster
  const found = await readFile(join(data_dir, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) await create(cluster)
  else {
    const version = found.trim()
    if (version !== cluster.binaries.major) throw wrongVersion(cluster, version, cluster.binaries.major)
    // Copied here by root, out of a backup: postgres wants to own what it serves.
    const { uid } = cluster.account.ids
    if (uid !== undefined && (await stat(data_dir)).uid !== uid) await giveAllTo(cluster.account, data_dir)
  }
  return (await readFile(join(data_dir, PASSWORD_FILE), 'utf8')).trim()
}

async function create(cluster: Cluster): Promise<void> {
  const { data_dir, account, binaries } = cluster
  const inside = await readdir(data_dir).catch(() => [])
  if (inside.length > 0)
    throw new PostgresStartError(
      'not_started',
      `${data_dir} is neither empty nor a PostgreSQL data directory: move it away, or choose another folder with VACANCY_DATA_DIR`,
    )
  // Beside it, then renamed: what a killed initdb leaves is never taken for a data directory. A name of our own, since
  // an initdb whose parent was killed a moment ago may still be writing.
  await removeLeftovers(data_dir)
  const half = `${data_dir}.new.${process.pid}`
  const password_file = `${half}.password`
  try {
    await mkdir(half, { mode: 0o700 })
    await writeFile(password_file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 })
    await giveTo(account, half)
    await giveTo(account, password_file)
    const { code, output } = await run(
      binaries.initdb,
      [
        ...initdb_flags,
        ...(cluster.sync ? [] : ['--no-sync']),
        `--pwfile=${password_file}`,
        `--pgdata=${half}`,
      ],
      account,
    )
    if (code !== 0) throw printedError(output, cluster)
    await rename(password_file, join(half, PASSWORD_FILE))
    await rename(half, data_dir)
  } catch (error) {
    await rm(half, { recursive: true, force: true })
    await rm(password_file, { force: true })
    throw error
  }
}

/** Safe: only the owner of a data directory makes it. */
async function removeLeftovers(data_dir: string): Promise<void> {
  const prefix = `${basename(data_dir)}.new.`
  const names = (await readdir(dirname(data_dir))).filter((name) => name.startsWith(prefix))
  for (const name of names)
    await rm(join(dirname(data_dir), name), { recursive: true, force: true }).catch(() => undefined)
}

/**
 * The builtin provider compares by code point on every machine; the C library's rules differ between systems and
 * releases. Its character classes are still asked by pg_trgm, which would drop every non-ASCII letter under `C`.
 */
const initdb_flags = [
  `--username=${user}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  `--lc-ctype=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
  '--no-instructions',
]

export async function giveTo(account: Account, path: string): Promise<void> {
  const { uid, gid } = account.ids
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid)
}

async function giveAllTo(account: Account, folder: string): Promise<void> {
  const { uid, gid } = account.ids
  if (uid !== undefined) await run('chown', ['-R', `${uid}:${gid}`, folder])
}
