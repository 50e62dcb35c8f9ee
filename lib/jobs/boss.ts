/** pg-boss over a pool of ours: its own pool ends the process when a connection in use is killed. */
import type pg from 'pg'
import { type Db, PgBoss } from 'pg-boss'
import { jobsSchemaOf, MAINTENANCE_INTERVAL_S } from './queue.ts'

interface BossOptions {
  pool: pg.Pool
  service: string
  /** The schema may be made, and nothing runs in the background. */
  preparing: boolean
  /** How often lost jobs are looked for. */
  supervise_s?: number
}

export function bossOver({ pool, service, preparing, supervise_s = 5 }: BossOptions): PgBoss {
  const db: Db = { executeSql: (text, values) => pool.query(text, values) }
  return new PgBoss({
    db,
    schema: jobsSchemaOf(service),
    migrate: true,
    createSchema: preparing,
    supervise: !preparing,
    superviseIntervalSeconds: supervise_s,
    monitorIntervalSeconds: supervise_s,
    maintenanceIntervalSeconds: MAINTENANCE_INTERVAL_S,
    // What we do not use would ask the database from time to time, beside whatever is being measured.
    schedule: false,
    flowIntervalSeconds: 3600,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
  })
}
