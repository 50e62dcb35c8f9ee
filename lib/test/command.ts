/** One of our commands, run to its end as an operator runs it. */
import { spawnChild } from '#lib/child'

export interface CommandResult {
  code: number
  /** Lines. */
  out: string[]
  err: string[]
}

export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const result: CommandResult = { code: 0, out: [], err: [] }
  const child = spawnChild({
    args,
    env,
    onLine: (line, stream) => (stream === 'stdout' ? result.out : result.err).push(line),
  })
  result.code = await child.exited
  return result
}
