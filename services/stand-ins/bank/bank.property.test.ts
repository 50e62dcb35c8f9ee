/** Whatever is asked in whatever order: no more is given back than was taken, and the statement is the state. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { Problem } from '#lib/problem'
import { Bank } from './bank.ts'
import { type Authorization, limits, test_cards } from './contract.ts'
import { openStore } from './sql.ts'

const RUNS = 300
const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 10, 23, 12)

type Command =
  | { do: 'authorize'; card: string; amount: number; key: number; merchant_initiated: boolean }
  | { do: 'capture'; which: number; amount: number | undefined }
  | { do: 'void'; which: number }
  | { do: 'refund'; which: number; amount: number; key: number }
  | { do: 'confirm'; which: number; approved: boolean }
  | { do: 'wait'; ms: number }
  | { do: 'sweep' }

const amount = fc.integer({ min: 1, max: 12 })
const which = fc.nat({ max: 2 })
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant('authorize' as const),
    card: fc.oneof(fc.constant('4242424242424242'), fc.constantFrom(...Object.keys(test_cards))),
    amount,
    key: fc.nat({ max: 8 }),
    merchant_initiated: fc.boolean(),
  }),
  fc.record({ do: fc.constant('capture' as const), which, amount: fc.option(amount, { nil: undefined }) }),
  fc.record({ do: fc.constant('void' as const), which }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('refund' as const), which, amount, key: fc.nat({ max: 20 }) }),
  },
  fc.record({ do: fc.constant('confirm' as const), which, approved: fc.boolean() }),
  fc.record({
    do: fc.constant('wait' as const),
    ms: fc.constantFrom(1, 1, 1, 16 * 60_000, DAY_MS, 8 * DAY_MS),
  }),
  fc.constant({ do: 'sweep' as const }),
)

/** What an authorization may become. */
const next: Readonly<Record<Authorization['status'], readonly Authorization['status'][]>> = {
  requires_confirmation: ['authorized', 'declined', 'voided', 'expired'],
  authorized: ['captured', 'voided', 'expired'],
  captured: [],
  declined: [],
  voided: [],
  expired: [],
}

/** How often what happened, so that the sequences are known to reach it. */
const happened = new Map<string, number>()
const count = (what: string) => happened.set(what, (happened.get(what) ?? 0) + 1)

test('any sequence of commands', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60, size: 'max' }), (commands) => {
      const store = openStore(':memory:')
      try {
        run(commands, store)
      } finally {
        store.close()
      }
    }),
    { numRuns: RUNS },
  )
  for (const what of ['captured', 'refunded', 'voided', 'expired', 'amount_too_large', 'authorization_state'])
    expect([what, (happened.get(what) ?? 0) > 10]).toEqual([what, true])
}, 30_000)

test('a crash between any two statements leaves nothing', () => {
  const store = openStore(':memory:')
  let left = Number.POSITIVE_INFINITY
  /** As the process would end: after so many writes. */
  const failing = Object.fromEntries(
    Object.entries(store).map(([name, one]) => {
      if (typeof one === 'function' || !('run' in one)) return [name, one]
      const run = (params: never) => {
        if (left-- <= 0) throw new Error('crash')
        return one.run(params)
      }
      // Prepared statements are bound to themselves.
      return [name, { run, get: (params: never) => one.get(params), all: (params: never) => one.all(params) }]
    }),
  ) as unknown as typeof store
  const bank = new Bank({
    store: failing,
    now_ms: () => START_MS,
    pages_url: 'http://bank',
    allowsReturn: () => true,
    onDue: () => undefined,
  })
  const state = () => JSON.stringify(store.everything())
  const { token } = bank.tokenize({
    number: '4242424242424242',
    expiry_month: 1,
    expiry_year: 2099,
    cvc: '123',
  })
  const asked = { card_token: token, amount: 10, currency: 'EUR', reference: 'r' }
  const refunded = { amount: 4, reference: 'r' }
  let id = ''
  const steps = [
    () => {
      id = (JSON.parse(bank.authorize({ key: 'a', request: 'a' }, asked).body) as { id: string }).id
    },
    () => bank.capture(id, {}),
    () => bank.refund({ key: 'b', request: 'b' }, id, refunded),
  ]
  for (const step of steps) {
    const before = state()
    let writes = 0
    for (; ; writes++) {
      left = writes
      try {
        step()
        break
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'crash') throw error
        expect(state()).toBe(before)
      }
    }
    expect(writes).toBeGreaterThan(1)
    expect(state()).not.toBe(before)
  }
  store.close()
})

function run(commands: readonly Command[], store: ReturnType<typeof openStore>): void {
  let time_ms = START_MS
  const bank = new Bank({
    store,
    now_ms: () => time_ms,
    pages_url: 'http://bank',
    allowsReturn: () => true,
    onDue: () => undefined,
  })
  const tokens = new Map(
    Object.keys(test_cards).map((number) => {
      const cvc = number.length === 15 ? '1234' : '123'
      return [number, bank.tokenize({ number, expiry_month: 1, expiry_year: 2099, cvc }).token]
    }),
  )
  const seen = new Map<string, Authorization>()
  const answers = new Map<string, { asked: string; body: string; at_ms: number }>()
  const idOf = (index: number) => [...seen.keys()][index] ?? 'aut_none'

  /** A key is kept as a model would: by the first success. */
  const keyed = (key: string, asked: object, ask: (request: string) => { body: string }) => {
    const request = JSON.stringify(asked)
    const kept = answers.get(key)
    const forgotten_ms = time_ms - limits.idempotency_days * DAY_MS
    const before = kept !== undefined && kept.at_ms >= forgotten_ms ? kept : undefined
    try {
      const { body } = ask(request)
      expect(before === undefined || (before.asked === request && before.body === body)).toBe(true)
      answers.set(key, { asked: request, body, at_ms: before?.at_ms ?? time_ms })
      const made = JSON.parse(body) as { id: string }
      if (made.id.startsWith('aut_') && !seen.has(made.id))
        seen.set(made.id, JSON.parse(body) as Authorization)
    } catch (error) {
      if (before !== undefined && error instanceof Problem)
        expect([error.code, before.asked === request]).toEqual(['idempotency_key_reused', false])
      throw error
    }
  }

  const obey = (one: Command): void => {
    switch (one.do) {
      case 'authorize': {
        const { card, amount, merchant_initiated } = one
        const asked = {
          card_token: tokens.get(card) ?? '',
          amount,
          currency: 'EUR',
          reference: 'r',
          merchant_initiated,
        }
        const key = `authorize-${one.key}`
        keyed(key, asked, (request) => bank.authorize({ key, request }, asked))
        return
      }
      case 'capture':
        bank.capture(idOf(one.which), one.amount === undefined ? {} : { amount: one.amount })
        return
      case 'void':
        bank.void(idOf(one.which))
        return
      case 'refund': {
        const id = idOf(one.which)
        const asked = { amount: one.amount, reference: 'r' }
        const key = `refund-${one.key}`
        keyed(key, { id, ...asked }, (request) => bank.refund({ key, request }, id, asked))
        return
      }
      case 'confirm': {
        const url = seen.get(idOf(one.which))?.confirmation_url
        if (url !== undefined) bank.confirm(url.split('/').at(-1) ?? '', one.approved)
        return
      }
      case 'wait':
        time_ms += one.ms
        return
      case 'sweep':
        bank.sweep()
    }
  }

  const two: Command[] = [100, 101].map((key) => {
    return { do: 'authorize', card: '4242424242424242', amount: 10, key, merchant_initiated: false }
  })
  for (const one of [...two, ...commands]) {
    try {
      obey(one)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      expect(error.status).toBeLessThan(500)
      count(error.code)
    }
    const { data } = bank.statement({ after: 0, limit: 500 })
    for (const [id, before] of seen) {
      const after = bank.authorization(id)
      expect(after.refunded).toBeGreaterThanOrEqual(0)
      expect(after.captured - after.refunded).toBeGreaterThanOrEqual(0)
      expect(after.captured).toBeLessThanOrEqual(after.amount)
      if (after.refunded !== before.refunded) count('refunded')
      if (after.status !== before.status) {
        count(after.status)
        // Of two steps within one command the first is time's.
        const reachable = [...next[before.status], ...next[before.status].flatMap((step) => next[step])]
        expect(reachable).toContain(after.status)
      }
      const entries = data.filter((entry) => entry.authorization_id === id)
      const sum = (type: string) =>
        entries.filter((entry) => entry.type === type).reduce((total, entry) => total + entry.amount, 0)
      expect([sum('capture'), sum('refund')]).toEqual([after.captured, after.refunded])
      expect(bank.refunds(id).reduce((total, refund) => total + refund.amount, 0)).toBe(after.refunded)
      seen.set(id, {
        ...after,
        ...(before.confirmation_url === undefined ? {} : { confirmation_url: before.confirmation_url }),
      })
    }
  }
}
