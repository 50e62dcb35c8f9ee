/** Routes of the desk: parse, call the rules, answer. */
import type { TSchema } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { bodyParser } from '#lib/body'
import { notFound } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import type { Guard } from '#lib/token/guard'
import { Reservation, ReservationId } from '../bookings/contract.ts'
import type { BookingDeps } from '../bookings/deps.ts'
import { NightList, NightsChange, RoomTypeId } from '../contract.ts'
import * as contract from './contract.ts'
import * as desk from './desk.ts'

const range = queryParser(contract.RangeParams)
const readChange = bodyParser(NightsChange)
const form = (schema: TSchema) => new RegExp(String(schema.pattern))
const [hotel_id, room_type_id, reservation_id] = [contract.HotelId, RoomTypeId, ReservationId].map(form)

export function deskRoutes(deps: BookingDeps & { guard: Guard }) {
  const { db, guard } = deps
  return new Elysia({ name: 'reservations-desk' })
    .use(guard)
    .get('/v1/desk/hotels', async ({ caller }) => json(await desk.hotels(db, caller.subject)), {
      requires: 'reservations:desk',
      ...documented('Hotels where you work', contract.DeskHotels),
    })
    .get(
      '/v1/desk/hotels/:id/arrivals',
      async ({ params: { id }, request, caller }) =>
        json(await desk.arrivals(db, caller.subject, known(hotel_id, id), range(request.url))),
      {
        requires: 'reservations:desk',
        ...documented('Who arrives', contract.Arrivals, contract.RangeParams),
      },
    )
    .get(
      '/v1/desk/hotels/:id/nights',
      async ({ params: { id }, request, caller }) =>
        json(await desk.nights(db, caller.subject, known(hotel_id, id), range(request.url))),
      {
        requires: 'reservations:desk',
        ...documented('Rooms of each type by night', contract.DeskNights, contract.RangeParams),
      },
    )
    .put(
      '/v1/desk/room-types/:id/nights',
      async ({ params: { id }, request, caller }) => {
        const change = await readChange(request)
        return json(await desk.setNights(deps, caller.subject, known(room_type_id, id), change))
      },
      {
        requires: 'reservations:desk',
        parse: 'none',
        ...documented('How many rooms may be sold on a range of nights', NightList),
      },
    )
    .post(
      '/v1/desk/reservations/:id/no-show',
      async ({ params: { id }, caller }) =>
        json(await desk.noShow(deps, caller.subject, known(reservation_id, id))),
      { requires: 'reservations:desk', ...documented('Nobody came', Reservation) },
    )
}

function known(pattern: RegExp | undefined, id: string): string {
  if (pattern?.test(id) !== true) throw notFound('not_found', 'There is nothing of that name')
  return id
}

const json = (body: object) => Response.json(body, { headers: { 'cache-control': 'no-store' } })

function documented(summary: string, answer: TSchema, query?: Parameters<typeof queryParameters>[0]) {
  return {
    detail: {
      tags: ['desk'],
      summary,
      ...(query === undefined ? {} : { parameters: queryParameters(query) }),
      responses: { 200: { description: 'OK', content: { 'application/json': { schema: answer } } } },
    },
  }
}
