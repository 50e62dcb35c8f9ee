/**
 * The pure part of a workload: what to wait for and what to answer. It neither waits nor schedules; that is the model's
 * part. It stands in a file of its own, so that a server or a worker loads it without the catalogue of cities that
 * requests are drawn from.
 */
import type { QueryConfig } from 'pg'
import type { NewDocument } from '#service/pdf-reports/contract'

export type Body = string | Uint8Array<ArrayBuffer>

/** A row as the database returns it. */
export type Row = Record<string, unknown>

/**
 * What a request waits for: somebody else (`statement`, `transaction`, `fetch`), or something to be computed that the
 * runtime does in its own way (`scrypt`, `render`). Plain data, so that it can be waited for in another thread.
 */
export type Wait =
  /** Its rows. */
  | { readonly kind: 'statement'; readonly statement: QueryConfig }
  /** Of one connection, all or nothing: the rows of the last. */
  | { readonly kind: 'transaction'; readonly statements: readonly QueryConfig[] }
  /** By GET; anything but status 200 is an error. */
  | { readonly kind: 'fetch'; readonly url: string }
  /** The bytes of a key, by `node:crypto`, which has threads of its own for it. */
  | { readonly kind: 'scrypt'; readonly password: string; readonly salt: string; readonly bytes: number }
  /** The bytes of a PDF: only the processor works. */
  | { readonly kind: 'render'; readonly document: NewDocument }

/** What came of it: rows, a text or bytes, as it was asked for. */
export interface Came {
  readonly rows?: readonly Row[]
  readonly text?: string
  readonly bytes?: Uint8Array<ArrayBuffer>
}

export interface Answer {
  readonly status: number
  readonly body: Body
}

/** One request, understood: the model waits in its own way, then asks how it goes on. */
export interface Waiting {
  readonly wait: Wait
  finish(came: Came): Waiting | Answer
}

/** There is nothing to wait for: only to compute. */
export interface Ready {
  answer(): Answer
}

export type Job = Waiting | Ready

export interface Core {
  /** Of its answers; JSON where it does not say. */
  readonly type?: string
  /** `target` is path and query; `body` that of a POST. Throws what the service itself would throw for it. */
  begin(target: string, body?: string): Job
  /** What another thread makes the same core from, over the same memory where that can be shared: `CoreOptions.shared`. */
  share?(): unknown
}

export const ok = (body: Body): Answer => ({ status: 200, body })
export const isWaiting = (next: Job | Answer): next is Waiting => 'wait' in next

/** Whether the processor alone is busy meanwhile: waiting for it in the thread that answers holds up all others. */
export const isComputed = ({ kind }: Wait): boolean => kind === 'scrypt' || kind === 'render'

export interface CoreOptions {
  /** YYYY-MM-DD: the date that the core believes in. */
  today: string
  /** For what a core brings into memory before the first request. */
  database_url: string
  /** Of a workload with a partner. */
  partner_url?: string | undefined
  /** What the core of another thread shares with this one; its own `share` made it. */
  shared?: unknown
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

export async function loadCore(
  { file, ...source }: CoreSource,
  database_url: string,
  shared?: unknown,
): Promise<Core> {
  const module = (await import(`../${file}`)) as { core?: MakeCore }
  if (module.core === undefined) throw new Error(`${file} exports no core`)
  return module.core({ ...source, database_url, shared })
}
