/** The stand-ins for third parties: real servers, each in a process of its own in every composition. */
import { type Config, defaultBankUrl, defaultPartners, defaultSmtpUrl, type PartnerName } from '#lib/config'
import type { Logger } from '#lib/log'
import type { Service } from '#lib/service'
import type { PortName } from '#lib/topology'

export interface StandInContext {
  config: Config
  log: Logger
}

export interface StandInEntry {
  readonly name: string
  /** Where it speaks HTTP. */
  readonly port: PortName
  /** What a person opens first. */
  readonly page: string
  /** False when the configuration names the real thing. */
  wanted(config: Config): boolean
  load(): Promise<{ build(context: StandInContext): Promise<Service> }>
}

export const stand_ins: readonly StandInEntry[] = [
  {
    name: 'mailbox',
    port: 'mailbox',
    page: '/',
    wanted: (config) => config.smtp_url === defaultSmtpUrl(config),
    load: () => import('./mailbox/service.ts'),
  },
  {
    name: 'bank',
    port: 'bank',
    page: '/',
    wanted: (config) => config.bank_url === defaultBankUrl(config),
    load: () => import('./bank/service.ts'),
  },
  {
    name: 'partner-hotels',
    port: 'partner-hotels',
    page: '/openapi',
    wanted: (config) =>
      Object.entries(defaultPartners(config)).some(
        ([name, url]) => config.partners[name as PartnerName] === url,
      ),
    load: () => import('./partner-hotels/service.ts'),
  },
]
