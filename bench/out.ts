/** Files that a run writes: known to be writable before an hour of measuring, and whole at every moment. */
import { access, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { OptionError } from './flags.ts'

export interface OutFile {
  /** In the place of what it held: all of it or nothing. Rejects with an {@link OutputError}. */
  write(text: string): Promise<void>
  /** Leaves things as they were, when nothing was written: what the file held, or no file. */
  abandon(): Promise<void>
}

/** A full disk, or a folder that is gone: what was written before is still there. */
export class OutputError extends Error {
  override readonly name = 'OutputError'
}

/** Throws an {@link OptionError} when the file cannot be written. */
export async function outFile(path: string, option = '--out'): Promise<OutFile> {
  const existed = await access(path).then(
    () => true,
    () => false,
  )
  try {
    // To append: the result of an earlier run stays until there is a new one.
    await (await open(path, 'a')).close()
  } catch (error) {
    throw new OptionError(`${option}: ${error instanceof Error ? error.message : String(error)}`)
  }
  // A terminal or a pipe cannot be replaced.
  const is_file = (await stat(path)).isFile()
  const part = is_file ? `${path}.part` : path
  let written = false
  return {
    write: async (text) => {
      try {
        await writeFile(part, text)
        if (is_file) await rename(part, path)
        written = true
      } catch (error) {
        if (is_file) await rm(part, { force: true }).catch(() => undefined)
        throw new OutputError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`)
      }
    },
    abandon: async () => {
      if (!existed && !written) await rm(path, { force: true })
    },
  }
}
