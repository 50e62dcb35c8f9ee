/** What waits for `sync`, one thing at a time, while `sync` stands still. */
import type { Pool, QueryConfig } from 'pg'
import { runAsWorker } from 'synckit'
import { openPool } from '../connections.ts'

let pool: Promise<Pool> | undefined

const wait = async (asked: {
  database_url: string
  statement?: QueryConfig | undefined
  url?: string | undefined
}): Promise<{ rows: readonly unknown[]; text: string }> => {
  pool ??= openPool(asked.database_url, 1)
  const open = await pool
  if (asked.url !== undefined) {
    const response = await fetch(asked.url)
    if (response.status !== 200) throw new Error(`what was waited for has status ${response.status}`)
    return { rows: [], text: await response.text() }
  }
  return { rows: asked.statement === undefined ? [] : (await open.query(asked.statement)).rows, text: '' }
}
export type Wait = typeof wait

runAsWorker(wait)
