/** Bun only. Builds an index in a thread of its own and hands it over. */
import { parentPort, workerData } from 'node:worker_threads'
import { type DatasetIndexOptions, indexOfDataset } from './from-dataset.ts'
import { handOver } from './transfer.ts'

// Strings of a hundred thousand hotels: left to itself the collector would let two gigabytes of them lie.
const collect = () => Bun.gc(true)
const { message, transfer } = handOver(indexOfDataset({ ...(workerData as DatasetIndexOptions), collect }))
parentPort?.postMessage(message, transfer)
