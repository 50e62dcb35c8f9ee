/** What `hotel` computes: the service's own statement and answer for one hotel. */

import type { MakeCore } from '#bench/core'
import { notFound } from '#lib/problem'
import { hotel } from '#service/search/answer'
import { type HotelRow, hotelStatement } from '#service/search/sql'

const PREFIX = '/v1/hotels/'

export const core: MakeCore = () => ({
  begin: (target) => ({
    statement: hotelStatement(target.slice(PREFIX.length)),
    finish: ([row]) => {
      if (row === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
      return JSON.stringify(hotel(row as unknown as HotelRow))
    },
  }),
})
