/**
 * What a concurrency model is: a way to wait. It gets the pure core of a workload and answers requests over HTTP with
 * what the core makes of them. Everything that is not waiting or scheduling stands in the core, so that all models do
 * the same work.
 */
import type { JSONWebKeySet } from 'jose'
import type { Core, CoreSource } from './core.ts'
import type { RuntimeName } from './runtime.ts'
import type { Workload } from './workload.ts'

export interface Resources {
  /** The database that every model reads. */
  database_url: string
  /** Database connections in total, however the model divides them. */
  pool: number
  /** Threads or processes that a pooled model starts. */
  workers: number
  /** Mean length of the answers. */
  body_bytes: number
  /** What signs the access tokens that a model may have to verify; empty when no model does. */
  jwks: JSONWebKeySet
}

export interface Setup extends Resources {
  core: Core
  core_source: CoreSource
}

/** What only the model can say about itself. */
export interface Stats {
  /** The most requests that were between their begin and their answer at once. */
  most_in_progress: number
  /** The most that the model allows; breaking it makes a run invalid. */
  allowed_in_progress?: number
}

export interface Listening {
  readonly port: number
  stats(): Stats
  /** Requests that stand in a queue now: for a connection to the database, for a thread. */
  waiting?(): number
  /** What each of several workers has answered so far. */
  shares?(): readonly number[]
  stop(): Promise<void>
}

export interface Model {
  readonly name: string
  /** One line for the table's legend. */
  readonly waits_by: string
  /** Answers 401 to a request without a good access token. Held to it before any load. */
  readonly verifies_tokens?: boolean
  /** Answers the same `body_bytes` to every request (`constantBody`), whatever was asked. */
  readonly constant?: boolean
  /** Throws when these resources cannot be divided its way, or when it knows no answer to what is asked. */
  check(resources: Pick<Resources, 'pool' | 'workers'>, workload: Pick<Workload, 'name' | 'in_memory'>): void
  /** On a free port of 127.0.0.1. Every connection is open and every thread has started before this resolves. */
  serve(setup: Setup): Promise<Listening>
}

/** Where a model is found, so that a test can bring one of its own. */
export interface ModelEntry {
  readonly name: string
  /** Path from the root of the checkout; exports `model`. */
  readonly file: string
  /** Where it runs; the first is where it runs when nobody says. */
  readonly runtimes: readonly RuntimeName[]
  /** Requests are computed in the thread that accepts them. */
  readonly in_main_thread?: true
  /** Nothing outlives a request: no workload whose core brings a catalogue into memory applies to it. */
  readonly per_request?: true
  /** Each request keeps the processor busy for so much longer: a slowdown of known size. Microseconds. */
  readonly slowed_by_us?: number
}

const BUN = ['bun'] as const
const ALL = ['bun', 'node', 'deno'] as const

const MAIN_THREAD = ['event-loop', 'callbacks', 'coroutines', 'fibers', 'sync']

const entry = (name: string, runtimes: readonly RuntimeName[] = BUN): ModelEntry => ({
  name,
  file: `bench/models/${name}.ts`,
  runtimes,
  ...(name.endsWith('-per-request') ? { per_request: true } : {}),
  ...(MAIN_THREAD.includes(name) ? { in_main_thread: true } : {}),
})

export const models: readonly ModelEntry[] = [
  entry('event-loop', ALL),
  entry('event-loop-per-core', ALL),
  entry('hybrid', ALL),
  entry('callbacks', ALL),
  entry('coroutines'),
  entry('fibers'),
  entry('thread-pool', ALL),
  entry('process-pool'),
  entry('thread-per-request'),
  entry('process-per-request'),
  entry('sync'),
]

/** No concurrency models of their own: what one of those is compared with, or one with something in front. */
export const variants: readonly ModelEntry[] = [
  entry('event-loop-index'),
  entry('event-loop-sql'),
  entry('event-loop-token'),
  entry('event-loop-token-uncached'),
  entry('constant'),
]

export async function loadModel(file: string): Promise<Model> {
  const module = (await import(`../${file}`)) as { model?: Model }
  if (module.model === undefined) throw new Error(`${file} exports no model`)
  return module.model
}
