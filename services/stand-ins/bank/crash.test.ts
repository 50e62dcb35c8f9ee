/** The bank killed in the middle: what was answered is still true, and no card number is on its disk or in its log. */
import { expect, test } from 'bun:test'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, spawnChild } from '#lib/child'
import { SANDBOX_BANK_KEY } from '#lib/config'
import { freePortBase } from '#lib/ports'
import { port_offsets, portOf } from '#lib/topology'
import { bankTestClient } from './client.ts'
import { type Authorization, type Refund, test_cards, type Webhook } from './contract.ts'

const KILLS = 4
const WORKERS = 8

test('kill -9 loses nothing that was answered; requests find their first answer, and every change is told', async () => {
  const data_dir = await mkdtemp(join(tmpdir(), 'vacancy-bank-'))
  const base_port = await freePortBase(1, Object.values(port_offsets))
  const url = `http://127.0.0.1:${portOf(base_port, 'bank')}`
  const bank = bankTestClient(url, SANDBOX_BANK_KEY)
  const lines: string[] = []

  async function start(): Promise<Child> {
    const up = Promise.withResolvers<void>()
    const child = spawnChild({
      args: ['services/stand-ins/serve.ts', 'bank'],
      env: { VACANCY_BASE_PORT: String(base_port), VACANCY_DATA_DIR: data_dir, VACANCY_LOG_LEVEL: 'debug' },
      onLine: (line) => {
        lines.push(line)
        if (line.includes('listening')) up.resolve()
      },
    })
    const ended = await Promise.race([up.promise, child.exited])
    if (typeof ended === 'number') throw new Error(lines.join('\n'))
    return child
  }

  /** Until it is answered; what every answer was, by its key. */
  const answers = new Map<string, Set<string>>()
  async function insist<T>(path: string, key: string, body: object): Promise<T> {
    for (;;) {
      try {
        const response = await fetch(url + path, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${SANDBOX_BANK_KEY}`,
            'content-type': 'application/json',
            'idempotency-key': key,
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(2_000),
        })
        const text = await response.text()
        if (response.status >= 500) throw new Error('again')
        expect([200, 201]).toContain(response.status)
        answers.set(key, (answers.get(key) ?? new Set()).add(text))
        return JSON.parse(text) as T
      } catch (error) {
        if (error instanceof Error && error.name === 'AssertionError') throw error
        await Bun.sleep(10)
      }
    }
  }

  /** Ids of webhooks that were taken, by type. Every third is refused the first time. */
  const told = new Map<string, Set<string>>()
  const heard = new Set<string>()
  const receiver = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const { id, type } = (await request.json()) as Webhook
      const first = !heard.has(id)
      heard.add(id)
      if (first && heard.size % 3 === 0) return new Response(null, { status: 503 })
      told.set(type, (told.get(type) ?? new Set()).add(id))
      return new Response(null, { status: 204 })
    },
  })

  let child = await start()
  try {
    await fetch(`${url}/v1/webhook-endpoint`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${SANDBOX_BANK_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url.href }),
    })
    const card_token = await bank.cardToken('4242424242424242')
    for (const number of Object.keys(test_cards)) await bank.cardToken(number)
    await fetch(`${url}/v1/card-tokens/4242424242424242?number=4242424242424242`)
    let over = false
    let done = 0
    const worker = async (name: number) => {
      for (let i = 0; !over; i++) {
        const reference = `w${name}-${i}`
        const asked = { card_token, amount: 1_000, currency: 'EUR', reference }
        const made = await insist<Authorization>('/v1/authorizations', `aut-of-${reference}`, asked)
        await insist(`/v1/authorizations/${made.id}/capture`, `cap-of-${reference}`, { amount: 900 })
        const refund = { amount: 400, reference }
        for (const part of [1, 2])
          await insist<Refund>(`/v1/authorizations/${made.id}/refunds`, `rfd-${part}-of-${reference}`, refund)
        // As somebody who did not hear the answer.
        await insist('/v1/authorizations', `aut-of-${reference}`, asked)
        await insist(`/v1/authorizations/${made.id}/refunds`, `rfd-1-of-${reference}`, refund)
        done++
      }
    }
    const workers = Promise.all(Array.from({ length: WORKERS }, (_, name) => worker(name)))
    for (let kill = 0; kill < KILLS; kill++) {
      await Bun.sleep(100 + 60 * kill)
      child.kill('SIGKILL')
      await child.exited
      child = await start()
    }
    over = true
    await workers

    expect(done).toBeGreaterThan(KILLS)
    for (const [key, texts] of answers) expect([key, texts.size]).toEqual([key, 1])
    const entries = await bank.statement()
    const count = (type: string) => entries.filter((entry) => entry.type === type).length
    expect([count('capture'), count('refund')]).toEqual([done, 2 * done])
    const sum = entries.reduce(
      (total, { type, amount }) => total + (type === 'capture' ? amount : -amount),
      0,
    )
    expect(sum).toBe(100 * done)
    const all = {
      'authorization.authorized': done,
      'authorization.captured': done,
      'refund.succeeded': 2 * done,
    }
    const counted = () => Object.fromEntries(Object.keys(all).map((type) => [type, told.get(type)?.size]))
    const deadline_ms = performance.now() + 15_000
    while (!Bun.deepEquals(counted(), all) && performance.now() < deadline_ms) await Bun.sleep(20)
    expect(counted()).toEqual(all)
    expect(entries.map(({ id }) => Number(id.slice(4)))).toEqual(entries.map((_, i) => i + 1))
  } finally {
    await child.stop()
    await receiver.stop(true)
  }

  const folder = join(data_dir, 'bank')
  const kept = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
  )
  const everything = [...kept, ...lines].join('\n')
  expect(everything).toContain('tok_')
  expect(Object.keys(test_cards).filter((number) => everything.includes(number))).toEqual([])
  await rm(data_dir, { recursive: true })
}, 30_000)
