/** Bun only. Several generators at once, each a process of its own. */
import { root } from '#lib/child'
import { pin } from '../measure/pinning.ts'
import { type OpenLoopReport, together } from './ledger.ts'
import type { OpenLoopOrder } from './open-loop.ts'

export interface GeneratorOptions {
  generators: number
  /** Processors for them; undefined: wherever there is room. */
  cpus: readonly number[] | undefined
  signal: AbortSignal
}

/** `connections` of the order are of all together. `signal` ends them, and its reason is what this rejects with. */
export async function runGenerators(
  order: Omit<OpenLoopOrder, 'index' | 'of'>,
  { generators, cpus, signal }: GeneratorOptions,
): Promise<OpenLoopReport> {
  const share = (index: number) =>
    Math.floor((order.connections * (index + 1)) / generators) -
    Math.floor((order.connections * index) / generators)
  return together(
    await Promise.all(
      Array.from({ length: generators }, (_, index) =>
        runGenerator({ ...order, connections: share(index), index, of: generators }, cpus, signal),
      ),
    ),
  )
}

async function runGenerator(
  order: OpenLoopOrder,
  cpus: readonly number[] | undefined,
  signal: AbortSignal,
): Promise<OpenLoopReport> {
  signal.throwIfAborted()
  const generator = Bun.spawn([process.execPath, 'bench/load/open-loop.ts'], {
    cwd: root,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    signal,
  })
  if (cpus !== undefined) pin(generator.pid, cpus)
  generator.stdin.write(`${JSON.stringify(order)}\n`)
  // Flushed, not ended: an open pipe is how the generator knows that we live.
  await generator.stdin.flush()
  const [output, complaints, code] = await Promise.all([
    new Response(generator.stdout).text(),
    new Response(generator.stderr).text(),
    generator.exited,
  ])
  signal.throwIfAborted()
  if (code !== 0) throw new Error(`the generator ended with exit code ${code}: ${complaints.slice(0, 500)}`)
  return JSON.parse(output) as OpenLoopReport
}
