/** Where a function of a profile stands, and whose it is. */
import { fileURLToPath } from 'node:url'
import { root } from '#lib/child'

/** `runtime` is JavaScript that comes with the runtime; `native` is what it does not say more of. */
export const kinds = ['ours', 'package', 'runtime', 'native', 'gc'] as const
export type Kind = (typeof kinds)[number]

export interface Place {
  readonly name: string
  /** `services/search/sql.ts:158`, `pg/lib/client.js:667`, `node:net:1273`; empty where nobody knows. */
  readonly where: string
  readonly kind: Kind
  /** A package by its name, else what the kind is called. */
  readonly owner: string
}

/** As V8 and JavaScriptCore write it: lines and columns from 0, -1 where there are none. */
export interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber?: number
}

const OWNERS: Readonly<Record<Exclude<Kind, 'package'>, string>> = {
  ours: 'Vacancy',
  runtime: 'the runtime',
  native: 'native code',
  gc: 'garbage collection',
}

export function placeOf({ functionName, url, lineNumber }: CallFrame): Place {
  if (functionName === '(garbage collector)') return special('garbage collection', 'gc')
  if (url === '') return special(SAY_NOTHING.has(functionName) ? NAMELESS : functionName, 'native')
  const line = lineNumber < 0 ? '' : `:${lineNumber + 1}`
  const name = functionName === '' || functionName === 'anonymous' ? '(anonymous)' : functionName
  const path = pathOf(url)
  if (path === undefined) return { name, where: url + line, kind: 'runtime', owner: OWNERS.runtime }
  const inside = path.lastIndexOf('node_modules/')
  if (inside >= 0) {
    const where = path.slice(inside + 'node_modules/'.length)
    const [first = '', second = ''] = where.split('/')
    const owner = first.startsWith('@') ? `${first}/${second}` : first
    return { name, where: where + line, kind: 'package', owner }
  }
  return { name, where: path + line, kind: 'ours', owner: OWNERS.ours }
}

export const NAMELESS = '(native)'
/** Names that say nothing, and in which no two runtimes agree. */
const SAY_NOTHING = new Set(['', '(program)', 'anonymous'])

const special = (name: string, kind: 'native' | 'gc'): Place => ({
  ...{ name, where: '', kind, owner: OWNERS[kind] },
})

/** From the root of the checkout where it is below that; undefined of what is in no file. */
function pathOf(url: string): string | undefined {
  const path = url.startsWith('file:') ? fileOf(url) : url
  if (!path?.startsWith('/')) return undefined
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}

function fileOf(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}
