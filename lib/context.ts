/**
 * What a request carries through every await below it: its id, its trace and its deadline. Outgoing calls read it,
 * so that no function has to hand it on.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

export interface RequestContext {
  readonly request_id: string
  /** W3C trace context, version 00. */
  readonly traceparent: string
  /** `performance.now()` at which the caller stops waiting. */
  readonly deadline_ms: number
  /** The address of whoever is at the other end of the connection; undefined for a call in process. */
  readonly address?: string | undefined
  /** The pattern of the route that answers, once that is known. */
  route?: string
  /** Under the limit of that route (`lib/shedding`). */
  stay?: Stay | undefined
}

/** A request that counts against a limit, unless it waits for others. Moments are those of `performance.now()`. */
export interface Stay {
  leave(now_ms: number): void
  enter(now_ms: number): void
  end(now_ms: number): void
}

const storage = new AsyncLocalStorage<RequestContext>()

export const currentContext = (): RequestContext | undefined => storage.getStore()
export const runInContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work)
export const enterContext = (context: RequestContext): void => storage.enterWith(context)

/** Waits for somebody else: their slowness is not ours, and no reason to refuse others (`lib/shedding`). */
export async function elsewhere<T>(work: () => Promise<T>): Promise<T> {
  const stay = storage.getStore()?.stay
  if (stay === undefined) return work()
  stay.leave(performance.now())
  try {
    return await work()
  } finally {
    stay.enter(performance.now())
  }
}

/** What is left of the caller's deadline in milliseconds; Infinity outside a request. */
export function remaining_ms(): number {
  const context = storage.getStore()
  return context === undefined ? Number.POSITIVE_INFINITY : context.deadline_ms - performance.now()
}

/** Whatever `work` asks of others is waited for so long in all, or as long as the caller waits if that is less. */
export function within<T>(budget_ms: number, work: () => T): T {
  const context = storage.getStore()
  if (context === undefined) return work()
  const deadline_ms = Math.min(context.deadline_ms, performance.now() + budget_ms)
  return storage.run({ ...context, deadline_ms }, work)
}

/** Milliseconds that the caller still waits, relative so that clocks need not agree (as gRPC's `grpc-timeout`). */
export const DEADLINE_HEADER = 'vacancy-deadline-ms'
