/** In front of models that take so many requests at once and no more: a bounded queue, first come first served. */
import type { Answer } from '../core.ts'
import { failure, gauge, OVERLOADED } from '../http/reply.ts'
import { serve } from '../http/serve.ts'
import type { Listening } from '../model.ts'
import type { Question, Reply } from './answering.ts'

/** Waiting requests; more are refused. */
export const QUEUE = 1_024

interface Slots<Slot> {
  /** As many as requests may be in progress. */
  slots: readonly Slot[]
  /** Content type of the answers. */
  type: string | undefined
  answer(slot: Slot, question: Question): Promise<Reply>
  end(): Promise<unknown>
}

export async function serveSlots<Slot>({ slots, type, answer, end }: Slots<Slot>): Promise<Listening> {
  const idle = slots.map((slot, index) => ({ slot, index }))
  const answers = slots.map(() => 0)
  const queue: ((one: (typeof idle)[number]) => void)[] = []
  const progress = gauge()

  const run = async (question: Question): Promise<Answer> => {
    if (idle.length === 0 && queue.length >= QUEUE) return OVERLOADED
    const one = idle.pop() ?? (await new Promise<(typeof idle)[number]>((resolve) => queue.push(resolve)))
    progress.enter()
    try {
      const reply = await answer(one.slot, question)
      answers[one.index] = (answers[one.index] ?? 0) + 1
      return 'error' in reply ? failure(reply.error) : reply
    } finally {
      progress.leave()
      const next = queue.shift()
      if (next === undefined) idle.push(one)
      else next(one)
    }
  }
  const { port, stop } = await serve((target, body) => run({ target, body }), { type })
  return {
    port,
    stats: () => ({ most_in_progress: progress.most, allowed_in_progress: slots.length }),
    waiting: () => queue.length,
    shares: () => [...answers],
    stop: async () => {
      await stop()
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
