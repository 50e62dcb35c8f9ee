/** Whatever is asked in whatever order: no more is given back than was taken, and the statement is the state. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { Problem } from '#lib/problem'
import { Bank } from './bank.ts'
import { type Authorization, test_cards } from './contract.ts'
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
const which = fc.nat({ max: 5 })
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant('authorize' as const),
    card: fc.constantFrom(...Object.keys(test_cards)),
    amount,
    key: fc.nat({ max: 8 }),
    merchant_initiated: fc.boolean(),
  }),
  fc.record({ do: fc.constant('capture' as const), which, amount: fc.option(amount, { nil: undefined }) }),
  fc.record({ do: fc.constant('void' as const), which }),
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('refund' as const), which, amount, key: fc.nat({ max: 20 }) }),
  },
  fc.record({ do: fc.constant('confirm' as const), which, approved: fc.boolean() }),
  fc.record({
    do: fc.constant('wait' as const),
    ms: fc.constantFrom(1, 16 * 60_000, 3 * DAY_MS, 8 * DAY_MS),
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

test('any sequence of commands', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 40 }), (commands) => {
      const store = openStore(':memory:')
      try {
        run(commands, store)
      } finally {
        store.close()
      }
    }),
    { numRuns: RUNS },
  )
}, 30_000)

function run(commands: readonly Command[], store: ReturnType<typeof openStore>): void {
  let time_ms = START_MS
  const bank = new Bank({
    store,
    now_ms: () => time_ms,
    clock: () => new Date(time_ms),
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
  const answers = new Map<string, { asked: string; body: string }>()
  const idOf = (index: number) => [...seen.keys()][index] ?? 'aut_none'

  /** A key is kept as a model would: by the first success. */
  const keyed = (key: string, asked: object, ask: (request: string) => { body: string }) => {
    const request = JSON.stringify(asked)
    const before = answers.get(key)
    try {
      const { body } = ask(request)
      expect(before === undefined || (before.asked === request && before.body === body)).toBe(true)
      answers.set(key, { asked: request, body })
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

  for (const one of commands) {
    try {
      obey(one)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      expect(error.status).toBeLessThan(500)
    }
    const { data } = bank.statement({ after: 0, limit: 500 })
    for (const [id, before] of seen) {
      const after = bank.authorization(id)
      expect(after.refunded).toBeGreaterThanOrEqual(0)
      expect(after.captured - after.refunded).toBeGreaterThanOrEqual(0)
      expect(after.captured).toBeLessThanOrEqual(after.amount)
      if (after.status !== before.status) {
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
