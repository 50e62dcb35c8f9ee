/** A service's database, brought to where the service can serve: there, migrated, filled. */
import { type Config, configuredClock } from '#lib/config'
import { createIfMissing } from '#lib/postgres/sql'
import { StartError } from '#lib/server'
import type { ServiceEntry } from './registry.ts'

interface Options {
  database_url: string
  /** Create the database itself when it is missing: on a server that is not ours nobody else does. */
  create: boolean
  onProgress?: (done: number, total: number) => void
}

/** Safe to run twice. Throws a `StartError` with one line that names the service. */
export async function prepareDatabase(entry: ServiceEntry, config: Config, options: Options): Promise<void> {
  const { database_url, create, onProgress } = options
  const { prepare } = await entry.load()
  try {
    if (create) await createIfMissing(database_url)
    await prepare?.({
      config,
      clock: configuredClock(config),
      database_url,
      ...(onProgress ? { onProgress } : {}),
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(`${entry.name}: its database could not be prepared: ${reason}`)
  }
}
