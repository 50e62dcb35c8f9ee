/** Who called whom, and what each of them cost: of all formats the one shape that is shown. */
import { type Kind, kinds, NAMELESS, type Place } from './place.ts'

export interface Call {
  readonly place: Place
  /** In samples, or in bytes. */
  self: number
  /** With all that it calls. */
  total: number
  readonly children: Map<string, Call>
}

export interface Calls {
  readonly unit: 'samples' | 'bytes'
  readonly root: Call
  /** Samples in which nothing was done; not in the tree. */
  idle: number
}

const ROOT: Place = { name: 'all of it', where: '', kind: 'native', owner: '' }

export const noCalls = (unit: Calls['unit']): Calls => ({ unit, root: callOf(ROOT), idle: 0 })

const callOf = (place: Place): Call => ({ place, self: 0, total: 0, children: new Map() })

/**
 * Loading of modules with all that runs meanwhile, and the end of the process, in which a profile is written: nearly
 * everything at the start and at the end of a server, and nobody's question. On Bun it has no names.
 */
const AROUND: Place = {
  ...{ name: '(start and end of the process)', where: '', kind: 'runtime', owner: 'start and end' },
}
const AROUND_FILES = /^node:internal\/(modules|bootstrap|process\/per_thread)\b/

const keyOf = ({ name, where }: Place) => `${name}\n${where}`

export function childOf(parent: Call, called: Place): Call {
  if (parent.place === AROUND) return parent
  const place = AROUND_FILES.test(called.where) ? AROUND : called
  const key = keyOf(place)
  // Frames without a name, one in the other: one.
  if (place.name === NAMELESS && key === keyOf(parent.place)) return parent
  const known = parent.children.get(key)
  if (known !== undefined) return known
  const child = callOf(place)
  parent.children.set(key, child)
  return child
}

/** From what every call itself cost. */
export function addUp(call: Call): number {
  call.total = call.self
  for (const [key, child] of call.children)
    if (addUp(child) > 0) call.total += child.total
    else call.children.delete(key)
  return call.total
}

/** What it cost, which is then in nobody's total. */
export function leaveOutAround({ root }: Calls): number {
  const before = root.total
  const leaveOut = (call: Call) => {
    for (const [key, child] of call.children)
      if (child.place === AROUND) call.children.delete(key)
      else leaveOut(child)
  }
  leaveOut(root)
  return before - addUp(root)
}

export interface FunctionCost {
  readonly place: Place
  self: number
  total: number
}

/** Every function once; those that cost most themselves first. */
export function functionsOf({ root }: Calls): FunctionCost[] {
  const found = new Map<string, FunctionCost>()
  const running = new Set<string>()
  const look = (call: Call) => {
    const key = keyOf(call.place)
    const one = found.get(key) ?? { place: call.place, self: 0, total: 0 }
    found.set(key, one)
    one.self += call.self
    // A function that calls itself has the time of its inner call already.
    const is_outer = !running.has(key)
    if (is_outer) {
      one.total += call.total
      running.add(key)
    }
    for (const child of call.children.values()) look(child)
    if (is_outer) running.delete(key)
  }
  for (const child of root.children.values()) look(child)
  return [...found.values()].sort((a, b) => b.self - a.self || b.total - a.total)
}

/** What part of all went to whom; those with most first. */
export function ownersOf(calls: Calls): { owner: string; kind: Kind; share: number }[] {
  const found = new Map<string, { owner: string; kind: Kind; share: number }>()
  for (const { place, self } of functionsOf(calls)) {
    const { owner, kind } = place
    const one = found.get(owner) ?? { owner, kind, share: 0 }
    one.share += self / Math.max(1, calls.root.total)
    found.set(owner, one)
  }
  return [...found.values()].filter(({ share }) => share > 0).sort((a, b) => b.share - a.share)
}

/** What part of all went to each kind. */
export function kindsOf(calls: Calls): { kind: Kind; share: number }[] {
  const owners = ownersOf(calls)
  return kinds.map((kind) => ({
    kind,
    share: owners.reduce((sum, one) => sum + (one.kind === kind ? one.share : 0), 0),
  }))
}
