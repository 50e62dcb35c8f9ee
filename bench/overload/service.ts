/** Bun only. The search service as it runs in production, in a fresh process. */
import { randomBytes } from 'node:crypto'
import { server_flags, spawnChild } from '#lib/child'
import { readConfig, toEnvironment } from '#lib/config'
import { freePortBase } from '#lib/ports'
import { port_offsets } from '#lib/topology'
import { BENCH_TODAY } from '../today.ts'
import type { LoadOptions } from './options.ts'

const READY_MS = 60_000
const LOOK_AGAIN_MS = 50
const STOP_GRACE_MS = 10_000

export interface RunningService {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

/** Rejects with what it said when it does not come up, and with the signal's reason when that comes first. */
export async function startService(
  { pool, cache, profile, seed }: LoadOptions,
  database_url: string,
  load_shedding: boolean,
  signal: AbortSignal,
): Promise<RunningService> {
  signal.throwIfAborted()
  const base_port = await freePortBase(1, [port_offsets.search])
  const port = base_port + port_offsets.search
  const config = {
    // Nothing of the environment: a variable that somebody has set must not be part of a figure.
    ...readConfig({}),
    ...{ base_port, profile, seed, load_shedding },
    database_urls: { search: database_url },
    pool_size: pool,
    answer_cache_mb: cache,
    today: BENCH_TODAY,
    // All requests come from one address; and a line for each of them is not what is to be measured.
    rate_limit: 0,
    log_level: 'warn' as const,
  }
  const said: string[] = []
  const child = spawnChild({
    args: ['services/serve.ts', 'search', '--supervised'],
    flags: server_flags,
    env: { ...toEnvironment(config), VACANCY_SERVICE_SECRET: randomBytes(32).toString('hex') },
    onLine: (line) => {
      if (said.length < 20) said.push(line)
    },
  })
  let ended: number | undefined
  void child.exited.then((code) => {
    ended = code
  })
  const stop = async () => {
    await child.stop(STOP_GRACE_MS)
  }
  try {
    const given_up_ms = performance.now() + READY_MS
    while (!(await isReady(port))) {
      signal.throwIfAborted()
      if (ended !== undefined || performance.now() > given_up_ms)
        throw new Error(`the search service did not start: ${said.slice(0, 3).join(' ')}`)
      await Bun.sleep(LOOK_AGAIN_MS)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { port, pid: child.pid, stop }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  )
