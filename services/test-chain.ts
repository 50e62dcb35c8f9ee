/**
 * For tests: the booking chain in this process. Reservations, payments and papers are as they are, each over a database of
 * its own; the bank is behind a port of its own, and its webhooks come through one. Time is the test's. No mail server.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, SANDBOX_BANK_KEY } from '#lib/config'
import { databasePool } from '#lib/database'
import { logger } from '#lib/log'
import { freePort } from '#lib/ports'
import { serve } from '#lib/server'
import { testDatabase } from '#lib/test/database'
import { audienceOf } from '#lib/token/caller'
import { ISSUER } from '#lib/token/testing'
import type { Transport } from '#lib/transport'
import { paymentsClient, settlementClient } from '#service/payments/client'
import type { Payment } from '#service/payments/contract'
import { bankTestClient } from '#service/stand-ins/bank/client'
import { build as buildPayments, prepare as preparePayments } from './payments/service.ts'
import { build as buildPapers } from './pdf-reports/service.ts'
import { subscribers } from './registry.ts'
import type { Reservation } from './reservations/bookings/contract.ts'
import { guest, soldOf, testReservations } from './reservations/testing.ts'
import { build as buildBank } from './stand-ins/bank/service.ts'

const OWNER = 'usr_00000000000000000000000001'
const SCOPES = 'payments:read payments:write payments:operate'

export const card_numbers = {
  approve: '4242424242424242',
  decline: '4000000000009995',
  confirm: '4000000000003220',
} as const

export interface ChainOptions {
  now?: () => Date
  /** The key that payments has for the bank. */
  bank_key?: string
  /** Stands between payments and reservations. */
  between?: (transport: Transport) => Transport
  /** What becomes of the bank's answers on their way. */
  answers?: (path: string, answer: object) => object
  /** How often payments looks for what nobody has told it of. */
  look_ms?: number
}

export type TestChain = Awaited<ReturnType<typeof testChain>>

export async function testChain(options: ChainOptions = {}) {
  const { now = () => new Date(), bank_key, between, answers, look_ms } = options
  const data_dir = await mkdtemp(join(tmpdir(), 'vacancy-chain-'))
  const quiet = logger({ service: 'test', level: 'silent' })
  const logged: { level: 'warn' | 'error'; facts: object; message: string }[] = []
  const log = new Proxy(quiet, {
    get: (target, name, receiver) =>
      name === 'warn' || name === 'error'
        ? (facts: object, message: string) => void logged.push({ level: name, facts, message })
        : Reflect.get(target, name, receiver),
  })
  const port = await freePort()
  const bank_service = await buildBank({
    config: readConfig({ VACANCY_DATA_DIR: data_dir }),
    log: quiet,
    now_ms: () => now().getTime(),
  })
  const bank_server = serve(bank_service, { host: '127.0.0.1', port: 0, grace_ms: 100, log: quiet })
  const inside = new Map<string, { handle(request: Request): Promise<Response> }>()
  const relay = answers === undefined ? undefined : relayTo(bank_server.url, answers)
  const transport = (name: string): Transport => {
    const straight: Transport = (request) => {
      const service = inside.get(name)
      return service === undefined ? api.auth(request) : service.handle(request)
    }
    return name === 'reservations' && between !== undefined ? between(straight) : straight
  }
  const api = await testReservations({ now, payments: transport('payments') })
  inside.set('reservations', api.service)
  const database = await testDatabase({
    template: {
      name: 'payments',
      key: '0005_credit_notes',
      prepare: (database_url) =>
        preparePayments({ database_url, clock: now, config: { profile: 'tiny', seed: 1 } }),
    },
  })
  const config = {
    ...readConfig({ VACANCY_POOL_SIZE: '4', VACANCY_SMTP_URL: 'smtp://127.0.0.1:9' }),
    issuer: ISSUER,
    bank_url: relay?.url ?? bank_server.url,
    bank_key: bank_key ?? SANDBOX_BANK_KEY,
    service_urls: { payments: `http://127.0.0.1:${port}` },
  }
  const context = { config, clock: now, log, database_url: database.url, transport, secret: '', subscribers }
  const papers = buildPapers({ ...context, services: [] })
  inside.set('pdf-reports', papers)
  const payments = buildPayments({ ...context, services: [] }, now, look_ms)
  payments.shedding.off()
  api.service.shedding.off()
  inside.set('payments', payments)
  const server = serve(payments, { host: '127.0.0.1', port, grace_ms: 100, log: quiet })
  const pool = databasePool({ url: database.url, size: 2, name: 'payments-test' })
  const bank = bankTestClient(bank_server.url, SANDBOX_BANK_KEY)
  const tokenOf = (sub: string) => api.issuer.token({ aud: audienceOf('payments'), scope: SCOPES, sub })
  const pay = (request: Request) => payments.handle(request)
  let days = 20
  return {
    ...{ api, bank, payments, pool, logged, tokenOf, url: server.url, bank_url: bank_server.url },
    /** As the guest who booked, and as reservations. */
    client: paymentsClient(pay, { token: () => tokenOf(OWNER) }),
    settlement: settlementClient(pay, { token: () => tokenOf(OWNER) }),
    ask: async (path: string, init: RequestInit & { as?: string } = {}) =>
      payments.handle(
        new Request(`http://payments${path}`, {
          ...init,
          headers: {
            authorization: `Bearer ${await tokenOf(init.as ?? OWNER)}`,
            'content-type': 'application/json',
            ...init.headers,
          },
        }),
      ),
    /** A hold of other nights than all before. */
    hold: async (): Promise<Reservation> => {
      const { issued, check_in } = nextStay(now(), days++)
      const quote = await api.quote(soldOf(api.roomType(1), { check_in }), { iat: issued })
      const answer = await api.ask('/v1/reservations', {
        method: 'POST',
        body: JSON.stringify({ quote, guest }),
        headers: { 'idempotency-key': crypto.randomUUID() },
      })
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()) as Reservation
    },
    reservation: async (id: string) =>
      (await (await api.ask(`/v1/reservations/${id}`)).json()) as Reservation,
    begin: async (reservation_id: string, card: keyof typeof card_numbers = 'approve'): Promise<Payment> =>
      paymentsClient(pay, { token: () => tokenOf(OWNER) }).pay(
        { reservation_id, card_token: await bank.cardToken(card_numbers[card]) },
        crypto.randomUUID(),
      ),
    close: async () => {
      await server.stop()
      await api.close()
      await papers.close()
      await relay?.stop()
      await bank_server.stop()
      await pool.end()
      await database.drop()
      await rm(data_dir, { recursive: true })
    },
  }
}

/** A bank that answers otherwise: what it does is done. */
function relayTo(url: string, answers: NonNullable<ChainOptions['answers']>) {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url)
      const response = await fetch(url + pathname + search, request)
      if (response.status === 204) return response
      const answer = (await response.json()) as object
      return Response.json(answers(pathname, answer), { status: response.status })
    },
  })
  return { url: server.url.href.replace(/\/$/, ''), stop: () => server.stop(true) }
}

const nextStay = (now: Date, days: number) => ({
  issued: Math.floor(now.getTime() / 1_000),
  check_in: new Date(Date.parse('2026-11-23') + days * 2 * 86_400_000).toISOString().slice(0, 10),
})
