/** Webhooks on their way: signed, repeated until they are taken, also after a restart. */
import type { Logger } from '#lib/log'
import { limits } from './contract.ts'
import { signatureOf } from './signature.ts'
import type { BankStore, WebhookRow } from './sql.ts'

export interface WebhookDeps {
  store: BankStore
  secret: string
  now_ms: () => number
  log: Pick<Logger, 'warn' | 'error'>
  /** Before each round: what has ended meanwhile. */
  sweep: () => void
}

const AT_ONCE = 20
/** Also without a reason: nothing waits longer than this for having been overlooked. */
const LOOK_MS = 1_000
const DAY_MS = 86_400_000
const ENDPOINT = 'webhook_endpoint'

export class Webhooks {
  /** False while somebody wants them to wait. */
  enabled = true
  private timer: ReturnType<typeof setTimeout> | undefined
  private round: Promise<void> | undefined
  private again = false
  private readonly ended = new AbortController()
  private started = false

  constructor(private readonly deps: WebhookDeps) {}

  get endpoint(): string | undefined {
    return this.deps.store.setting.get({ name: ENDPOINT })?.value
  }

  /** What waits goes to the new one at once. */
  setEndpoint(url: string): void {
    const { store, now_ms } = this.deps
    store.transaction(() => {
      if (this.endpoint !== url) store.webhooksAtOnce.run({ now_ms: now_ms() })
      store.set.run({ name: ENDPOINT, value: url })
    })
    this.poke()
  }

  start(): void {
    this.started = true
    this.poke()
  }

  async stop(): Promise<void> {
    this.started = false
    clearTimeout(this.timer)
    this.ended.abort()
    await this.round
  }

  /** Something may be due. */
  poke(): void {
    if (!this.started) return
    this.again = true
    clearTimeout(this.timer)
    // Not in the turn of whoever says so: it may be in a transaction.
    this.timer = setTimeout(() => this.go(), 0)
  }

  private go(): void {
    if (this.round !== undefined) return
    this.again = false
    this.round = this.deliverDue()
      .catch((error: unknown) => this.deps.log.error({ err: error }, 'webhooks could not be delivered'))
      .finally(() => {
        this.round = undefined
        if (!this.started) return
        this.timer = setTimeout(() => this.go(), this.again ? 0 : this.untilNext())
      })
  }

  private untilNext(): number {
    if (this.endpoint === undefined || !this.enabled) return LOOK_MS
    const due_ms = this.deps.store.nextDue()
    return due_ms === null ? LOOK_MS : Math.min(LOOK_MS, Math.max(20, due_ms - this.deps.now_ms()))
  }

  /** Everything that is due now, once. */
  async deliverDue(): Promise<void> {
    const { store, now_ms, sweep } = this.deps
    sweep()
    const url = this.endpoint
    if (url === undefined || !this.enabled) return
    const due = store.webhooksDue.all({ now_ms: now_ms(), limit: AT_ONCE })
    if (due.length === AT_ONCE) this.again = true
    await Promise.all(due.map((webhook) => this.deliver(url, webhook)))
  }

  private async deliver(url: string, webhook: WebhookRow): Promise<void> {
    const { store, now_ms } = this.deps
    const { sequence, authorization_id } = webhook
    if (await this.isTaken(url, webhook)) {
      store.transaction(() => {
        store.webhookDelivered.run({ sequence, now_ms: now_ms() })
        store.releaseHeld.run({ authorization_id, before: sequence, now_ms: now_ms() })
      })
      return
    }
    // Cut off by our own end: it is due as before.
    if (this.ended.signal.aborted) return
    const given_up = now_ms() - webhook.created_ms > limits.webhook_days * DAY_MS
    const pause_ms = Math.min(
      limits.webhook_backoff_most_ms,
      limits.webhook_backoff_ms * 2 ** Math.min(webhook.attempts, 20),
    )
    store.webhookFailed.run({ sequence, due_ms: given_up ? null : now_ms() + pause_ms })
  }

  private async isTaken(url: string, { body, type, attempts }: WebhookRow): Promise<boolean> {
    const { secret, now_ms, log } = this.deps
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'bank-signature': signatureOf(secret, Math.floor(now_ms() / 1_000), body),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(limits.webhook_timeout_ms), this.ended.signal]),
      })
      await response.body?.cancel()
      if (response.ok) return true
      log.warn({ type, attempts, status: response.status }, 'a webhook was not taken')
    } catch (error) {
      if (!this.ended.signal.aborted)
        log.warn(
          { type, attempts, reason: error instanceof Error ? error.name : '' },
          'a webhook did not arrive',
        )
    }
    return false
  }
}
