/** What waits for `sync`, one thing at a time, while `sync` stands still. */
import type { Pool } from 'pg'
import { runAsWorker } from 'synckit'
import { openPool } from '../connections.ts'
import type { Came, Wait } from '../core.ts'
import { waitFor as waitByPromise } from '../waiting.ts'

let pool: Promise<Pool> | undefined

const waitFor = async ({ database_url, wait }: { database_url: string; wait?: Wait }): Promise<Came> => {
  pool ??= openPool(database_url, 1)
  const open = await pool
  return wait === undefined ? {} : waitByPromise(wait, open)
}
export type WaitFor = typeof waitFor

runAsWorker(waitFor)
