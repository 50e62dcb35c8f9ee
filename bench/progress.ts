/** What a run is doing, on standard error: a bar with the time left in a terminal, a line for each trial elsewhere. */
import { Presets, SingleBar } from 'cli-progress'
import type { Progress } from './run.ts'

interface Options {
  is_terminal: boolean
  print: (line: string) => void
  now_ms?: () => number
}

export function progressTo({ is_terminal, print, now_ms = () => performance.now() }: Options): Progress & {
  stop(): void
} {
  let total = 0
  let done = 0
  let began_ms = 0
  let bar: SingleBar | undefined
  /** From the trials that are over; of the first nothing is known. */
  const left = () =>
    done === 0 ? 'time left unknown' : `${inWords(((now_ms() - began_ms) / done) * (total - done))} left`
  return {
    say: (line) => {
      if (bar === undefined) print(line)
    },
    expect: (count) => {
      total = count
      began_ms = now_ms()
      if (!is_terminal) return
      bar = new SingleBar(
        { format: '{bar} {value}/{total}  {left}  {what}', hideCursor: true, clearOnComplete: true },
        Presets.shades_classic,
      )
      bar.start(count, 0, { left: left(), what: '' })
    },
    begin: (what) => {
      if (bar === undefined) print(`${done + 1}/${total}  ${left()}  ${what}`)
      else bar.update(done, { left: left(), what })
    },
    end: () => {
      done++
      bar?.update(done, { left: left() })
    },
    stop: () => {
      bar?.stop()
      bar = undefined
    },
  }
}

/** `40 s`, `2 min 10 s`, `1 h 5 min`. */
export function inWords(ms: number): string {
  const s = Math.round(ms / 1_000)
  if (s < 60) return `${s} s`
  const min = Math.floor(s / 60)
  return min < 60 ? `${min} min ${s % 60} s` : `${Math.floor(min / 60)} h ${min % 60} min`
}
