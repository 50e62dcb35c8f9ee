/** A tree of calls as an icicle: who calls stands above whom it calls, as wide as what it cost. HTML without a script. */
import { percent } from '../report/numbers.ts'
import { html } from '../report/svg.ts'
import type { Call, Calls } from './calls.ts'

const ROW_PX = 20
/** Narrower ones could not be seen, and a page of all of them would be slow. */
const LEAST_SHARE = 0.0012
/** Narrower ones have no room for a name. */
const LEAST_NAMED = 0.016
const DEEPEST = 80
const MOST_BOXES = 3_000

interface Box {
  call: Call
  left: number
  row: number
}

export function icicle({ root }: Calls): string {
  const boxes = boxesOf(root)
  const rows = Math.max(0, ...boxes.map(({ row }) => row)) + 1
  const at = (share: number) => `${(share * 100).toFixed(2)}%`
  const drawn = boxes.map(({ call, left, row }) => {
    const { place, total } = call
    const style = `left:${at(left)};width:${at(total / root.total)};top:${row * ROW_PX}px`
    const name = total / root.total < LEAST_NAMED ? '' : html(place.name)
    return `<b class="${place.kind}" style="${style}" title="${html(titleOf(call, root))}">${name}</b>`
  })
  return `<div class="icicle"><div style="height:${rows * ROW_PX}px">${drawn.join('\n')}</div></div>`
}

/** The widest first, from the top: where there are too many, what is left out is narrow. */
function boxesOf(root: Call): Box[] {
  const boxes: Box[] = []
  let level: Box[] = [{ call: root, left: 0, row: -1 }]
  while (level.length > 0 && boxes.length < MOST_BOXES) {
    level = level
      .flatMap(below)
      .filter(({ call, row }) => call.total / root.total >= LEAST_SHARE && row < DEEPEST)
    boxes.push(...level)
  }
  return boxes

  function below({ call, left, row }: Box): Box[] {
    let from = left
    return byTotal(call).map((child) => {
      const box = { call: child, left: from, row: row + 1 }
      from += child.total / root.total
      return box
    })
  }
}

export const byTotal = ({ children }: Call): Call[] =>
  [...children.values()].sort((a, b) => b.total - a.total)

export function titleOf({ place, self, total }: Call, root: Call): string {
  const of = (value: number) => percent(value / root.total)
  return `${place.name}${place.where === '' ? '' : ` (${place.where})`}: ${of(total)} with what it calls, ${of(self)} itself`
}

const LEAST_OPENED = 0.2
const LEAST_LISTED = 0.005

/** The same to be opened branch by branch, for what is too narrow above. */
export function branches({ root }: Calls): string {
  const list = (call: Call, depth: number): string =>
    byTotal(call)
      .filter(({ total }) => total / root.total >= LEAST_LISTED)
      .map((child) => branch(child, depth))
      .join('\n')
  const branch = (call: Call, depth: number): string => {
    const inner = depth < DEEPEST ? list(call, depth + 1) : ''
    const { place, total } = call
    const line = `<em>${percent(total / root.total)}</em> <span class="${place.kind}">${html(place.name)}</span> <small>${html(place.where)}</small>`
    if (inner === '') return `<p>${line}</p>`
    const open = total / root.total >= LEAST_OPENED ? ' open' : ''
    return `<details${open}><summary>${line}</summary>${inner}</details>`
  }
  return `<div class="branches">${list(root, 0)}</div>`
}
