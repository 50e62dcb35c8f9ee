/** Asking real partners over HTTP, each of the stand-in's, in every manner it has. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type PartnerName, partner_names, readConfig } from '#lib/config'
import { hotels } from '#lib/dataset/hotels'
import { logger } from '#lib/log'
import { freePort } from '#lib/ports'
import { type RunningServer, serve } from '#lib/server'
import { type PartnerSettings, partnerDesk } from './search/partners/ask.ts'
import { believable } from './search/partners/believable.ts'
import type { PartnerQuery } from './search/partners/partner.ts'
import type { Behaviour, Partner } from './stand-ins/partner-hotels/contract.ts'
import { build } from './stand-ins/partner-hotels/service.ts'

const log = logger({ service: 'partner-hotels', level: 'silent' })
const paris: PartnerQuery = {
  ...{ lat: 48.85341, lng: 2.3488, radius_m: 15_000 },
  ...{ check_in: '2026-12-07', check_out: '2026-12-10', nights: 3, adults: 2, children: 0, rooms: 1 },
}

let server: RunningServer
beforeAll(async () => {
  const config = readConfig({ VACANCY_PROFILE: 'tiny' })
  const built = await build({ config, log })
  server = serve(built, { host: '127.0.0.1', port: await freePort(), grace_ms: 100, log })
})
afterAll(() => server?.stop())
beforeEach(() => Promise.all(partner_names.map((name) => behave(name, {}))))

async function behave(name: PartnerName, behaviour: Partial<Behaviour>) {
  const response = await fetch(`${server.url}/admin/partners/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  })
  expect(response.status).toBe(200)
}
async function requestsOf(name: PartnerName): Promise<number> {
  const { data } = (await (await fetch(`${server.url}/admin/partners`)).json()) as { data: Partner[] }
  return data.find((one) => one.name === name)?.requests ?? 0
}

const desk = (settings: Partial<PartnerSettings> = {}, names: readonly PartnerName[] = partner_names) =>
  partnerDesk({
    partners: Object.fromEntries(names.map((name) => [name, `${server.url}/${name}`])),
    settings: { keep_ms: 0, deadline_ms: 5_000, hedge_after_ms: 4_000, ...settings },
  })
const statuses = (answers: readonly { partner: string; status: string }[]) =>
  Object.fromEntries(answers.map(({ partner, status }) => [partner, status]))

test('four formats say the same of the same houses', async () => {
  const answers = await desk().ask(paris)
  expect(statuses(answers)).toEqual({ alpha: 'ok', bravo: 'ok', charlie: 'ok', delta: 'ok' })
  const ours = [...hotels({ profile: 'tiny', seed: 1 })].filter((one) => one.destination_id === 2_988_507)
  for (const { partner, offers } of answers) {
    expect(offers.length).toBeGreaterThan(3)
    for (const offer of offers) {
      expect(believable(offer, paris)).toBe(true)
      expect(offer.currency).toBe('EUR')
      // A house that we have, too, has our rating and our stars there: the numbers of each format mean the same.
      const house = ours.find(({ name }) => name.toUpperCase() === offer.name)
      if (house) expect([offer.stars, offer.rating_tenths]).toEqual([house.stars, house.rating_tenths])
    }
    const again = (await desk({}, [partner]).ask(paris))[0]?.offers
    expect(again).toEqual(offers)
    const two_rooms = (await desk({}, [partner]).ask({ ...paris, adults: 4, rooms: 2 }))[0]?.offers ?? []
    const prices = new Map(offers.map(({ id, total }) => [id, total]))
    for (const { id, total } of two_rooms) expect(total).toBe(2 * (prices.get(id) ?? 0))
    expect(two_rooms.length).toBe(offers.length)
  }
})

describe.each(partner_names)('%s', (name) => {
  const one = (settings: Partial<PartnerSettings> = {}) => desk(settings, [name])

  test.each([
    ['broken', 'error'],
    ['truncated', 'error'],
    ['page', 'error'],
    ['endless', 'error'],
    ['redirect', 'error'],
    ['too_many', 'error'],
  ] as const)('that is %s is an %s, and nobody else suffers', async (manner, status) => {
    await behave(name, { manner })
    const answers = await desk({ hedge_after_ms: 10 }).ask(paris)
    for (const answer of answers) {
      expect(answer.status).toBe(answer.partner === name ? status : 'ok')
      expect(answer.offers.length > 0).toBe(answer.partner !== name)
    }
  })

  test('that hangs is a timeout, and is let go', async () => {
    await behave(name, { manner: 'hangs' })
    const [answer] = await one({ deadline_ms: 50, hedge_after_ms: 20 }).ask(paris)
    expect(answer).toMatchObject({ status: 'timeout', offers: [] })
  })

  test('that talks nonsense is believed only what can be', async () => {
    const [fair] = await one().ask(paris)
    await behave(name, { manner: 'nonsense' })
    const [answer] = await one().ask(paris)
    expect(answer?.status).toBe('ok')
    expect(answer?.offers.length).toBe(Math.floor((fair?.offers.length ?? 0) / 5))
    // What is left has a script for a name: text like any other.
    for (const { name } of answer?.offers ?? []) expect(name).toStartWith('<script>')
  })

  test('that is flaky is asked twice, and only then', async () => {
    const fair = one()
    const before = await requestsOf(name)
    await fair.ask(paris)
    expect(await requestsOf(name)).toBe(before + 1)
    // Every other request fails, whichever begins.
    await behave(name, { manner: 'flaky' })
    for (let i = 0; i < 2; i++) expect(statuses(await one().ask(paris))).toEqual({ [name]: 'ok' })
    expect(await requestsOf(name)).toBeGreaterThanOrEqual(before + 1 + 3)
  })
})

test('a second request goes out when the first is late, and the first good answer counts', async () => {
  await behave('alpha', { latency_ms: 150 })
  const before = await requestsOf('alpha')
  const [answer] = await desk({ hedge_after_ms: 20 }, ['alpha']).ask(paris)
  expect(answer?.status).toBe('ok')
  expect(await requestsOf('alpha')).toBe(before + 2)
})

test('who asks to be left alone is', async () => {
  const asking = desk({}, ['bravo'])
  await behave('bravo', { manner: 'too_many' })
  expect(statuses(await asking.ask(paris))).toEqual({ bravo: 'error' })
  const before = await requestsOf('bravo')
  await behave('bravo', {})
  expect(statuses(await asking.ask(paris))).toEqual({ bravo: 'skipped' })
  expect(await requestsOf('bravo')).toBe(before)
})

test('who fails again and again is left alone, tried once, and asked again when it is back', async () => {
  const asking = desk({ failures: 3, half_open_after_ms: 100, hedge_after_ms: 4_000 }, ['charlie'])
  await behave('charlie', { manner: 'broken' })
  const seen: string[] = []
  for (let i = 0; i < 5; i++) seen.push(statuses(await asking.ask(paris)).charlie ?? '')
  expect(seen).toEqual(['error', 'error', 'error', 'open_circuit', 'open_circuit'])
  await Bun.sleep(120)
  expect(statuses(await asking.ask(paris)).charlie).toBe('error')
  expect(statuses(await asking.ask(paris)).charlie).toBe('open_circuit')
  await behave('charlie', {})
  await Bun.sleep(120)
  expect(statuses(await asking.ask(paris)).charlie).toBe('ok')
})

test('who talks nothing but nonsense is left alone, too', async () => {
  const asking = desk({ failures: 2 }, ['delta'])
  await behave('delta', { manner: 'truncated' })
  const seen: string[] = []
  for (let i = 0; i < 3; i++) seen.push(statuses(await asking.ask(paris)).delta ?? '')
  expect(seen).toEqual(['error', 'error', 'open_circuit'])
})

test('more than so many at once are skipped', async () => {
  await behave('delta', { latency_ms: 50 })
  const asking = desk({ at_once: 2 }, ['delta'])
  const answers = await Promise.all(Array.from({ length: 5 }, () => asking.ask(paris)))
  expect(answers.flat().filter(({ status }) => status === 'ok')).toHaveLength(2)
  expect(answers.flat().filter(({ status }) => status === 'skipped')).toHaveLength(3)
})

test('an answer is used again for a while', async () => {
  const asking = desk({ keep_ms: 60_000 }, ['delta'])
  const before = await requestsOf('delta')
  const [first] = await asking.ask(paris)
  const [second] = await asking.ask(paris)
  expect(second?.offers).toEqual(first?.offers ?? [])
  expect(await requestsOf('delta')).toBe(before + 1)
})

test('a partner that is not there is an error', async () => {
  const asking = partnerDesk({ partners: { alpha: `http://127.0.0.1:${await freePort()}` } })
  expect(statuses(await asking.ask(paris))).toEqual({ alpha: 'error' })
})
