/** For tests: everything that a database keeps, as text. */
import { withClient } from '#lib/postgres/sql'

/** Every row of every table, also those of jobs; bytes stand as they are and as what they may spell. */
export const everyRow = (url: string): Promise<Map<string, string>> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    )
    const texts = new Map<string, string>()
    for (const { name } of rows) {
      const table = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
      texts.set(name, table.rows.map(({ row }) => row + spelt(row)).join('\n'))
    }
    return texts
  })

const spelt = (row: string) =>
  [...row.matchAll(/\\\\?x((?:[0-9a-f]{2})+)/g)]
    .map(([, hex = '']) => ` ${Buffer.from(hex, 'hex').toString('latin1')}`)
    .join('')
