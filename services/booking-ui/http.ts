/** The whole site: what anybody may see, accounts, and what a person books. */
import { Elysia } from 'elysia'
import { accountRoutes } from './account/http.ts'
import { answers as answersOf } from './answer.ts'
import { artRoutes } from './art/http.ts'
import { checkoutRoutes } from './checkout/http.ts'
import type { SiteParts } from './deps.ts'
import { deskRoutes } from './desk/http.ts'
import { findingRoutes } from './finding/http.ts'
import { labRoutes } from './lab/http.ts'
import { signingRoutes } from './session/http.ts'
import { tripRoutes } from './trips/http.ts'

export function bookingUi(parts: SiteParts) {
  // Whoever asks first hears of a failure; without this the process would end before anyone could.
  parts.assets.catch(() => undefined)
  const deps = { ...parts, answers: answersOf(parts) }
  return new Elysia({ name: 'booking-ui' })
    .use(accountRoutes(deps))
    .use(signingRoutes(deps))
    .use(checkoutRoutes(deps))
    .use(tripRoutes(deps))
    .use(deskRoutes(deps))
    .use(labRoutes(deps))
    .use(artRoutes(deps))
    .use(findingRoutes(deps))
}
