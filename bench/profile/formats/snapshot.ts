/** What Bun writes for `--heap-prof`: a snapshot in V8's format of everything alive. It does not know who made it. */

export interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly unknown[] }
  }
  /** As many numbers for each thing as there are fields. */
  readonly nodes: readonly number[]
  readonly strings: readonly string[]
}

export interface Things {
  /** `object Promise`. */
  readonly what: string
  count: number
  bytes: number
}

/** Those that take most first. */
export function thingsOf({ snapshot, nodes, strings }: Snapshot): Things[] {
  const { node_fields, node_types } = snapshot.meta
  const types = node_types[0] as readonly string[]
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => node_fields.indexOf(field))
  const at = (node: number, field: number | undefined) => nodes[node + (field ?? 0)] ?? 0
  const found = new Map<string, Things>()
  for (let node = 0; node < nodes.length; node += node_fields.length) {
    const kind = types[at(node, type)] ?? '?'
    // The name of a text is the text.
    const what = kind.includes('string') ? kind : `${kind} ${strings[at(node, name)] ?? ''}`.trim()
    const one = found.get(what) ?? { what, count: 0, bytes: 0 }
    one.count++
    one.bytes += at(node, size)
    found.set(what, one)
  }
  return [...found.values()].sort((a, b) => b.bytes - a.bytes)
}
