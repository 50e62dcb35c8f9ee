/** Routes of `reservations`: parse, call the rules, answer. */
import { Elysia } from 'elysia'
import type { Clock } from '#lib/dates'
import { notFound } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import { NOT_SHED } from '#lib/shedding/shedding'
import type { Guard } from '#lib/token/guard'
import * as contract from './contract.ts'
import { readChanges, readState } from './feed.ts'
import { changeNights } from './inventory.ts'
import type { News } from './news.ts'
import type { Db } from './sql.ts'
import type { Transactions } from './transaction.ts'

export const CHANGES_PATH = '/v1/inventory/changes'

const changesParams = queryParser(contract.ChangesParams)
const stateParams = queryParser(contract.StateParams)
const room_type_id = new RegExp(String(contract.RoomTypeId.pattern))

interface ReservationsDeps {
  db: Db
  news: News
  inTransaction: Transactions
  guard: Guard
  clock: Clock
}

export function reservations(deps: ReservationsDeps) {
  const { db, guard, inTransaction, clock } = deps
  return new Elysia({ name: 'reservations' })
    .use(guard)
    .put(
      '/v1/inventory/room-types/:id/nights',
      async ({ params: { id }, body }) => {
        if (!room_type_id.test(id)) throw notFound('unknown_room_type', 'There is no such room type')
        return json(await inTransaction((trx) => changeNights(trx, id, body, clock)))
      },
      {
        requires: 'reservations:inventory_write',
        ...documented('How many rooms of a type may be sold on a range of nights', contract.NightList),
        body: contract.NightsChange,
      },
    )
    .get(
      CHANGES_PATH,
      async ({ request }) => json(await readChanges(deps, changesParams(request.url), request.signal)),
      {
        requires: 'reservations:inventory',
        ...documented(
          'Nights that changed after a cursor, as they are now; waits for the next one',
          contract.Changes,
          contract.ChangesParams,
          NOT_SHED,
        ),
      },
    )
    .get('/v1/inventory', async ({ request }) => json(await readState(db, stateParams(request.url))), {
      requires: 'reservations:inventory',
      ...documented(
        'Every night that was ever booked or changed, as it is now',
        contract.State,
        contract.StateParams,
      ),
    })
}

const json = (body: object) => Response.json(body, { headers: { 'cache-control': 'no-store' } })

/** A schema as documentation: answers are written as they are. */
function documented(
  summary: string,
  answer: object,
  query?: Parameters<typeof queryParameters>[0],
  more: object = {},
) {
  return {
    detail: {
      ...more,
      tags: ['inventory'],
      summary,
      ...(query === undefined ? {} : { parameters: queryParameters(query) }),
      responses: { 200: { description: 'OK', content: { 'application/json': { schema: answer } } } },
    },
  }
}
