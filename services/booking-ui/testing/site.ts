/**
 * For tests: one more process of the site beside a running platform, with the same secrets and the same visitors, where
 * some services do not answer. The platform itself goes on, and nobody waits for the site's real deadlines.
 */
import { configuredClock, readConfig } from '#lib/config'
import { logger } from '#lib/log'
import { freePort } from '#lib/ports'
import { serviceSecret } from '#lib/secrets'
import { type Stack, TEST_SECRET, TEST_TODAY } from '#lib/test/stack'
import { type PortName, portOf } from '#lib/topology'
import { httpTransport } from '#lib/transport'
import { grants, subscribers } from '#service/registry'
import type { Budgets } from '../answer.ts'
import { build } from '../service.ts'
import { bankUrl, siteUrl } from './addresses.ts'
import type { Handle } from './visitor.ts'

/**
 * - `hangs`: takes the connection and never says a word, which is worse than being gone.
 * - `gone`: nobody listens.
 * - `fails`, `refuses`: answers 500, or 429.
 * - `raves`: answers 200 with something else than was asked for.
 */
export type Fault = 'hangs' | 'gone' | 'fails' | 'refuses' | 'raves'
export type Faults = Readonly<Partial<Record<PortName, Fault>>>

export interface SiteBeside {
  handle: Handle
  close(): Promise<void>
}

export async function siteBeside(stack: Stack, faults: Faults, budgets: Budgets): Promise<SiteBeside> {
  const ends: (() => void)[] = []
  const urls = new Map<string, string>()
  for (const [name, fault] of Object.entries(faults)) {
    const { url, end } = await broken(fault)
    urls.set(name, url)
    ends.push(end)
  }
  const site = siteUrl(stack)
  const config = readConfig({
    VACANCY_BASE_PORT: String(stack.base_port),
    VACANCY_SITE_URL: site,
    VACANCY_ISSUER: stack.shape === 'monolith' ? site : `http://localhost:${portOf(stack.base_port, 'auth')}`,
    VACANCY_BANK_PAGES_URL: bankUrl(stack),
    VACANCY_TODAY: TEST_TODAY,
  })
  const service = build(
    {
      config,
      clock: configuredClock(config),
      log: logger({ service: 'booking-ui', level: 'silent' }),
      database_url: '',
      transport: (name) => httpTransport(urls.get(name) ?? stack.url(name as PortName)),
      secret: serviceSecret(TEST_SECRET, 'booking-ui'),
      subscribers,
      services: grants,
    },
    budgets,
  )
  service.shedding.off()
  return {
    handle: (request) => service.handle(request),
    close: async () => {
      for (const end of ends) end()
      await service.close()
    },
  }
}

async function broken(fault: Fault): Promise<{ url: string; end: () => void }> {
  if (fault === 'gone') return { url: `http://127.0.0.1:${await freePort()}`, end: () => undefined }
  if (fault === 'hangs') {
    const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } })
    return { url: `http://127.0.0.1:${server.port}`, end: () => server.stop(true) }
  }
  const answers = { fails: [500, 'internal'], refuses: [429, 'too_many_requests'], raves: [200, ''] } as const
  const [status, code] = answers[fault]
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    reusePort: false,
    fetch: () =>
      Response.json(
        { type: 'about:blank', title: 'A fault of this test', status, code },
        { status, headers: { 'retry-after': '120' } },
      ),
  })
  return { url: `http://127.0.0.1:${server.port}`, end: () => void server.stop(true) }
}
