/**
 * Who looks after a data directory: one living process at a time. PostgreSQL's own lock only says that a server runs,
 * not whether the program that started it still does; a server whose owner is dead may be adopted.
 *
 * Files `<data_dir>.owner.<n>` with the owner's pid and start time; the highest n counts. A successor of a dead owner
 * creates n + 1. Removing a dead owner's file first would let two successors remove each other's.
 */
import { link, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { dataDirInUse } from './errors.ts'
import { isSameProcess, processIdentity } from './processes.ts'

export interface Owner {
  release(): Promise<void>
}

interface Claim {
  readonly n: number
  readonly path: string
}

let drafts = 0

export async function claim(data_dir: string): Promise<Owner> {
  const before = await claims(data_dir)
  const highest = before.at(-1)
  const holder = highest === undefined ? undefined : await livingHolder(highest)
  if (holder !== undefined) throw dataDirInUse({ data_dir }, holder)

  const n = (highest?.n ?? 0) + 1
  const path = `${data_dir}.owner.${n}`
  await createWhole(path, `${process.pid} ${processIdentity(process.pid)}\n`, data_dir)

  // Somebody may have claimed, died and been succeeded since we looked: then a higher one exists.
  const after = await claims(data_dir)
  const top = after.at(-1)
  if (top !== undefined && top.n > n) {
    await remove(path)
    throw dataDirInUse({ data_dir }, await livingHolder(top))
  }
  for (const old of after) if (old.n < n) await remove(old.path)
  return { release: () => remove(path) }
}

/** Appears with its content or not at all; fails when the name is taken. */
async function createWhole(path: string, content: string, data_dir: string): Promise<void> {
  drafts += 1
  const draft = `${path}.${process.pid}.${drafts}`
  try {
    await writeFile(draft, content, { mode: 0o644 })
    await link(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    const [first = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ')
    throw dataDirInUse({ data_dir }, Number(first) || undefined)
  } finally {
    await remove(draft)
  }
}

async function claims(data_dir: string): Promise<Claim[]> {
  const prefix = `${basename(data_dir)}.owner.`
  const names = await readdir(dirname(data_dir))
  return names
    .filter((name) => name.startsWith(prefix) && /^\d{1,9}$/.test(name.slice(prefix.length)))
    .map((name) => ({ n: Number(name.slice(prefix.length)), path: join(dirname(data_dir), name) }))
    .sort((a, b) => a.n - b.n)
}

async function livingHolder({ path }: Claim): Promise<number | undefined> {
  const [pid = '', identity = ''] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ')
  return isSameProcess(Number(pid), identity) ? Number(pid) : undefined
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error
  })
}

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code
