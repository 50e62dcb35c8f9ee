/** Waiting by `await`, for those models that do. */
import type { Pool } from 'pg'
import type { Body, Job } from './core.ts'

/** A promise that is there already costs as much as a tenth of a search from memory. */
export const hasToWait = (job: Job): boolean => job.statement !== undefined || job.url !== undefined

/** Without a `pool` only for what asks no database. */
export async function waited(job: Job, pool?: Pick<Pool, 'query'>): Promise<Body> {
  if (job.url !== undefined) {
    const response = await fetch(job.url)
    if (response.status !== 200) throw new Error(`what was waited for has status ${response.status}`)
    return job.finish([], await response.text())
  }
  if (job.statement === undefined) return job.finish([])
  if (pool === undefined) throw new Error('there is no connection')
  return job.finish((await pool.query(job.statement)).rows)
}
