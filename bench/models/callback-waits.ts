/** Waiting as it was before promises: what is to be done then is handed over. */
import { scrypt } from 'node:crypto'
import { get } from 'node:http'
import type { Pool, QueryConfig } from 'pg'
import type { Came, Row, Wait } from '../core.ts'
import { SCRYPT, waitFor as waitByPromise } from '../waiting.ts'

const NOTHING: Came = {}

export type Then = (error: Error | null, came: Came) => void

export function waitFor(wait: Wait, pool: Pool, then: Then): void {
  switch (wait.kind) {
    case 'statement':
      // Of its many forms the one with a callback.
      ;(pool.query.bind(pool) as Query)(wait.statement, (error, result) => {
        then(error ?? null, result ?? NOTHING)
      })
      break
    case 'transaction':
      transaction(wait.statements, pool, then)
      break
    case 'fetch':
      fetchText(wait.url, then)
      break
    case 'scrypt':
      scrypt(wait.password, wait.salt, wait.bytes, SCRYPT, (error, key) => {
        // Node says null where Bun says nothing.
        then(error ?? null, error == null ? { bytes: new Uint8Array(key) } : NOTHING)
      })
      break
    case 'render':
      // The library has promises alone: what it does between them is computed here in any case.
      waitByPromise(wait).then(
        (came) => then(null, came),
        (error: unknown) => then(asError(error), NOTHING),
      )
  }
}

function transaction(statements: readonly QueryConfig[], pool: Pool, then: Then): void {
  pool.connect((error, client, release) => {
    if (error !== undefined || client === undefined) {
      then(error ?? new Error('no connection'), NOTHING)
      return
    }
    const query = client.query.bind(client) as Query
    oneAfterAnother(query, ['begin', ...statements, 'commit'], [], (fault, rows) => {
      if (fault === null) {
        release()
        then(null, { rows })
        return
      }
      query('rollback', () => {
        // What failed in a way that nobody knows is not given to another request.
        release('severity' in fault ? undefined : fault)
        then(fault, NOTHING)
      })
    })
  })
}

type Query = (
  statement: string | QueryConfig,
  then: (error: Error | null | undefined, result?: { rows: Row[] }) => void,
) => void

/** The rows are those of the last but one: the last is `commit`. */
function oneAfterAnother(
  query: Query,
  [first, ...others]: readonly (string | QueryConfig)[],
  rows: readonly Row[],
  then: (error: Error | null, rows: readonly Row[]) => void,
): void {
  if (first === undefined) {
    then(null, rows)
    return
  }
  query(first, (error, result) => {
    if (error != null) then(error, [])
    else oneAfterAnother(query, others, others.length === 0 ? rows : (result?.rows ?? []), then)
  })
}

function fetchText(url: string, then: Then): void {
  const request = get(url, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      if (response.statusCode === 200) then(null, { text })
      else then(new Error(`what was waited for has status ${response.statusCode}`), NOTHING)
    })
    response.on('error', (error) => then(error, NOTHING))
  })
  request.on('error', (error) => then(error, NOTHING))
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
