/** Routes of the checkout. */
import { Elysia } from 'elysia'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { readBooking } from './asked.ts'
import { backTo, hold, quoted } from './holding.ts'
import { PURPOSE } from './page.tsx'
import { notPossiblePage } from './trouble.tsx'

export function checkoutRoutes(deps: Deps) {
  const { answers, guard } = deps
  return new Elysia({ name: 'booking-ui-checkout' })
    .use(guard)
    .get(
      paths.book,
      answers.personal(async (site, { request }, person) => {
        const asked = readBooking(request.url)
        return asked === undefined ? notPossiblePage(site) : quoted(deps, site, asked, person)
      }),
      { requires: 'none' },
    )
    .post(
      paths.book,
      answers.personalSent(
        PURPOSE,
        (site, _, fields, person) => hold(deps, site, fields, person),
        (_, fields) => backTo(fields),
      ),
      { requires: 'none', parse: 'none' },
    )
}
