/** Statements of a service as text and values, for models that send them in their own way. */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely'
import type { QueryConfig } from 'pg'

/** Asks nobody. */
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Anew for each request, as the service does. */
export function compiled(statement: RawBuilder<unknown>): QueryConfig {
  const { sql, parameters } = statement.compile(compiler)
  return { text: sql, values: [...parameters] }
}
