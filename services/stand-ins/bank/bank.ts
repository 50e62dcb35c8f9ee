/** What the bank does. Each operation is one transaction: what was answered is on the disk. */
import { createHash, randomBytes } from 'node:crypto'
import { typeid } from 'typeid-js'
import { addDays } from '#lib/dates'
import { invalid, notFound, Problem } from '#lib/problem'
import { checkedCard } from './cards.ts'
import type {
  Authorization,
  AuthorizationRequest,
  CaptureRequest,
  Card,
  CardBehaviour,
  CardToken,
  DeclineCode,
  Refund,
  RefundRequest,
  Statement,
  Webhook,
  WebhookType,
} from './contract.ts'
import { limits } from './contract.ts'
import type { AuthorizationRow, BankStore, CardRow, RefundRow } from './sql.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export interface BankDeps {
  store: BankStore
  now_ms: () => number
  /** Where people reach the pages: no slash at the end. */
  pages_url: string
  allowsReturn: (url: string) => boolean
  /** Something may have become due earlier than was known. */
  onDue: () => void
}

/** An answer with its text, so that the same key gets the same bytes. */
export interface Answer {
  status: number
  body: string
  /** False when it was given before. */
  fresh: boolean
}

export interface Keyed {
  key: string
  /** What the key stands for: method, path and body. */
  request: string
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
const declines: Partial<Record<CardBehaviour, DeclineCode>> = {
  insufficient_funds: 'insufficient_funds',
  stolen_card: 'stolen_card',
  expired_card: 'expired_card',
  card_declined: 'card_declined',
}

export class Bank {
  constructor(private readonly deps: BankDeps) {}

  tokenize(card: Card): CardToken {
    const { store, now_ms } = this.deps
    const { brand, last4, behaviour } = checkedCard(card, new Date(now_ms()))
    const token = String(typeid('tok'))
    store.addCard.run({ token, brand, last4, behaviour, now_ms: now_ms() })
    return { token, brand, last4 }
  }

  cardToken(token: string): CardToken {
    const card = this.deps.store.card.get({ token })
    if (card === null) throw unknownToken()
    return { token, brand: card.brand, last4: card.last4 }
  }

  /** What a card does before it is asked for money: how long that takes, for a request that is new. */
  behaviourOf(card_token: string, key: string): CardBehaviour | undefined {
    const { store } = this.deps
    if (store.answer.get({ key }) !== null) return undefined
    return store.card.get({ token: card_token })?.behaviour
  }

  authorize(keyed: Keyed, request: AuthorizationRequest): Answer {
    return this.once(keyed, 201, () => {
      const { store } = this.deps
      this.check(request)
      const card = store.card.get({ token: request.card_token })
      if (card === null) throw unknownToken()
      const row = this.authorizationOf(request, card)
      store.useCard.run({ token: card.token })
      store.addAuthorization.run(row)
      const authorization = this.shown(this.known(row.id))
      this.announce(`authorization.${authorization.status}`, authorization, card.behaviour)
      return authorization
    })
  }

  authorization(id: string): Authorization {
    return this.deps.store.transaction(() => this.shown(this.current(this.known(id))))
  }

  /** The oldest first. */
  authorizations(reference: string, after: string, limit: number) {
    return this.deps.store.transaction(() => {
      const rows = this.deps.store.authorizationsOf.all({ reference, after, limit: limit + 1 })
      const data = rows.slice(0, limit).map((row) => this.shown(this.current(row)))
      return { data, next_cursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null }
    })
  }

  /** Again with the same amount answers the same, with or without a key. */
  capture(id: string, { amount }: CaptureRequest): Authorization {
    const { store } = this.deps
    return store.transaction(() => {
      const row = this.current(this.known(id))
      const captured = amount ?? row.amount
      if (row.status === 'captured' && row.captured === captured) return this.shown(row)
      if (row.status !== 'authorized') throw wrongState(row)
      if (captured > row.amount) throw tooLarge(row.amount)
      const next = this.move(row, 'captured', { captured })
      store.addEntry.run({
        type: 'capture',
        authorization_id: id,
        refund_id: null,
        reference: row.reference,
        amount: captured,
        currency: row.currency,
        created_at: this.at(),
      })
      return next
    })
  }

  /** Of what was not captured; again answers the same. */
  void(id: string): Authorization {
    return this.deps.store.transaction(() => {
      const row = this.current(this.known(id))
      if (row.status === 'voided') return this.shown(row)
      if (row.status !== 'authorized' && row.status !== 'requires_confirmation') throw wrongState(row)
      return this.move(row, 'voided')
    })
  }

  refund(keyed: Keyed, authorization_id: string, { amount, reference }: RefundRequest): Answer {
    return this.once(keyed, 201, () => {
      const { store } = this.deps
      const row = this.current(this.known(authorization_id))
      if (row.status !== 'captured') throw wrongState(row)
      if (amount > row.captured - row.refunded) throw tooLarge(row.captured - row.refunded)
      if (store.refundsOf.all({ authorization_id }).length >= limits.max_refunds)
        throw new Problem(409, 'too_many_refunds', `There are ${limits.max_refunds} refunds already`)
      const id = String(typeid('rfd'))
      const created_at = this.at()
      store.addRefund.run({ id, authorization_id, amount, reference, created_at })
      store.countRefund.run({ authorization_id, amount })
      store.addEntry.run({
        type: 'refund',
        authorization_id,
        refund_id: id,
        reference,
        amount,
        currency: row.currency,
        created_at,
      })
      const refund = shownRefund({
        id,
        authorization_id,
        amount,
        reference,
        created_at,
        currency: row.currency,
      })
      this.announce('refund.succeeded', refund, row.behaviour)
      return refund
    })
  }

  refundById(id: string): Refund {
    const row = this.deps.store.refund.get({ id })
    if (row === null) throw notFound('unknown_refund', 'There is no such refund')
    return shownRefund(row)
  }

  refunds(authorization_id: string): Refund[] {
    this.known(authorization_id)
    return this.deps.store.refundsOf.all({ authorization_id }).map(shownRefund)
  }

  /** `from` and `to` are days; `after` is the number of an entry. */
  statement(asked: { from?: string; to?: string; after: number; limit: number }): Statement {
    const { from = '', to, after, limit } = asked
    const end = to === undefined ? '~' : addDays(to, 1)
    const rows = this.deps.store.entries.all({ after, from, to: end, limit: limit + 1 })
    const data = rows.slice(0, limit).map(({ sequence, ...entry }) => ({ id: entryId(sequence), ...entry }))
    return { data, next_cursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null }
  }

  /** What a person who may confirm sees. */
  toConfirm(confirmation: string): AuthorizationRow {
    return this.deps.store.transaction(() => this.current(this.confirmable(confirmation)))
  }

  /** A second answer changes nothing. */
  confirm(confirmation: string, approved: boolean): AuthorizationRow {
    return this.deps.store.transaction(() => {
      const row = this.current(this.confirmable(confirmation))
      if (row.status !== 'requires_confirmation') return row
      if (approved) this.move(row, 'authorized', this.due(limits.authorization_days * DAY_MS))
      else this.move(row, 'declined', { decline_code: 'confirmation_declined' })
      return this.known(row.id)
    })
  }

  /** What has ended by itself, and what need not be kept. */
  sweep(): void {
    const { store, now_ms } = this.deps
    store.transaction(() => {
      for (const row of store.authorizationsDue.all({ now_ms: now_ms() })) this.move(row, 'expired')
      store.forgetCards.run({ before_ms: now_ms() - limits.unused_token_hours * HOUR_MS })
      store.forgetWebhooks.run({ before_ms: now_ms() - limits.webhook_days * DAY_MS })
    })
  }

  private once(keyed: Keyed, status: number, effect: () => object): Answer {
    const { store, now_ms } = this.deps
    const fingerprint = createHash('sha256').update(keyed.request).digest('base64url')
    return store.transaction(() => {
      store.forgetAnswers.run({ before_ms: now_ms() - limits.idempotency_days * DAY_MS })
      const given = store.answer.get({ key: keyed.key })
      if (given !== null) {
        if (given.fingerprint !== fingerprint)
          throw new Problem(422, 'idempotency_key_reused', 'The key belongs to another request')
        return { status: given.status, body: given.body, fresh: false }
      }
      // What is refused had no effect, and is looked at anew the next time.
      const body = JSON.stringify(effect())
      store.addAnswer.run({ key: keyed.key, fingerprint, status, body, now_ms: now_ms() })
      return { status, body, fresh: true }
    })
  }

  private check({ currency, return_url }: AuthorizationRequest): void {
    if (!currencies.has(currency))
      throw invalid([{ field: 'currency', code: 'currency', message: 'is no currency' }])
    if (return_url !== undefined && !this.deps.allowsReturn(return_url))
      throw invalid([{ field: 'return_url', code: 'origin', message: 'is not of an origin that is known' }])
  }

  private authorizationOf(request: AuthorizationRequest, card: CardRow) {
    const present = request.merchant_initiated !== true
    const decline_code =
      declines[card.behaviour] ??
      (card.behaviour === 'decline_later' && !present ? 'card_declined' : undefined)
    const confirms = card.behaviour === 'confirm' && present
    const status = decline_code !== undefined ? 'declined' : confirms ? 'requires_confirmation' : 'authorized'
    const ends =
      status === 'declined'
        ? { expires_at: null, due_ms: null }
        : this.due(confirms ? limits.confirmation_minutes * MINUTE_MS : limits.authorization_days * DAY_MS)
    return {
      id: String(typeid('aut')),
      card_token: card.token,
      status,
      decline_code: decline_code ?? null,
      // Whoever has it may confirm; the id is known to more.
      confirmation: confirms ? `cnf_${randomBytes(24).toString('base64url')}` : null,
      return_url: request.return_url ?? null,
      amount: request.amount,
      currency: request.currency,
      reference: request.reference,
      merchant_initiated: present ? 0 : 1,
      created_at: this.at(),
      ...ends,
    } as const
  }

  private known(id: string): AuthorizationRow {
    const row = this.deps.store.authorization.get({ id })
    if (row === null) throw notFound('unknown_authorization', 'There is no such authorization')
    return row
  }

  private confirmable(confirmation: string): AuthorizationRow {
    const row = this.deps.store.authorizationToConfirm.get({ confirmation })
    if (row === null) throw notFound('unknown_confirmation', 'There is nothing to confirm here')
    return row
  }

  /** As it is now: what is over has expired, also when nobody has swept yet. */
  private current(row: AuthorizationRow): AuthorizationRow {
    if (row.due_ms === null || row.due_ms > this.deps.now_ms()) return row
    this.move(row, 'expired')
    return this.known(row.id)
  }

  private move(
    row: AuthorizationRow,
    status: AuthorizationRow['status'],
    more: Partial<Pick<AuthorizationRow, 'captured' | 'decline_code' | 'expires_at' | 'due_ms'>> = {},
  ): Authorization {
    const rest = { captured: row.captured, decline_code: null, expires_at: null, due_ms: null }
    this.deps.store.setStatus.run({ id: row.id, status, ...rest, ...more })
    const authorization = this.shown(this.known(row.id))
    this.announce(`authorization.${status}`, authorization, row.behaviour)
    return authorization
  }

  /** Written together with what it tells. */
  private announce(type: WebhookType, data: Authorization | Refund, behaviour: CardBehaviour): void {
    const { store, now_ms, onDue } = this.deps
    const webhook: Webhook = { id: String(typeid('evt')), type, created_at: this.at(), data }
    const held = behaviour === 'out_of_order_webhook' && type === 'authorization.authorized'
    const row = {
      authorization_id: 'authorization_id' in data ? data.authorization_id : data.id,
      type,
      body: JSON.stringify(webhook),
      held: held ? 1 : 0,
      created_ms: now_ms(),
      due_ms: now_ms() + (held ? limits.out_of_order_ms : 0),
    }
    store.addWebhook.run(row)
    if (behaviour === 'duplicate_webhook') store.addWebhook.run(row)
    onDue()
  }

  private due(after_ms: number) {
    const due_ms = this.deps.now_ms() + after_ms
    return { due_ms, expires_at: new Date(due_ms).toISOString() }
  }

  private at(): string {
    return new Date(this.deps.now_ms()).toISOString()
  }

  private shown(row: AuthorizationRow): Authorization {
    return {
      id: row.id,
      status: row.status,
      ...(row.decline_code === null ? {} : { decline_code: row.decline_code }),
      ...(row.status === 'requires_confirmation'
        ? { confirmation_url: `${this.deps.pages_url}/confirmations/${row.confirmation}` }
        : {}),
      amount: row.amount,
      captured: row.captured,
      refunded: row.refunded,
      currency: row.currency,
      reference: row.reference,
      merchant_initiated: row.merchant_initiated === 1,
      card: { brand: row.brand, last4: row.last4 },
      created_at: row.created_at,
      ...(row.expires_at === null ? {} : { expires_at: row.expires_at }),
    }
  }
}

const shownRefund = ({
  id,
  authorization_id,
  amount,
  currency,
  reference,
  created_at,
}: RefundRow): Refund => ({
  id,
  status: 'succeeded',
  authorization_id,
  amount,
  currency,
  reference,
  created_at,
})

const entryId = (sequence: number) => `stm_${String(sequence).padStart(12, '0')}`

const unknownToken = () => notFound('unknown_card_token', 'There is no such card token')

const wrongState = ({ status }: AuthorizationRow) =>
  new Problem(409, 'authorization_state', `The authorization is ${status}`, { members: { state: status } })

const tooLarge = (available: number) =>
  new Problem(409, 'amount_too_large', 'There is not so much left', { members: { available } })
