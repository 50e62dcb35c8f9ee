/** `booking-ui` put together: the pages, over a client of `search`. */
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { ServiceContext } from '#lib/topology'
import { searchClient } from '#service/search/client'
import { bookingUi } from './http.ts'

/** How long a visitor waits for a service that does not answer before the page says so. */
const PAGE_TIMEOUT_MS = 2_000
/** Of that for a token, which search can do without. */
const TOKEN_TIMEOUT_MS = 400

export function build(context: ServiceContext) {
  const { clock, config, log, transport } = context
  const { guard, tokens } = identityOf('booking-ui', context, { timeout_ms: TOKEN_TIMEOUT_MS })
  return service({
    name: 'booking-ui',
    description: 'The web site.',
    routes: bookingUi({
      search: searchClient(transport('search'), {
        timeout_ms: PAGE_TIMEOUT_MS,
        // Search is public: without a token it is asked all the same, as anybody is.
        token: () => tokens.tokenFor('search').catch(() => undefined),
      }),
      clock,
      log,
      guard,
    }),
    issuer: config.issuer,
    log,
  })
}
