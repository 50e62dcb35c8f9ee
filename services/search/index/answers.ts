/** From a page of the engine to the bytes of the answer, the same as `answer.ts` makes of rows. */
import { hotelSummary } from '../answer.ts'
import { encodeCursor } from '../cursor.ts'
import type { SearchQuery } from '../search.ts'
import type { IndexHotelRow } from '../sql.ts'
import type { Catalogue } from './catalogue.ts'
import type { Page } from './engine.ts'
import { ByteWriter, Fragments } from './fragments.ts'

export class Answers {
  private readonly hotels: Fragments
  private readonly room_types: Fragments
  private readonly ends: Fragments
  /** Currencies have few names. */
  private readonly end_of: Uint16Array
  private readonly writer = new ByteWriter()

  /** `rows` in any order, one for each room type; `currencies` of the destinations, in the catalogue's order. */
  constructor(
    private readonly catalogue: Catalogue,
    rows: readonly IndexHotelRow[],
    private readonly currencies: readonly string[],
  ) {
    const by_room_type = new Map(rows.map((row) => [row.room_type_id, row]))
    const row_of = Array.from({ length: catalogue.room_type_count }, (_, i) => {
      const row = by_room_type.get(catalogue.room_type_ids[i] ?? 0)
      if (row === undefined) throw new Error('a room type has no row')
      return row
    })
    const own = [...new Set(rows.map((row) => row.currency))]
    this.hotels = new Fragments(
      Array.from({ length: catalogue.hotel_count }, (_, hotel) => {
        const row = row_of[catalogue.first_room_type[hotel] ?? 0]
        return row === undefined ? '' : `${JSON.stringify(hotelSummary(row)).slice(0, -1)},"distance_m":`
      }),
    )
    this.room_types = new Fragments(
      row_of.map((row) => {
        const room_type = {
          room_type_id: row.room_type_public_id,
          room_type: row.room_type_name,
          beds: row.beds,
          breakfast_included: row.breakfast_included,
          cancellation_policy: row.cancellation_policy,
        }
        return `,"offer":${JSON.stringify(room_type).slice(0, -1)},"rooms_left":`
      }),
    )
    this.ends = new Fragments(own.map((currency) => `,"currency":${JSON.stringify(currency)}}}}`))
    this.end_of = Uint16Array.from(row_of, (row) => own.indexOf(row.currency))
  }

  search(query: SearchQuery, page: Page): Uint8Array<ArrayBuffer> {
    const { writer } = this
    writer.reset()
    writer.text('{"data":[')
    for (let i = 0; i < page.count; i++) {
      if (i > 0) writer.text(',')
      const room_type = page.room_types[i] ?? 0
      writer.fragment(this.hotels, page.hotels[i] ?? 0)
      writer.integer(page.distances[i] ?? 0)
      writer.fragment(this.room_types, room_type)
      writer.integer(page.rooms_left[i] ?? 0)
      writer.text(',"total":{"amount":')
      writer.integer(page.amounts[i] ?? 0)
      writer.fragment(this.ends, this.end_of[room_type] ?? 0)
    }
    writer.text(`],"next_cursor":${this.cursor(query, page)},"total":`)
    writer.integer(page.total)
    // On a planet without a destination no currency is nearer than another.
    const currency = this.currencies[page.destination] ?? 'EUR'
    writer.text(`,"nights":${query.nights},"currency":${JSON.stringify(currency)}}`)
    return writer.copy()
  }

  private cursor(query: SearchQuery, page: Page): string {
    if (!page.more) return 'null'
    const last = page.count - 1
    const hotel_id = this.catalogue.hotel_ids[page.hotels[last] ?? 0] ?? 0
    return JSON.stringify(encodeCursor(query.fingerprint, { key: page.keys[last] ?? 0, hotel_id }))
  }
}
