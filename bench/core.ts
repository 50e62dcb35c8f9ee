/**
 * The pure part of a workload: what to wait for and what to answer. It neither waits nor schedules; that is the model's
 * part. It stands in a file of its own, so that a server or a worker loads it without the catalogue of cities that
 * requests are drawn from.
 */
import type { QueryConfig } from 'pg'

export type Body = string | Uint8Array<ArrayBuffer>

/** A row as the database returns it. */
export type Row = Record<string, unknown>

/**
 * One request, understood: the model waits for the rows of `statement`, or for the text that is behind `url`, in its own
 * way, then calls `finish`. Without either there is nothing to wait for. Never both.
 */
export interface Job {
  readonly statement?: QueryConfig
  /** Asked for by GET; anything but status 200 is an error. */
  readonly url?: string
  /** The body of the answer, JSON, as text or as bytes. */
  finish(rows: readonly Row[], text?: string): Body
}

export interface Core {
  /** `target` is path and query. Throws what the service itself would throw for it. */
  begin(target: string): Job
}

export interface CoreOptions {
  /** YYYY-MM-DD: the date that the core believes in. */
  today: string
  /** For what a core brings into memory before the first request. */
  database_url: string
  /** Of a workload with a partner. */
  partner_url?: string | undefined
}
export type MakeCore = (options: CoreOptions) => Core | Promise<Core>

/** Enough to make the same core in another thread or process. */
export interface CoreSource {
  /** Path from the root of the checkout; exports `core`. */
  file: string
  /** YYYY-MM-DD: the date that the core believes in. */
  today: string
  /** Of a workload with a partner. */
  partner_url?: string | undefined
}

export async function loadCore({ file, ...source }: CoreSource, database_url: string): Promise<Core> {
  const module = (await import(`../${file}`)) as { core?: MakeCore }
  if (module.core === undefined) throw new Error(`${file} exports no core`)
  return module.core({ ...source, database_url })
}
