/** What stands in front of everything of the chain, and the configuration that leads there. */
import type { Config } from '#lib/config'
import { localUrl } from '#lib/server'
import { outside, type PortName, portOf } from '#lib/topology'
import type { Meet } from './director.ts'
import { type Between, httpProxy } from './http-proxy.ts'
import { edges } from './steps.ts'
import { databaseTap, letterTap, type Owner, type PostedLetter } from './taps.ts'
import { wireProxy } from './wire-proxy.ts'

export const owners: readonly Owner[] = ['reservations', 'payments']

export async function proxies(
  config: Config,
  meet: Meet,
  letters: PostedLetter[],
  database_urls: Readonly<Record<string, string>>,
) {
  const all: Between[] = []
  const made = (proxy: Between) => {
    all.push(proxy)
    return proxy.port
  }
  const urls: Partial<Record<PortName, string>> = {}
  const service_urls: Record<string, string> = {}
  for (const edge of edges) {
    const target = localUrl(config.host, portOf(config.base_port, edge))
    urls[edge] = localUrl(config.host, made(await httpProxy(edge, target, meet)))
    if (!outside.has(edge)) service_urls[edge] = urls[edge]
  }
  const through: Record<string, string> = { ...database_urls }
  for (const owner of owners) {
    const url = new URL(database_urls[owner] ?? '')
    url.port = String(made(await wireProxy(Number(url.port), databaseTap(owner, meet))))
    through[owner] = url.href
  }
  const tap = letterTap(meet, (letter) => letters.push(letter))
  const smtp = made(await wireProxy(portOf(config.base_port, 'mailbox-smtp'), tap))
  return {
    all,
    urls,
    config: {
      service_urls,
      database_urls: through,
      bank_url: urls.bank ?? '',
      smtp_url: `smtp://${config.host}:${smtp}`,
    },
  }
}
