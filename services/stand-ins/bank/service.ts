/** `bank` put together: its file, its API and pages, and the webhooks on their way. */
import { timingSafeEqual } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { originsOf } from '#lib/origins'
import { StartError } from '#lib/server'
import { type Service, service } from '#lib/service'
import { nobody } from '#lib/token/caller'
import { guard } from '#lib/token/guard'
import { invalidToken } from '#lib/token/verify'
import type { StandInContext } from '../registry.ts'
import { Bank } from './bank.ts'
import { bankRoutes, MERCHANT } from './http.ts'
import { Manners } from './manners.ts'
import { type BankStore, openStore } from './sql.ts'
import { Webhooks } from './webhooks.ts'

export interface BankContext extends StandInContext {
  /** The real clock, on a fixed day too: it is a third party. A test moves it. */
  now_ms?: () => number
}

/** Throws a `StartError` when its file cannot be had. */
export async function build({ config, log, now_ms = Date.now }: BankContext): Promise<Service> {
  const store = await storeIn(join(config.data_dir, 'bank'))
  const origins = originsOf(config.site_url)
  const manners = new Manners()
  const webhooks = new Webhooks({
    store,
    secret: config.bank_webhook_secret,
    now_ms,
    log,
    sweep: () => bank.sweep(),
  })
  const bank = new Bank({
    store,
    now_ms,
    pages_url: config.bank_pages_url,
    allowsReturn: origins.allows,
    onDue: () => webhooks.poke(),
  })
  const style = await readFile(join(import.meta.dirname, 'pages/style.css'), 'utf8')
  const built = service({
    name: 'bank',
    description:
      'Stand-in for a bank: cards, authorizations, captures, refunds, webhooks and a statement. No money anywhere.',
    routes: bankRoutes({
      bank,
      manners,
      webhooks,
      origins,
      site_url: config.site_url,
      style,
      guard: keyGuard(config.bank_key),
    }),
    log,
    checks: {
      file: async () => store.check(),
    },
    close: async () => {
      await webhooks.stop()
      store.close()
    },
  })
  webhooks.start()
  return {
    ...built,
    drain: () => {
      manners.close()
      built.drain()
    },
  }
}

/** Its own folder: nobody else reads it. */
async function storeIn(folder: string): Promise<BankStore> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return openStore(join(folder, 'bank.sqlite'))
  } catch (error) {
    throw new StartError(
      `bank: ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** One API key for one merchant. */
function keyGuard(key: string) {
  const merchant = { ...nobody, subject: 'merchant', scopes: new Set([MERCHANT]) }
  const expected = Buffer.from(key)
  return guard({
    verifier: {
      verify: async (token) => {
        const given = Buffer.from(token)
        if (given.length !== expected.length || !timingSafeEqual(given, expected))
          throw invalidToken('The API key is not valid')
        return merchant
      },
    },
  })
}
