/** From what the engine found to the bytes of an answer, the same as `answer.ts` makes of rows. */
import { dateText } from '#lib/dates'
import { type HotelSummaryColumn, hotelSummary, roomType } from '../answer.ts'
import type { UnavailableReason } from '../contract.ts'
import { encodeCursor } from '../cursor.ts'
import { facetAnswer } from '../facets.ts'
import type { SearchQuery } from '../search.ts'
import type { IndexHotelRow } from '../sql.ts'
import { fits, type Stay } from '../stay.ts'
import type { Catalogue } from './catalogue.ts'
import type { Page } from './engine.ts'
import { ByteWriter, Fragments } from './fragments.ts'
import { CLOSED_TO_ARRIVAL, MIN_STAY, type Nights } from './nights.ts'
import type { Recommended } from './recommendations.ts'

export type Bytes = Uint8Array<ArrayBuffer>

/** Rooms for a party, any nights. */
export type Party = Pick<Stay, 'adults' | 'children' | 'rooms'>

/** What answers say of a room type and its hotel. */
export type Described = Pick<
  IndexHotelRow,
  | HotelSummaryColumn
  | 'currency'
  | 'room_type_public_id'
  | 'room_type_name'
  | 'beds'
  | 'size_m2'
  | 'max_adults'
  | 'capacity'
  | 'breakfast_included'
  | 'cancellation_policy'
>

/** There are some 160 in the world. */
const MOST_CURRENCIES = 512

export class Answers {
  private readonly hotels: Fragments
  private readonly offers: Fragments
  private readonly room_types: Fragments
  /** By night of the dataset. */
  private readonly dates: Fragments
  /** By number of a currency: what stands behind an amount. */
  private readonly money_ends = new Fragments(MOST_CURRENCIES)
  private readonly currency_numbers = new Map<string, number>()
  private readonly currency_of: Uint16Array
  private readonly positions = new Map<string, number>()
  private readonly names: string[]
  private readonly writer = new ByteWriter()

  /** `currencies` of the destinations, in the catalogue's order. Every room type is to be described before the first answer. */
  constructor(
    private readonly catalogue: Catalogue,
    private readonly nights: Nights,
    private readonly currencies: readonly string[],
  ) {
    this.hotels = new Fragments(catalogue.hotel_count)
    this.offers = new Fragments(catalogue.room_type_count)
    this.room_types = new Fragments(catalogue.room_type_count)
    this.currency_of = new Uint16Array(catalogue.room_type_count)
    this.names = new Array<string>(catalogue.hotel_count).fill('')
    const { first_day, nights: count } = nights.shape
    this.dates = Fragments.of(
      Array.from({ length: count }, (_, i) => `{"night":${JSON.stringify(dateText(first_day + i))}`),
    )
  }

  /** `room_type` is a position in the catalogue. In any order. */
  describe(room_type: number, row: Described): void {
    const hotel = this.catalogue.hotel_of[room_type] ?? 0
    if (!this.positions.has(row.id)) {
      this.positions.set(row.id, hotel)
      this.names[hotel] = row.name
      this.hotels.set(hotel, `${opened(hotelSummary(row))},"distance_m":`)
    }
    const { room_type_public_id: id, room_type_name: name } = row
    const { beds, breakfast_included, cancellation_policy } = row
    const offer = { room_type_id: id, room_type: name, beds, breakfast_included, cancellation_policy }
    this.offers.set(room_type, `,"offer":${opened(offer)},"rooms_left":`)
    this.room_types.set(room_type, opened(roomType({ ...row, id, name })))
    let currency = this.currency_numbers.get(row.currency)
    if (currency === undefined) {
      currency = this.currency_numbers.size
      this.currency_numbers.set(row.currency, currency)
      this.money_ends.set(currency, `,"currency":${JSON.stringify(row.currency)}}`)
    }
    this.currency_of[room_type] = currency
  }

  /** All that it holds, as a message between threads can carry it. */
  parts() {
    const { hotels, offers, room_types, dates, money_ends, currencies, currency_of, positions, names } = this
    return {
      fragments: [hotels, offers, room_types, dates, money_ends].map((one) => one.parts()),
      ...{ currencies, currency_of, positions, names },
    }
  }

  static from(catalogue: Catalogue, nights: Nights, parts: ReturnType<Answers['parts']>): Answers {
    const [hotels, offers, room_types, dates, money_ends] = parts.fragments.map((one) => Fragments.from(one))
    const { currencies, currency_of, positions, names } = parts
    const kept = { hotels, offers, room_types, dates, money_ends, currencies, currency_of, positions, names }
    return Object.assign(Object.create(Answers.prototype), kept, {
      ...{ catalogue, nights, currency_numbers: new Map(), writer: new ByteWriter() },
    })
  }

  /** Position of a hotel by its public id. */
  hotelAt(id: string): number | undefined {
    return this.positions.get(id)
  }

  /** Of a destination, by its position. */
  currencyAt(destination: number): string {
    return this.currencies[destination] ?? 'EUR'
  }

  nameOf(hotel: number): string {
    return this.names[hotel] ?? ''
  }

  search(query: SearchQuery, page: Page): Bytes {
    const { writer } = this
    writer.reset()
    writer.ascii('{"data":[')
    for (let i = 0; i < page.count; i++) {
      if (i > 0) writer.ascii(',')
      const room_type = page.room_types[i] ?? 0
      writer.fragment(this.hotels, page.hotels[i] ?? 0)
      writer.integer(page.distances[i] ?? 0)
      writer.fragment(this.offers, room_type)
      writer.integer(page.rooms_left[i] ?? 0)
      writer.ascii(',"total":{"amount":')
      writer.integer(page.amounts[i] ?? 0)
      writer.fragment(this.money_ends, this.currency_of[room_type] ?? 0)
      writer.ascii('}}')
    }
    writer.ascii('],"next_cursor":')
    writer.text(this.cursor(query, page))
    writer.ascii(',"total":')
    writer.integer(page.total)
    writer.ascii(',"nights":')
    writer.integer(query.nights)
    writer.ascii(',"currency":')
    // On a planet without a destination no currency is nearer than another.
    writer.text(JSON.stringify(this.currencies[page.destination] ?? 'EUR'))
    if (page.facets !== undefined) {
      writer.ascii(',"facets":')
      writer.text(JSON.stringify(facetAnswer(page.facets)))
    }
    writer.ascii('}')
    return writer.copy()
  }

  /** Every room type of a hotel for a stay, night by night, and why one cannot be booked. */
  availability(id: string, hotel: number, stay: Stay, day: number): Bytes {
    const { writer } = this
    writer.reset()
    writer.ascii(
      `{"hotel_id":"${id}","check_in":"${stay.check_in}","check_out":"${stay.check_out}","nights":${stay.nights},"data":[`,
    )
    const begin = writer.length
    const { first_room_type } = this.catalogue
    this.nights.steady(hotel, () => {
      writer.length = begin
      const first = first_room_type[hotel] ?? 0
      const end = first_room_type[hotel + 1] ?? 0
      for (let room_type = first; room_type < end; room_type++) {
        if (room_type > first) writer.ascii(',')
        this.roomType(room_type, stay, day)
      }
    })
    writer.ascii(']}')
    return writer.copy()
  }

  private roomType(room_type: number, stay: Stay, day: number): void {
    const { writer, nights, catalogue } = this
    const { free, rules } = nights
    const from = Math.max(0, day - nights.shape.first_day)
    const to = Math.min(nights.shape.nights, day + stay.nights - nights.shape.first_day)
    const base = room_type * nights.shape.nights
    let rated = 0
    let least = Number.POSITIVE_INFINITY
    let one_room = 0
    for (let at = base + from; at < base + to; at++) {
      if (((rules[at] ?? 0) & MIN_STAY) === 0) continue
      rated++
      least = Math.min(least, free[at] ?? 0)
      one_room += nights.priceAt(at)
    }
    const complete = rated === stay.nights
    const rooms_left = complete ? least : 0
    const arrival = nights.at(room_type, day)
    const rule = arrival === -1 ? 0 : (rules[arrival] ?? 0)
    const size = {
      max_adults: catalogue.max_adults[room_type] ?? 0,
      capacity: catalogue.capacities[room_type] ?? 0,
    }
    const reason = whyNot(stay, size, rooms_left, rule)
    writer.fragment(this.room_types, room_type)
    writer.ascii(
      reason === null ? ',"bookable":true,"reason":null' : `,"bookable":false,"reason":"${reason}"`,
    )
    writer.ascii(',"min_stay":')
    writer.integer(rule & MIN_STAY)
    writer.ascii(',"rooms_left":')
    writer.integer(rooms_left)
    writer.ascii(',"total":')
    if (complete) this.money(one_room * stay.rooms, room_type)
    else writer.ascii('null')
    writer.ascii(',"nights":[')
    let written = 0
    for (let night = from; night < to; night++) {
      const at = base + night
      if (((rules[at] ?? 0) & MIN_STAY) === 0) continue
      if (written++ > 0) writer.ascii(',')
      writer.fragment(this.dates, night)
      writer.ascii(',"price":')
      this.money(nights.priceAt(at), room_type)
      writer.ascii(',"rooms_left":')
      writer.integer(free[at] ?? 0)
      writer.ascii('}')
    }
    writer.ascii(']}')
  }

  /** For each night what a party finds: `day` is that of `from`, `to` the day after the last night. */
  calendar(
    id: string,
    hotel: number,
    { from, to, day, count, party }: { from: string; to: string; day: number; count: number; party: Party },
  ): Bytes {
    const { writer } = this
    writer.reset()
    writer.ascii(`{"hotel_id":"${id}","from":"${from}","to":"${to}","data":[`)
    const begin = writer.length
    this.nights.steady(hotel, () => {
      writer.length = begin
      for (let i = 0; i < count; i++) {
        if (i > 0) writer.ascii(',')
        this.night(hotel, day + i, party)
      }
    })
    writer.ascii(']}')
    return writer.copy()
  }

  private night(hotel: number, day: number, party: Party): void {
    const { writer, catalogue, nights } = this
    const { free, rules } = nights
    const first = catalogue.first_room_type[hotel] ?? 0
    const end = catalogue.first_room_type[hotel + 1] ?? 0
    const night = day - nights.shape.first_day
    const known = night >= 0 && night < nights.shape.nights
    let price = Number.POSITIVE_INFINITY
    let rooms_left = 0
    let min_stay = 0
    let closed = true
    for (let room_type = first; known && room_type < end; room_type++) {
      const at = room_type * nights.shape.nights + night
      const rule = rules[at] ?? 0
      const left = free[at] ?? 0
      if ((rule & MIN_STAY) === 0 || left < party.rooms) continue
      if ((catalogue.max_adults[room_type] ?? 0) * party.rooms < party.adults) continue
      if ((catalogue.capacities[room_type] ?? 0) * party.rooms < party.adults + party.children) continue
      price = Math.min(price, nights.priceAt(at))
      rooms_left += left
      min_stay = min_stay === 0 ? rule & MIN_STAY : Math.min(min_stay, rule & MIN_STAY)
      if ((rule & CLOSED_TO_ARRIVAL) === 0) closed = false
    }
    if (known) writer.fragment(this.dates, night)
    else writer.ascii(`{"night":"${dateText(day)}"`)
    writer.ascii(',"from_price":')
    if (rooms_left === 0) writer.ascii('null')
    else this.money(price * party.rooms, first)
    writer.ascii(',"rooms_left":')
    writer.integer(rooms_left)
    writer.ascii(',"min_stay":')
    writer.integer(min_stay)
    writer.ascii(closed && rooms_left > 0 ? ',"closed_to_arrival":true}' : ',"closed_to_arrival":false}')
  }

  recommendations(found: readonly Recommended[]): Bytes {
    const { writer, catalogue } = this
    writer.reset()
    writer.ascii('{"data":[')
    for (const [i, { hotel, distance_m, from_price }] of found.entries()) {
      if (i > 0) writer.ascii(',')
      writer.fragment(this.hotels, hotel)
      writer.integer(distance_m)
      writer.ascii(',"from_price":')
      this.money(from_price, catalogue.first_room_type[hotel] ?? 0)
      writer.ascii('}')
    }
    writer.ascii(']}')
    return writer.copy()
  }

  private money(amount: number, room_type: number): void {
    this.writer.ascii('{"amount":')
    this.writer.integer(amount)
    this.writer.fragment(this.money_ends, this.currency_of[room_type] ?? 0)
  }

  private cursor(query: SearchQuery, page: Page): string {
    if (!page.more) return 'null'
    const last = page.count - 1
    const hotel_id = this.catalogue.hotel_ids[page.hotels[last] ?? 0] ?? 0
    return JSON.stringify(encodeCursor(query.fingerprint, { key: page.keys[last] ?? 0, hotel_id }))
  }
}

/** JSON of an object without its end: more members follow. */
const opened = (value: object) => JSON.stringify(value).slice(0, -1)

/** `rule` is of the night of arrival. A night without a rate is not on sale, which for the guest is sold out. */
function whyNot(
  stay: Stay,
  size: { max_adults: number; capacity: number },
  rooms_left: number,
  rule: number,
): UnavailableReason | null {
  if (!fits(size, stay)) return 'too_small'
  if (rooms_left < stay.rooms) return 'sold_out'
  if ((rule & MIN_STAY) > stay.nights) return 'min_stay'
  if ((rule & CLOSED_TO_ARRIVAL) !== 0) return 'closed_to_arrival'
  return null
}
