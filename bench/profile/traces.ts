/**
 * Node's own traces (`node_trace.*.log`), as clinic can make use of them: in one file, because where there are several
 * its way of joining them ends in "premature close"; and those of the main thread, because operations of two threads have
 * the same numbers. Bit by bit: eight threads that load their modules write two hundred megabytes.
 */
import { closeSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const BEGIN = '{"traceEvents":['
const EVENT = '{"pid":'
const CHUNK_BYTES = 1 << 20

/** In a folder, of a process that has ended. */
export function keepMainThread(folder: string): void {
  const names = readdirSync(folder).filter((name) => /^node_trace\.\d+\.log$/.test(name))
  const numberOf = (name: string) => Number(name.split('.')[1])
  const [first, ...others] = names.sort((a, b) => numberOf(a) - numberOf(b)).map((name) => join(folder, name))
  if (first === undefined) return
  const part = `${first}.part`
  writeEvents(part, mainThreadOf([first, ...others]))
  for (const path of others) rmSync(path)
  renameSync(part, first)
}

function* mainThreadOf(paths: readonly string[]): Generator<string> {
  for (const path of paths)
    for (const event of eventsOf(path)) {
      // The main thread has the number of the process.
      const [, pid, tid] = /^\{"pid":(\d+),"tid":(\d+)/.exec(event) ?? []
      if (pid !== undefined && pid === tid) yield event
    }
}

function writeEvents(path: string, events: Iterable<string>): void {
  const file = openSync(path, 'w')
  let text = BEGIN
  let separator = ''
  for (const event of events) {
    text += separator + event
    separator = ','
    if (text.length < CHUNK_BYTES) continue
    writeSync(file, text)
    text = ''
  }
  writeSync(file, `${text}]}`)
  closeSync(file)
}

/** Each as it was written, without what stands between them. */
function* eventsOf(path: string): Generator<string> {
  const file = openSync(path, 'r')
  const chunk = new Uint8Array(CHUNK_BYTES)
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const length = readSync(file, chunk)
    if (length === 0) break
    rest += decoder.decode(chunk.subarray(0, length), { stream: true })
    // In front of the first is the beginning of the file; the last may not be whole yet.
    const pieces = rest.split(EVENT)
    for (const piece of pieces.slice(1, -1)) yield trimmed(piece)
    if (pieces.length > 1) rest = EVENT + (pieces.at(-1) ?? '')
  }
  closeSync(file)
  if (rest.startsWith(EVENT)) yield trimmed(rest.slice(EVENT.length))
}

const trimmed = (piece: string): string => EVENT + piece.replace(/(,|\]\})?\s*$/, '')
