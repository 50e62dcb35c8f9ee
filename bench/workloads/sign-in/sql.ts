/** The laboratory's people: as many as sign in, each with a password of its own. */
import type { Pool, QueryConfig } from 'pg'

type Database = Pick<Pool, 'query'>

export interface Account {
  login: string
  user_id: string
  salt: string
  /** Hexadecimal. */
  key: string
}

export const accountStatement = (login: string): QueryConfig => ({
  name: 'bench_account',
  text: 'select login, user_id, salt, key from bench.accounts where login = $1',
  values: [login],
})

export async function hasAccounts(database: Database, count: number): Promise<boolean> {
  await database.query('create schema if not exists bench')
  await database.query(
    `create table if not exists bench.accounts (
       login text primary key, user_id text not null, salt text not null, key text not null)`,
  )
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from bench.accounts',
  )
  return rows[0]?.count === count
}

export async function writeAccount(
  database: Database,
  { login, user_id, salt, key }: Account,
): Promise<void> {
  await database.query(
    `insert into bench.accounts (login, user_id, salt, key) values ($1, $2, $3, $4) on conflict do nothing`,
    [login, user_id, salt, key],
  )
}
