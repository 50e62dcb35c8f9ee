/** Bun only. How a tool runs a server: as a flag of its runtime, or as a program around it. */
import { join } from 'node:path'
import { server_flags } from '#lib/child'
import type { ServerOrder } from '../server.ts'
import { clinicProgram } from './clinic.ts'
import { asJavascript } from './javascript.ts'
import type { Under } from './start.ts'
import type { ProfiledRuntime, Tool } from './tools.ts'
import type { Work } from './work.ts'

/** Microseconds between two looks. Bun, where it was asked for 1,000, came every 5,000 on a busy machine. */
const CPU_INTERVAL_US = 250
/** Bytes between two looks, on average. */
const HEAP_INTERVAL_BYTES = 16_384

export async function underTool(
  tool: Tool,
  runtime: ProfiledRuntime,
  work: Work,
  order: ServerOrder,
): Promise<Under> {
  const script = runtime === 'bun' ? 'bench/server.ts' : join(work.javascript, 'bench/server.js')
  const own = runtime === 'bun' ? order : inJavascript(order)
  if (tool.by === 'flag')
    return {
      program: [work.program, ...(runtime === 'bun' ? server_flags : []), ...flagsOf(tool, work)],
      args: [script],
      order: own,
    }
  const { program, args, env } = await clinicProgram(work, tool.name)
  return { program, args: [...args, script], env, order: { ...own, alone: true } }
}

/** Written into `data` when the server ends by itself. */
function flagsOf({ name }: Tool, { folder }: Work): string[] {
  const dir = join(folder, 'data')
  return name === 'cpu'
    ? ['--cpu-prof', `--cpu-prof-dir=${dir}`, `--cpu-prof-interval=${CPU_INTERVAL_US}`]
    : ['--heap-prof', `--heap-prof-dir=${dir}`, `--heap-prof-interval=${HEAP_INTERVAL_BYTES}`]
}

const inJavascript = (order: ServerOrder): ServerOrder => ({
  ...order,
  model_file: asJavascript(order.model_file),
  core_source: { ...order.core_source, file: asJavascript(order.core_source.file) },
})
