/** What clinic flame reads: V8's own log (`--prof`), already as stacks. */
import { addUp, type Calls, childOf, noCalls } from '../calls.ts'
import { type Place, placeOf } from '../place.ts'

interface TickFrame {
  /** `parse /…/parser.js:26:10`, or the name of a function of the machine's. */
  readonly name: string
  readonly type: string
}

/** The machine has nothing for it to do. */
const WAITING = /^(epoll_p?wait|kevent|poll)\b/

/** Of a function of the machine's library. */
const VERSION = /@@.*$/

/** Each from the outermost frame to the innermost; empty where V8 ran nothing. */
export type Ticks = readonly (readonly TickFrame[])[]

export function callsOfTicks(ticks: Ticks): Calls {
  const calls = noCalls('samples')
  for (const stack of ticks) {
    if (WAITING.test(stack.at(-1)?.name ?? 'poll')) calls.idle++
    else stack.reduce((call, frame) => childOf(call, placeOfTick(frame)), calls.root).self++
  }
  addUp(calls.root)
  return calls
}

function placeOfTick({ name, type }: TickFrame): Place {
  const [, functionName = '', url = '', line = ''] =
    (type === 'JS' ? /^(.*) (\S+):(\d+):\d+$/.exec(name) : null) ?? []
  return url === ''
    ? placeOf({ functionName: name.replace(VERSION, ''), url: '', lineNumber: -1 })
    : placeOf({ functionName, url, lineNumber: Number(line) - 1 })
}
