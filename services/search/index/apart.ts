/** The index of a generated dataset, from another thread: whoever asks for it never loads the dataset's own code. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { DatasetIndexOptions } from './from-dataset.ts'
import type { Index } from './load.ts'
import { type HandedOver, takeOver } from './transfer.ts'

/** In a thread of its own, with whose end everything that is not the index is gone from memory. */
export async function indexOfDatasetApart(options: DatasetIndexOptions): Promise<Index> {
  const worker = new Worker(join(import.meta.dirname, 'from-dataset.worker.ts'), { workerData: options })
  try {
    return takeOver(
      await new Promise<HandedOver>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      }),
    )
  } finally {
    await worker.terminate()
  }
}
