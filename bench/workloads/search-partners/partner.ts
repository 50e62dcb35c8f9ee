/** Bun only. The partner that `search-partners` waits for: the stand-in in a process of its own, told to take its time. */

import type { WorkloadOptions } from '#bench/workload'
import { spawnChild } from '#lib/child'
import { freePortBase } from '#lib/ports'
import { port_offsets, portOf } from '#lib/topology'
import { LATENCY_MS } from './latency.ts'

const START_TIMEOUT_MS = 30_000

export async function startPartner({ profile, seed }: WorkloadOptions) {
  const base_port = await freePortBase(1, [port_offsets['partner-hotels']])
  const printed: string[] = []
  const child = spawnChild({
    args: ['services/stand-ins/serve.ts', 'partner-hotels', '--supervised'],
    env: {
      VACANCY_BASE_PORT: String(base_port),
      VACANCY_PROFILE: profile,
      VACANCY_SEED: String(seed),
      VACANCY_LOG_LEVEL: 'silent',
      VACANCY_LOAD_SHEDDING: 'off',
    },
    onLine: (line) => printed.push(line),
  })
  const origin = `http://127.0.0.1:${portOf(base_port, 'partner-hotels')}`
  try {
    await ready(origin, child.exited, printed)
    const told = await fetch(`${origin}/admin/partners/alpha`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ latency_ms: LATENCY_MS }),
    })
    if (told.status !== 200) throw new Error(`the partner could not be slowed down: status ${told.status}`)
  } catch (error) {
    await child.stop()
    throw error
  }
  return { partner_url: `${origin}/alpha`, stop: () => child.stop() }
}

async function ready(origin: string, exited: Promise<number>, printed: readonly string[]): Promise<void> {
  const deadline_ms = performance.now() + START_TIMEOUT_MS
  let ended = false
  void exited.then(() => {
    ended = true
  })
  while (true) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    if (ended || performance.now() > deadline_ms)
      throw new Error(`the partner did not start: ${printed.slice(0, 3).join(' ')}`)
    await Bun.sleep(50)
  }
}
