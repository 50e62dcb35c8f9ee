/** `partner-hotels` put together: four partners on one server, each under its name. */
import { type Service, service } from '#lib/service'
import { openGuard } from '#lib/token/guard'
import type { StandInContext } from '../registry.ts'
import { partnerCatalogue } from './catalogue.ts'
import { partnerHotels } from './http.ts'

export async function build({ config, log }: StandInContext): Promise<Service> {
  const catalogue = partnerCatalogue({ profile: config.profile, seed: config.seed })
  return service({
    name: 'partner-hotels',
    description:
      'Stand-in for partners that sell hotels, too: four of them, each with a format and manners of its own.',
    routes: partnerHotels({ catalogue, guard: openGuard() }),
    log,
  })
}
