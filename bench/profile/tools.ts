/** What looks on, and where it is to be had. */
import type { RuntimeName } from '../runtime.ts'

export interface Tool {
  readonly name: string
  readonly runtimes: readonly RuntimeName[]
  /** A program that runs the server, or a flag of the runtime that does. */
  readonly by: 'clinic' | 'flag'
  /** For the help. */
  readonly shows: string
  /** Seconds; of one that writes down so much that nobody could open more. */
  readonly longest?: { readonly warmup: number; readonly duration: number }
  /** Models that it cannot run, and why. */
  readonly cannot?: Readonly<Record<string, string>>
}

export const tools: readonly Tool[] = [
  {
    ...{ name: 'cpu', runtimes: ['bun', 'node'], by: 'flag' },
    shows: 'which functions the processor works for, within the load alone (--cpu-prof)',
  },
  {
    ...{ name: 'heap', runtimes: ['bun', 'node'], by: 'flag' },
    shows:
      'what is in memory at the end: on node by the functions that made it, on bun by its kind (--heap-prof)',
  },
  {
    ...{ name: 'doctor', runtimes: ['node'], by: 'clinic' },
    shows: 'processor, memory, delay of the event loop and handles over time, and what clinic makes of them',
  },
  {
    ...{ name: 'flame', runtimes: ['node'], by: 'clinic' },
    shows: 'a flame graph of the whole life of the server, the insides of V8 with it',
  },
  {
    ...{ name: 'bubbleprof', runtimes: ['node'], by: 'clinic', longest: { warmup: 0.5, duration: 2 } },
    shows: 'what is waited for, and where that began: on Node 20, for 2 s of load at most',
    cannot: { 'event-loop-per-core': 'Node 20, which it needs, cannot share a port' },
  },
  {
    ...{ name: 'heapprofiler', runtimes: ['node'], by: 'clinic' },
    shows: 'a flame graph of what is in memory at the end, by the functions that made it',
  },
]

/** Where there are profilers at all. */
export const profiled_runtimes = ['bun', 'node'] as const satisfies readonly RuntimeName[]
export type ProfiledRuntime = (typeof profiled_runtimes)[number]

export const toolsOf = (runtime: RuntimeName): Tool[] =>
  tools.filter(({ runtimes }) => runtimes.includes(runtime))

/** Why this tool cannot look at this model; undefined where it can. */
export const obstacle = ({ cannot = {} }: Tool, model: string): string | undefined =>
  Object.hasOwn(cannot, model) ? cannot[model] : undefined

/** Models that do a part of their work in other threads or processes. */
export const divided_models: Readonly<Record<string, 'threads' | 'processes'>> = {
  'event-loop-per-core': 'threads',
  hybrid: 'threads',
  'process-per-request': 'processes',
  'process-pool': 'processes',
  sync: 'threads',
  'thread-per-request': 'threads',
  'thread-pool': 'threads',
}

/** Of those, what such a tool does not see; undefined where it sees everything. */
export function unseen(tool: Tool, runtime: ProfiledRuntime, model: string): string | undefined {
  const others = divided_models[model]
  if (others === undefined) return undefined
  // Node's own flags look at every thread, and at no other process.
  if (tool.by === 'flag' && runtime === 'node' && others === 'threads') return undefined
  return `It sees the main thread alone: what the other ${others} of ${model} do is not in it.`
}
