/** What `hotel` computes: the service's own statement and answer for one hotel. */

import { type MakeCore, ok } from '#bench/core'
import { notFound } from '#lib/problem'
import { hotel } from '#service/search/answer'
import { type HotelRow, hotelStatement } from '#service/search/sql'

const PREFIX = '/v1/hotels/'
const ID_LENGTH = 30

/** The id in a target. */
export const hotelOf = (target: string): string => target.slice(PREFIX.length, PREFIX.length + ID_LENGTH)

export const core: MakeCore = () => ({
  begin: (target) => ({
    wait: { kind: 'statement', statement: hotelStatement(hotelOf(target)) },
    finish: ({ rows: [row] = [] }) => {
      if (row === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
      return ok(JSON.stringify(hotel(row as unknown as HotelRow)))
    },
  }),
})
