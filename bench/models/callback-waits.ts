/** Waiting as it was before promises: what is to be done then is handed over. */
import { get } from 'node:http'
import type { Pool } from 'pg'
import type { Job, Row } from '../core.ts'

/** What was waited for: rows or a text. */
export interface Waited {
  rows: readonly Row[]
  text?: string
}
export type Then = (error: Error | null, waited: Waited) => void

const NOTHING: Waited = { rows: [] }

/** Calls back at once where there is nothing to wait for. */
export function waitFor({ statement, url }: Job, pool: Pool, then: Then): void {
  if (url !== undefined) fetchText(url, then)
  else if (statement === undefined) then(null, NOTHING)
  else
    pool.query(statement, (error: Error | null | undefined, result?: { rows: Row[] }) => {
      then(error ?? null, result ?? NOTHING)
    })
}

function fetchText(url: string, then: Then): void {
  const request = get(url, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      if (response.statusCode === 200) then(null, { rows: [], text })
      else then(new Error(`what was waited for has status ${response.statusCode}`), NOTHING)
    })
    response.on('error', (error) => then(error, NOTHING))
  })
  request.on('error', (error) => then(error, NOTHING))
}
