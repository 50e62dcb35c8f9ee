/** What can be seen of a window without asking the server: who used the processors, what PostgreSQL did. */
import { availableParallelism } from 'node:os'
import type { Pool } from 'pg'
import { MODEL_CONNECTIONS } from '../connections.ts'
import { openConnections, type StatementsSeen, statementsSeen } from '../sql.ts'
import {
  below,
  machine,
  type ProcessSeen,
  processes,
  residentBytes,
  switchesOf,
  usedByAll,
} from './processors.ts'

/** Of the whole window; null where the system does not say. */
export interface Outside {
  server_s: number | null
  /** Of the first half. */
  server_first_s: number | null
  server_rss_bytes: number | null
  switches: number | null
  postgres_s: number | null
  /** Of all processors. */
  others_cpu_share: number | null
  steal_share: number | null
  statements: StatementsSeen | null
  database_connections: number
}

interface Look {
  at_ms: number
  machine: ReturnType<typeof machine>
  ours_s: number
  postgres_s: number
  server: readonly ProcessSeen[]
  server_s: number
  switches: number
}

/** To be told when the window opens and closes. `observer` is a connection of its own. */
export function watchOutside(server_pid: number, observer: Pool, duration_s: number) {
  let first: Look | undefined
  let half_s: number | undefined
  let before: Promise<StatementsSeen | undefined> = Promise.resolve(undefined)
  let half: ReturnType<typeof setTimeout> | undefined
  let seen: Promise<Outside> | undefined

  const look = (): Look => {
    const all = processes()
    const ours = below(process.pid, all)
    const server = below(server_pid, all)
    return {
      at_ms: performance.now(),
      machine: machine(),
      ours_s: usedByAll(ours),
      postgres_s: usedByAll(ours.filter(({ name }) => name === 'postgres')),
      server,
      server_s: usedByAll(server),
      switches: switchesOf(server),
    }
  }
  const close = async (): Promise<Outside> => {
    clearTimeout(half)
    const last = look()
    const statements = await statementsSeen(observer)
    const database_connections = await openConnections(observer, MODEL_CONNECTIONS)
    const from = await before
    const nothing = first === undefined || last.server.length === 0
    const since = (of: (one: Look) => number) =>
      first === undefined || nothing ? null : of(last) - of(first)
    return {
      server_s: since((one) => one.server_s),
      server_first_s: half_s ?? null,
      server_rss_bytes: nothing ? null : residentBytes(last.server),
      switches: since((one) => one.switches),
      postgres_s: since((one) => one.postgres_s),
      ...shares(first, last),
      statements:
        statements === undefined || from === undefined
          ? null
          : { calls: statements.calls - from.calls, total_us: statements.total_us - from.total_us },
      database_connections,
    }
  }
  return {
    opened: () => {
      before = statementsSeen(observer)
      first = look()
      const begin_s = first.server_s
      half = setTimeout(() => {
        const now = below(server_pid)
        if (now.length > 0) half_s = usedByAll(now) - begin_s
      }, duration_s * 500)
    },
    closed: () => {
      seen ??= close()
    },
    /** Of a window that never closed, what is there now. */
    seen: (): Promise<Outside> => {
      seen ??= close()
      return seen
    },
  }
}

function shares(first: Look | undefined, last: Look): Pick<Outside, 'others_cpu_share' | 'steal_share'> {
  if (first?.machine === undefined || last.machine === undefined)
    return { others_cpu_share: null, steal_share: null }
  const all_s = ((last.at_ms - first.at_ms) / 1_000) * availableParallelism()
  const others_s = last.machine.used_s - first.machine.used_s - (last.ours_s - first.ours_s)
  return {
    others_cpu_share: Math.max(0, others_s / all_s),
    steal_share: Math.max(0, (last.machine.steal_s - first.machine.steal_s) / all_s),
  }
}
