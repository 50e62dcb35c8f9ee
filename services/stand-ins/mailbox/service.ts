/** `mailbox` put together: an SMTP server and, over HTTP, what it took. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Service, service } from '#lib/service'
import { openGuard } from '#lib/token/guard'
import { portOf } from '#lib/topology'
import type { StandInContext } from '../registry.ts'
import type { Behaviour } from './contract.ts'
import { mailbox } from './http.ts'
import { arrivalOf } from './parse.ts'
import { startSmtp } from './smtp.ts'
import { Store } from './store.ts'

/** Listens for SMTP when it resolves. Throws a `StartError` when it cannot. */
export async function build({ config, log }: StandInContext): Promise<Service> {
  const store = new Store()
  const behaviour: Behaviour = { mode: 'accept' }
  const style = await readFile(join(import.meta.dirname, 'pages/style.css'), 'utf8')
  const smtp = await startSmtp({
    host: config.host,
    port: portOf(config.base_port, 'mailbox-smtp'),
    log,
    mode: () => behaviour.mode,
    keep: async (raw, envelope) => {
      store.add(await arrivalOf(raw, envelope))
    },
  })
  const built = service({
    name: 'mailbox',
    description:
      'Stand-in for email: takes every message over SMTP and shows it. Tests read their mail here.',
    routes: mailbox({ store, behaviour, style, guard: openGuard() }),
    log,
    checks: {
      smtp: async () => {
        if (!smtp.listening) throw new Error('not listening')
      },
    },
    close: () => smtp.close(),
  })
  return {
    ...built,
    drain: () => {
      store.close()
      built.drain()
    },
  }
}
