/** Bun only. Generators in processes of their own: closed loops, and several open ones at once. */
import { readLines, root } from '#lib/child'
import { pin } from '../measure/pinning.ts'
import { goFirst } from '../measure/priority.ts'
import { type OpenLoopReport, together } from './ledger.ts'
import type { OpenLoopOrder } from './open-loop.ts'
import type { LoadLine, LoadOrder, LoadReport, OnWindow } from './order.ts'

export const engines = {
  autocannon: 'bench/load/closed-loop.ts',
  sockets: 'bench/load/closed-loop-sockets.ts',
} as const
export type GeneratorName = keyof typeof engines
const OPEN_LOOP = 'bench/load/open-loop.ts'

export interface GeneratorOptions {
  /** Processors for them; undefined: wherever there is room. */
  cpus?: readonly number[] | undefined
  /** Ends them; its reason is what the load rejects with. */
  signal: AbortSignal
  /** When the window opens and closes. */
  on?: OnWindow
}

/** From a process of its own; rejects when that ends without a report. */
export const runLoad = (
  order: LoadOrder,
  { generator, ...options }: GeneratorOptions & { generator: GeneratorName },
): Promise<LoadReport> => generate<LoadReport>(engines[generator], order, options)

/** `connections` of the order are of all together. */
export async function runGenerators(
  order: Omit<OpenLoopOrder, 'index' | 'of'>,
  { generators, on, ...options }: GeneratorOptions & { generators: number },
): Promise<OpenLoopReport> {
  const share = (index: number) =>
    Math.floor((order.connections * (index + 1)) / generators) -
    Math.floor((order.connections * index) / generators)
  const reports = Array.from({ length: generators }, (_, index) =>
    generate<OpenLoopReport>(
      OPEN_LOOP,
      { ...order, connections: share(index), index, of: generators },
      // They begin together, but for what opening connections takes: the first speaks for all.
      index === 0 && on !== undefined ? { ...options, on } : options,
    ),
  )
  return together(await Promise.all(reports))
}

async function generate<Report>(
  script: string,
  order: unknown,
  { cpus, signal, on }: GeneratorOptions,
): Promise<Report> {
  signal.throwIfAborted()
  const generator = Bun.spawn([process.execPath, script], {
    cwd: root,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    signal,
    // A session of its own, to be put first as one. It ends with its standard input.
    detached: true,
  })
  goFirst(generator.pid)
  if (cpus !== undefined) pin(generator.pid, cpus)
  generator.stdin.write(`${JSON.stringify(order)}\n`)
  // Flushed, not ended: an open pipe is how the generator knows that we live.
  await generator.stdin.flush()
  let report: Report | undefined
  const [, complaints, code] = await Promise.all([
    readLines(generator.stdout, (text) => {
      const line = JSON.parse(text) as LoadLine<Report>
      if (line.event === 'opened') on?.opened()
      else if (line.event === 'closed') on?.closed()
      else report = line.report
    }),
    new Response(generator.stderr).text(),
    generator.exited,
  ])
  signal.throwIfAborted()
  if (code !== 0 || report === undefined)
    throw new Error(`the generator ended with exit code ${code}: ${complaints.slice(0, 500)}`)
  return report
}
