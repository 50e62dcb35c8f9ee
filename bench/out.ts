/** The file that `--out` names: known to be writable before an hour of measuring, and written after it. */
import { access, open, rm, writeFile } from 'node:fs/promises'
import { OptionError } from './options.ts'

export interface OutFile {
  write(text: string): Promise<void>
  /** Leaves things as they were: what the file held, or no file. */
  abandon(): Promise<void>
}

/** Throws an {@link OptionError} when the file cannot be written. */
export async function outFile(path: string): Promise<OutFile> {
  const existed = await access(path).then(
    () => true,
    () => false,
  )
  try {
    // To append: the result of an earlier run stays until there is a new one.
    await (await open(path, 'a')).close()
  } catch (error) {
    throw new OptionError(`--out: ${error instanceof Error ? error.message : String(error)}`)
  }
  return {
    write: (text) => writeFile(path, text),
    abandon: async () => {
      if (!existed) await rm(path, { force: true })
    },
  }
}
