/** For tests, and for whoever checks a webhook. With `contract.ts`, the only file that others import. */
import { callJson, httpTransport } from '#lib/transport'
import type { Authorization, Behaviour, Card, CardToken, Statement } from './contract.ts'

export { isSigned, signatureOf } from './signature.ts'

export interface BankTestClient {
  /** A token for a test card by its number; the rest is good unless it is given. */
  cardToken(number: string, more?: Partial<Card>): Promise<string>
  authorizations(reference: string): Promise<Authorization[]>
  /** All of it. */
  statement(): Promise<Statement['data']>
  behave(behaviour: Behaviour): Promise<void>
  /** As the person at `confirmation_url`. */
  confirm(confirmation_url: string, outcome: 'approve' | 'decline'): Promise<void>
}

const TIMEOUT_MS = 3_000

/** `base_url`: `http://127.0.0.1:3901`, in a test `stack.url('bank')`. */
export function bankTestClient(base_url: string, key: string): BankTestClient {
  const call = { service: 'bank', transport: httpTransport(base_url), timeout_ms: TIMEOUT_MS }
  const headers = { authorization: `Bearer ${key}` }
  const get = async <T>(path: string) => (await callJson<T>(call, { method: 'GET', path, headers })).body
  return {
    cardToken: async (number, more) => {
      const body = {
        number,
        expiry_month: 12,
        expiry_year: 2098,
        cvc: number.length === 15 ? '1234' : '123',
        ...more,
      }
      return (await callJson<CardToken>(call, { method: 'POST', path: '/v1/card-tokens', body })).body.token
    },
    authorizations: async (reference) =>
      (await get<{ data: Authorization[] }>(`/v1/authorizations?reference=${encodeURIComponent(reference)}`))
        .data,
    statement: async () => {
      const entries: Statement['data'] = []
      for (let cursor: string | null = 'stm_000000000000'; cursor !== null; ) {
        const page: Statement = await get(`/v1/statement?cursor=${cursor}`)
        entries.push(...page.data)
        cursor = page.next_cursor
      }
      return entries
    },
    behave: async (body) => {
      await callJson<Behaviour>(call, { method: 'PUT', path: '/admin/behaviour', body })
    },
    confirm: async (confirmation_url, outcome) => {
      const { pathname } = new URL(confirmation_url)
      const response = await fetch(new URL(pathname, base_url), {
        method: 'POST',
        body: new URLSearchParams({ outcome }),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await response.body?.cancel()
      if (response.status >= 400) throw new Error(`the confirmation was answered with ${response.status}`)
    },
  }
}
