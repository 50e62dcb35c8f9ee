/** Bun only. Keeps a list of programs running: starts them in order, restarts what crashes, stops all in reverse. */
import { type Child, server_flags, spawnChild } from '#lib/child'
import { type Config, toEnvironment } from '#lib/config'
import { StartError } from '#lib/server'
import { renderLog } from './log-view.ts'

export interface Program {
  name: string
  args: readonly string[]
  /** Beside the configuration: secrets that are this program's own. */
  env?: Readonly<Record<string, string>>
  /** Answers 200 when the program can serve. */
  ready_url: string
}

export interface Supervisor {
  /** Resolves when every program is, or at a stop; rejects when one ends before that. */
  readonly ready: Promise<void>
  /** The process id of a program now running, for tests that kill it. */
  pidOf(name: string): number | undefined
  /** At any moment, also before it is ready. */
  stop(): Promise<void>
}

export interface Timing {
  /** Until a program first answers. */
  readonly ready_ms: number
  /** Before the first restart; doubled for each further one, up to `backoff_most_ms`. */
  readonly backoff_first_ms: number
  readonly backoff_most_ms: number
  /** A program that stayed up for so long begins anew with the first. */
  readonly stable_ms: number
}
const TIMING: Timing = { ready_ms: 60_000, backoff_first_ms: 100, backoff_most_ms: 5_000, stable_ms: 10_000 }
const POLL_MS = 25

interface Options {
  config: Config
  print: (line: string) => void
  timing?: Partial<Timing>
}

export function supervise(programs: readonly Program[], options: Options): Supervisor {
  const started: Keeper[] = []
  let stopping = false
  const start = async () => {
    for (const program of programs) {
      if (stopping) return
      const keeper = new Keeper(program, options)
      started.push(keeper)
      await keeper.start()
    }
  }
  return {
    ready: start(),
    pidOf: (name) => started.find((keeper) => keeper.name === name)?.pid,
    stop: async () => {
      stopping = true
      for (const keeper of started.toReversed()) await keeper.stop()
    },
  }
}

/** One program and its restarts. */
class Keeper {
  readonly name: string
  private child: Child | undefined
  private stopping = false
  private readonly timing: Timing
  private backoff_ms: number
  /** What it says on standard error before it is first ready. */
  private starting_words: string[] | undefined = []
  private wake: (() => void) | undefined
  private watching: Promise<void> = Promise.resolve()

  constructor(
    private readonly program: Program,
    private readonly options: Options,
  ) {
    this.name = program.name
    this.timing = { ...TIMING, ...options.timing }
    this.backoff_ms = this.timing.backoff_first_ms
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  /** Resolves when it is ready; a program that ends before that has said why, and is not tried again. */
  async start(): Promise<void> {
    const child = this.spawn()
    const ended = await Promise.race([this.untilReady(), child.exited])
    const words = this.starting_words ?? []
    this.starting_words = undefined
    // Ended because it was told to.
    if (this.stopping) return
    if (typeof ended === 'number') {
      this.child = undefined
      // One line of its own is the reason; more is a stack, to be read as it is.
      const [reason] = words
      if (reason !== undefined && words.length === 1) throw new StartError(reason)
      for (const line of words) this.print(line)
      throw new StartError(`${this.name} ended with exit code ${ended} before it was ready`)
    }
    for (const line of words) this.print(line)
    this.watching = this.watch(child)
  }

  async stop(): Promise<void> {
    this.stopping = true
    this.wake?.()
    await this.child?.stop(this.options.config.shutdown_grace_ms + 5_000)
    await this.watching
  }

  private print(line: string): void {
    this.options.print(renderLog(this.name, line))
  }

  private spawn(): Child {
    const { config } = this.options
    this.child = spawnChild({
      args: this.program.args,
      flags: server_flags,
      env: { ...toEnvironment(config), ...this.program.env },
      onLine: (line, stream) => {
        if (stream === 'stderr' && this.starting_words !== undefined) this.starting_words.push(line)
        else this.print(line)
      },
    })
    return this.child
  }

  private async watch(first: Child): Promise<void> {
    let child = first
    while (!this.stopping) {
      const since_ms = performance.now()
      const code = await child.exited
      if (this.stopping) return
      if (performance.now() - since_ms > this.timing.stable_ms) this.backoff_ms = this.timing.backoff_first_ms
      this.options.print(
        renderLog(this.name, `ended with exit code ${code}; starting again in ${this.backoff_ms} ms`),
      )
      await this.pause(this.backoff_ms)
      this.backoff_ms = Math.min(this.backoff_ms * 2, this.timing.backoff_most_ms)
      if (this.stopping) return
      try {
        child = this.spawn()
      } catch (error) {
        // The machine may be out of processes or memory for the moment: the one that ended counts once more.
        const reason = error instanceof Error ? error.message : String(error)
        this.options.print(renderLog(this.name, `could not be started: ${reason}`))
      }
    }
  }

  private pause(duration_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, duration_ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private async untilReady(): Promise<void> {
    const deadline_ms = performance.now() + this.timing.ready_ms
    while (!this.stopping) {
      const response = await fetch(this.program.ready_url, { signal: AbortSignal.timeout(1_000) }).catch(
        () => undefined,
      )
      if (response?.ok) return
      if (performance.now() > deadline_ms)
        throw new StartError(`${this.name} was not ready after ${this.timing.ready_ms / 1000} s`)
      await Bun.sleep(POLL_MS)
    }
  }
}
