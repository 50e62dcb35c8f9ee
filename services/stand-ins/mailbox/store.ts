/** The messages that arrived, in memory: a stand-in's mail is gone when its process is. Bounded by count and bytes. */
import { Problem } from '#lib/problem'
import { limits, type MessageSummary } from './contract.ts'

export interface Stored {
  readonly id: string
  readonly raw: Buffer
  readonly summary: Omit<MessageSummary, 'deliveries'>
}

export interface Filter {
  to?: string | undefined
  subject?: string | undefined
  /** Only messages that arrived after, or before, the one with this id. */
  after?: string | undefined
  before?: string | undefined
}

export interface Arrival {
  raw: Buffer
  summary: Omit<MessageSummary, 'id' | 'received_at' | 'deliveries'>
}

export type Bounds = Readonly<Record<'max_messages' | 'max_total_bytes' | 'max_waiting', number>>

export class Store {
  /** In order of arrival. */
  private messages: Stored[] = []
  private total_bytes = 0
  private readonly by_message_id = new Map<string, number>()
  private readonly waiting = new Set<() => void>()
  private closed = false
  /**
   * Ids grow, and those of a process that was started again are greater than any of the one before it: who asks for what
   * came after an old one gets it.
   */
  private sequence: number

  constructor(
    private readonly now: () => Date = () => new Date(),
    private readonly bounds: Bounds = limits,
  ) {
    this.sequence = now().getTime() * 1_000
  }

  get size(): number {
    return this.messages.length
  }

  add({ raw, summary }: Arrival): Stored {
    const id = `msg_${(this.sequence++).toString(36).padStart(12, '0')}`
    const stored: Stored = { id, raw, summary: { id, received_at: this.now().toISOString(), ...summary } }
    this.messages.push(stored)
    this.count(stored, 1)
    while (
      this.messages.length > this.bounds.max_messages ||
      this.total_bytes > this.bounds.max_total_bytes
    ) {
      const oldest = this.messages.shift()
      if (oldest === undefined) break
      this.count(oldest, -1)
    }
    this.wake()
    return stored
  }

  get(id: string): Stored | undefined {
    return this.messages.find((message) => message.id === id)
  }

  /** How many of the messages kept have the same Message-ID as this one. */
  deliveries({ summary: { message_id } }: Stored): number {
    return message_id === null ? 1 : (this.by_message_id.get(message_id) ?? 1)
  }

  /** The newest first. */
  find(filter: Filter, limit: number): { found: Stored[]; more: boolean } {
    const fits = matcher(filter)
    const found: Stored[] = []
    for (const message of this.messages.toReversed()) {
      if (!fits(message)) continue
      if (found.length === limit) return { found, more: true }
      found.push(message)
    }
    return { found, more: false }
  }

  /** Resolves when something fits, when the time is over, when who asked is gone, or at the end. */
  async wait(filter: Filter, wait_ms: number, gone: AbortSignal): Promise<void> {
    const deadline_ms = performance.now() + wait_ms
    while (this.find(filter, 1).found.length === 0 && !gone.aborted && !this.closed) {
      const left_ms = deadline_ms - performance.now()
      if (left_ms <= 0) return
      if (this.waiting.size >= this.bounds.max_waiting)
        throw new Problem(503, 'too_many_waiting', 'Too many requests are waiting', {
          headers: { 'retry-after': '1' },
        })
      await this.arrival(left_ms, gone)
    }
  }

  clear(): void {
    this.messages = []
    this.total_bytes = 0
    this.by_message_id.clear()
  }

  /** Ends every waiting: a server that stops must not wait for them. */
  close(): void {
    this.closed = true
    this.wake()
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake()
  }

  private arrival(timeout_ms: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        gone.removeEventListener('abort', done)
        this.waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, timeout_ms)
      gone.addEventListener('abort', done)
      this.waiting.add(done)
    })
  }

  private count(stored: Stored, by: 1 | -1): void {
    // What is kept beside the bytes that came is made from their headers, and is about as large.
    this.total_bytes += by * (stored.raw.byteLength + JSON.stringify(stored.summary).length)
    const { message_id } = stored.summary
    if (message_id === null) return
    const deliveries = (this.by_message_id.get(message_id) ?? 0) + by
    if (deliveries > 0) this.by_message_id.set(message_id, deliveries)
    else this.by_message_id.delete(message_id)
  }
}

function matcher({ to, subject, after, before }: Filter): (message: Stored) => boolean {
  const address = to?.toLowerCase()
  const words = subject?.toLowerCase()
  return ({ id, summary }) =>
    (after === undefined || id > after) &&
    (before === undefined || id < before) &&
    (words === undefined || summary.subject.toLowerCase().includes(words)) &&
    (address === undefined || recipients(summary).some((one) => one.toLowerCase() === address))
}

const recipients = ({ envelope, to, cc }: Stored['summary']) => [
  ...envelope.to,
  ...to.map(({ address }) => address),
  ...cc.map(({ address }) => address),
]
