/** `booking-ui` put together: the pages, over a client of `search`. */
import { service } from '#lib/service'
import type { ServiceContext } from '#lib/topology'
import { searchClient } from '#service/search/client'
import { bookingUi } from './http.ts'

export function build({ clock, log, transport }: ServiceContext) {
  return service({
    name: 'booking-ui',
    description: 'The web site.',
    routes: bookingUi({ search: searchClient(transport('search')), clock, log }),
    log,
  })
}
