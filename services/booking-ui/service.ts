/** `booking-ui` put together: the pages, over a client of `search`. */
import { service } from '#lib/service'
import type { ServiceContext } from '#lib/topology'
import { searchClient } from '#service/search/client'
import { bookingUi } from './http.ts'

/** How long a visitor waits for a service that does not answer before the page says so. */
const PAGE_TIMEOUT_MS = 2_000

export function build({ clock, log, transport }: ServiceContext) {
  return service({
    name: 'booking-ui',
    description: 'The web site.',
    routes: bookingUi({
      search: searchClient(transport('search'), { timeout_ms: PAGE_TIMEOUT_MS }),
      clock,
      log,
    }),
    log,
  })
}
