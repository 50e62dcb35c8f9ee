/** In front of models that take so many requests at once and no more: a bounded queue, first come first served. */
import { bareServer, gauge, json, overloaded, targetOf } from '../http.ts'
import type { Listening } from '../model.ts'
import type { Reply } from './answering.ts'

/** Waiting requests; more are refused. */
export const QUEUE = 1_024

interface Slots<Slot> {
  /** As many as requests may be in progress. */
  slots: readonly Slot[]
  answer(slot: Slot, target: string): Promise<Reply>
  end(): Promise<unknown>
}

export function serveSlots<Slot>({ slots, answer, end }: Slots<Slot>): Listening {
  const idle = [...slots]
  const queue: ((slot: Slot) => void)[] = []
  const progress = gauge()

  const run = async (target: string): Promise<Response> => {
    if (idle.length === 0 && queue.length >= QUEUE) return overloaded()
    const slot = idle.pop() ?? (await new Promise<Slot>((resolve) => queue.push(resolve)))
    progress.enter()
    try {
      const reply = await answer(slot, target)
      return 'error' in reply ? new Response(reply.error, { status: 500 }) : json(reply.body)
    } finally {
      progress.leave()
      const next = queue.shift()
      if (next === undefined) idle.push(slot)
      else next(slot)
    }
  }
  const server = bareServer((request) => run(targetOf(request)))
  return {
    port: server.port ?? 0,
    stats: () => ({ most_in_progress: progress.most, allowed_in_progress: slots.length }),
    stop: async () => {
      await server.stop(true)
      await end()
    },
  }
}

/** Threads and processes that keep a connection each: as many as there are connections. */
export function oneConnectionEach(name: string, { pool, workers }: { pool: number; workers: number }): void {
  if (pool !== workers)
    throw new Error(
      `${name} gives each worker one database connection: --workers ${workers} and --pool ${pool} must be equal`,
    )
}

/** Nobody reads a catalogue into memory for one request. */
export function nothingInMemory(name: string, workload: { name: string; in_memory?: true }): void {
  if (workload.in_memory)
    throw new Error(`${name} cannot serve ${workload.name}: it would load the catalogue for each request`)
}
