/** Brings a service's job schema and queues to where the service can serve. */
import { databasePool } from '#lib/database'
import { bossOver } from './boss.ts'
import { type QueueDefinition, queueOptions } from './queue.ts'

export interface PrepareJobsOptions {
  database_url: string
  service: string
  queues: readonly QueueDefinition[]
}

/** Safe to run twice, and by two processes at once. A queue that exists takes the new options, for new jobs. */
export async function prepareJobs({ database_url, service, queues }: PrepareJobsOptions): Promise<void> {
  const pool = databasePool({
    url: database_url,
    size: 2,
    name: `${service}-jobs-prepare`,
    statement_timeout_ms: 0,
  })
  const boss = bossOver({ pool, service, preparing: true })
  // Whatever happens here rejects as well; without a listener the emitter would throw it a second time.
  boss.on('error', () => undefined)
  try {
    await boss.start()
    for (const queue of queues) {
      await boss.createQueue(queue.name, queueOptions(queue))
      await boss.updateQueue(queue.name, queueOptions(queue))
    }
  } finally {
    await boss.stop({ graceful: false }).catch(() => undefined)
    await pool.end()
  }
}
