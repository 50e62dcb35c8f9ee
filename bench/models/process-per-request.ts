/**
 * Bun only. process-per-request: a process is started for each request and ends with it.
 *
 * Waits by doing nothing else, in a process that was made for it: it loads its code, opens its connection, writes its
 * answer to a pipe and ends. As many at once as there are database connections; the rest stand in a bounded queue.
 * Limits: what it costs to start a process and load a program, for every single answer. Stands for CGI.
 */
import type { Subprocess } from 'bun'
import type { Model } from '../model.ts'
import type { Reply } from './answering.ts'
import { nothingInMemory, serveSlots } from './slots.ts'

export const model: Model = {
  name: 'process-per-request',
  waits_by: 'starting a process for each request',
  check: (_, workload) => nothingInMemory('process-per-request', workload),
  serve: async ({ pool, database_url, core_source, core }) => {
    const children = new Set<Subprocess>()
    return serveSlots({
      slots: Array.from({ length: pool }, (_, i) => i),
      type: core.type,
      answer: (_, question) => answered(JSON.stringify({ database_url, core_source, question }), children),
      end: async () => {
        for (const child of children) child.kill()
        await Promise.all([...children].map((child) => child.exited))
      },
    })
  },
}

async function answered(order: string, children: Set<Subprocess>): Promise<Reply> {
  const child = Bun.spawn([process.execPath, `${import.meta.dirname}/process-per-request.child.ts`, order], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  const [output, error, code] = await Promise.all([child.stdout.bytes(), child.stderr.text(), child.exited])
  children.delete(child)
  if (code !== 0) return { error }
  const end = output.indexOf(10)
  return { status: Number(new TextDecoder().decode(output.subarray(0, end))), body: output.subarray(end + 1) }
}
