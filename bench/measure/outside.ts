/** What can be seen of a window without asking the server: who used the processors, what PostgreSQL did. */
import type { Pool } from 'pg'
import { MODEL_CONNECTIONS } from '../connections.ts'
import { openConnections, type StatementsSeen, statementsSeen } from '../sql.ts'
import {
  below,
  lookAtMachine,
  type ProcessSeen,
  processes,
  residentBytes,
  sharesBetween,
  switchesBetween,
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
  machine: ReturnType<typeof lookAtMachine>
  postgres_s: number
  server: readonly ProcessSeen[]
  server_s: number
  switches: ReadonlyMap<string, number>
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
      machine: lookAtMachine(usedByAll(ours)),
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
      switches: first === undefined ? null : switchesBetween(first.switches, last.switches),
      postgres_s: since((one) => one.postgres_s),
      ...sharesBetween(first?.machine ?? last.machine, last.machine),
      statements:
        statements === undefined || from === undefined
          ? null
          : { calls: statements.calls - from.calls, total_us: statements.total_us - from.total_us },
      database_connections,
    }
  }
  /** Begun once. Whoever asks for it hears of a failure; until then it is nobody's, and must not end the program. */
  const closing = () => {
    if (seen === undefined) {
      seen = close()
      seen.catch(() => undefined)
    }
    return seen
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
      void closing()
    },
    /** Of a window that never closed, what is there now. */
    seen: closing,
  }
}
