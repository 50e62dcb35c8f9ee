/** For threads and processes that answer one request at a time: their core, their one connection, and their reply. */
import { openPool } from '../connections.ts'
import { type Answer, type CoreSource, loadCore } from '../core.ts'
import { waited } from '../waiting.ts'

export interface Question {
  target: string
  body?: string | undefined
}

export type Reply = Answer | { error: string }

export interface AnsweringOrder {
  database_url: string
  core_source: CoreSource
  /** Connects only for a request that asks the database: for those that live as long as one request. */
  connects_late?: boolean
}

export async function answering({ database_url, core_source, connects_late = false }: AnsweringOrder) {
  const core = await loadCore(core_source, database_url)
  // A pool of one is a connection that comes back when it was lost.
  const connect = () => openPool(database_url, 1)
  let pool = connects_late ? undefined : await connect()
  return {
    answer: async ({ target, body }: Question): Promise<Reply> => {
      try {
        const job = core.begin(target, body)
        if (!('wait' in job)) return job.answer()
        if (job.wait.kind === 'statement' || job.wait.kind === 'transaction') pool ??= await connect()
        return await waited(job, pool)
      } catch (error) {
        return { error: String(error) }
      }
    },
    end: async () => pool?.end(),
  }
}
