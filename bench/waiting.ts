/** Waiting by `await`, for those models that do. */
import { scrypt } from 'node:crypto'
import type { Pool, QueryConfig } from 'pg'
import { type Answer, type Came, isWaiting, type Row, type Wait, type Waiting } from './core.ts'

/** Only what `waitFor` asks of it. */
export type Connections = Pick<Pool, 'query' | 'connect'>

/** To the answer, over as many waits as it takes. Without `connections` only for what asks no database. */
export async function waited(waiting: Waiting, connections?: Connections): Promise<Answer> {
  let next: Waiting | Answer = waiting
  while (isWaiting(next)) next = next.finish(await waitFor(next.wait, connections))
  return next
}

export async function waitFor(wait: Wait, connections?: Connections): Promise<Came> {
  switch (wait.kind) {
    case 'statement':
      return { rows: (await needed(connections).query(wait.statement)).rows }
    case 'transaction':
      return { rows: await transaction(needed(connections), wait.statements) }
    case 'fetch':
      return { text: await textOf(wait.url) }
    case 'scrypt':
      return new Promise((resolve, reject) => {
        scrypt(wait.password, wait.salt, wait.bytes, SCRYPT, (error, key) =>
          error == null ? resolve({ bytes: new Uint8Array(key) }) : reject(error),
        )
      })
    case 'render': {
      const { render } = await import('#service/pdf-reports/render')
      return { bytes: new Uint8Array(await render(wait.document, { compress: false })) }
    }
  }
}

/** What one password costs: 16 MiB, some 30 ms of a processor (RFC 7914; node:crypto's own default). */
export const SCRYPT = { N: 2 ** 14, r: 8, p: 1 } as const

async function transaction(connections: Connections, statements: readonly QueryConfig[]): Promise<Row[]> {
  const client = await connections.connect()
  let rows: Row[] = []
  let failed: unknown
  try {
    await client.query('begin')
    for (const statement of statements) rows = (await client.query(statement)).rows
    await client.query('commit')
    return rows
  } catch (error) {
    failed = error
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    // What failed in a way that nobody knows is not given to another request.
    client.release(failed instanceof Error && !('severity' in failed) ? failed : undefined)
  }
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url)
  if (response.status !== 200) throw new Error(`what was waited for has status ${response.status}`)
  return response.text()
}

function needed(connections: Connections | undefined): Connections {
  if (connections === undefined) throw new Error('there is no connection')
  return connections
}
