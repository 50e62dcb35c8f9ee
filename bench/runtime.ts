/** Which runtime this is. The server of a model and its threads run on each of them. */

export const runtime_names = ['bun', 'node', 'deno'] as const
export type RuntimeName = (typeof runtime_names)[number]

const { versions } = process as { versions: Record<string, string | undefined> }

export const runtime_name: RuntimeName =
  versions.bun !== undefined ? 'bun' : versions.deno !== undefined ? 'deno' : 'node'

/** As `node 24.21.0`. */
export const runtime = `${runtime_name} ${versions[runtime_name] ?? '?'}`
