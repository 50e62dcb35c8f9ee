/**
 * Who waits for a change is woken when one was committed here, and when one is seen that was committed by another
 * process. One look at the database for all who wait, and none while nobody does.
 */
const LOOK_MS = 25
/** So often where nothing has happened for a while: forty statements a second would ask of nothing all night. */
const QUIET_LOOK_MS = 200
/** Looks without news until it is quiet: a second. A transaction that holds others back is mostly over by then. */
const QUIET_AFTER = 40
const MOST_WAITING = 100

interface Options {
  /** Names the last change that may be read; another name is news. */
  look: () => Promise<string | undefined>
  look_ms?: number
}

export class News {
  /** Goes up with all news. */
  count = 0
  /** Nobody waits any more. */
  ended = false
  private last: string | undefined
  private looks_without_news = 0
  private readonly waiting = new Set<() => void>()
  private looking: Promise<void> | undefined
  /** A commit came while a look was under way, which may have been too early for it. */
  private again = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly look: Options['look']
  private readonly look_ms: number

  constructor({ look, look_ms = LOOK_MS }: Options) {
    this.look = look
    this.look_ms = look_ms
  }

  /** After a commit of this process. */
  committed(): void {
    this.looks_without_news = 0
    if (this.waiting.size > 0) this.lookNow()
  }

  /** Ends all waiting, now and from now on. */
  end(): void {
    this.ended = true
    clearTimeout(this.timer)
    this.wake()
  }

  /** Resolves at news since `seen`, when the time is over, or when the signal is aborted; false when too many wait. */
  async after(seen: number, timeout_ms: number, signal?: AbortSignal): Promise<boolean> {
    if (this.count !== seen || this.ended || signal?.aborted) return true
    if (this.waiting.size >= MOST_WAITING) return false
    const { promise, resolve } = Promise.withResolvers<void>()
    const onEnd = () => resolve()
    const timer = setTimeout(onEnd, timeout_ms)
    signal?.addEventListener('abort', onEnd)
    this.waiting.add(resolve)
    if (this.waiting.size === 1) this.lookNow()
    try {
      await promise
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onEnd)
      this.waiting.delete(resolve)
    }
    return true
  }

  private lookNow(): void {
    if (this.looking !== undefined) {
      this.again = true
      return
    }
    clearTimeout(this.timer)
    this.looking = this.look()
      .then(
        (last) => {
          this.looks_without_news++
          if (last === this.last) return
          this.looks_without_news = 0
          this.last = last
          this.wake()
        },
        // Whoever waits meets the same error, and has somebody to tell.
        () => this.wake(),
      )
      .then(() => {
        this.looking = undefined
        if (this.ended || this.waiting.size === 0) return
        if (this.again) this.lookNow()
        else this.timer = setTimeout(() => this.lookNow(), this.pause_ms())
        this.again = false
      })
  }

  private pause_ms(): number {
    return this.looks_without_news < QUIET_AFTER ? this.look_ms : Math.max(this.look_ms, QUIET_LOOK_MS)
  }

  private wake(): void {
    this.count++
    for (const resolve of this.waiting) resolve()
  }
}
