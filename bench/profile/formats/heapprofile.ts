/** `.heapprofile`, as V8 writes it: a sample of what is alive, by who made it. One file for each thread. */
import { addUp, type Call, type Calls, childOf, noCalls } from '../calls.ts'
import { type CallFrame, placeOf } from '../place.ts'

interface HeapNode {
  readonly callFrame: CallFrame
  /** Bytes. */
  readonly selfSize: number
  readonly children: readonly HeapNode[]
}

export interface HeapProfile {
  readonly head: HeapNode
}

export function callsOfHeap(profiles: readonly HeapProfile[]): Calls {
  const calls = noCalls('bytes')
  const add = (above: Call, { callFrame, selfSize, children }: HeapNode) => {
    const call = callFrame.functionName === '(root)' ? above : childOf(above, placeOf(callFrame))
    call.self += selfSize
    for (const child of children) add(call, child)
  }
  for (const { head } of profiles) add(calls.root, head)
  addUp(calls.root)
  return calls
}
