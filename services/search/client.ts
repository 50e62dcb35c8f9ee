/** Typed client of `search` over any transport. With `contract.ts`, the only file of this service that others import. */
import { type CallOptions, callJson, getJson, queryString, type Transport } from '#lib/transport'
import type {
  AvailabilityAnswer,
  CalendarAnswer,
  CalendarParams,
  Destination,
  DestinationList,
  DestinationParams,
  Hotel,
  MergedSearchAnswer,
  PlaceCalendarAnswer,
  RecommendationParams,
  RecommendationsAnswer,
  SearchAnswer,
  SearchParams,
  StayParams,
} from './contract.ts'
import type { Quote, QuoteRequest } from './quotes/contract.ts'
import type { HotelRates, RateParams, Rates, RatesAnswer } from './rates/contract.ts'

export interface SearchClient {
  destinations(params: DestinationParams): Promise<DestinationList>
  destination(id: string): Promise<Destination>
  search(params: Omit<SearchParams, 'partners'>): Promise<SearchAnswer>
  /** With what partners sell, too: waits for them. */
  searchWithPartners(params: Omit<SearchParams, 'partners' | 'engine'>): Promise<MergedSearchAnswer>
  hotel(id: string): Promise<Hotel>
  availability(hotel_id: string, stay: StayParams): Promise<AvailabilityAnswer>
  calendar(hotel_id: string, params: CalendarParams): Promise<CalendarAnswer>
  /** At most 92 nights. */
  placeCalendar(destination_id: string, params: CalendarParams): Promise<PlaceCalendarAnswer>
  recommendations(params: RecommendationParams): Promise<RecommendationsAnswer>
  /** Needs a token with `search:quote`. */
  quote(request: QuoteRequest): Promise<Quote>
  /** Needs a token with `search:rates`, as the next. */
  rates(hotel_id: string, range: RateParams): Promise<HotelRates>
  changeRates(hotel_id: string, room_type_id: string, rates: Rates): Promise<RatesAnswer>
}

/** Every call may throw `UpstreamProblem` (the service said no) or `UpstreamUnavailable` (it did not say anything). */
export function searchClient(
  transport: Transport,
  options: Partial<Pick<CallOptions, 'timeout_ms' | 'token'>> = {},
): SearchClient {
  const call = { timeout_ms: 3_000, ...options, service: 'search', transport }
  const segment = encodeURIComponent
  return {
    destinations: (params) => getJson(call, `/v1/destinations${queryString(params)}`),
    destination: (id) => getJson(call, `/v1/destinations/${segment(id)}`),
    search: (params) => getJson(call, `/v1/search${queryString(params)}`),
    searchWithPartners: (params) =>
      getJson(call, `/v1/search${queryString({ ...params, partners: 'true' })}`),
    hotel: (id) => getJson(call, `/v1/hotels/${segment(id)}`),
    availability: (hotel_id, stay) =>
      getJson(call, `/v1/hotels/${segment(hotel_id)}/availability${queryString(stay)}`),
    calendar: (hotel_id, params) =>
      getJson(call, `/v1/hotels/${segment(hotel_id)}/calendar${queryString(params)}`),
    placeCalendar: (destination_id, params) =>
      getJson(call, `/v1/destinations/${segment(destination_id)}/calendar${queryString(params)}`),
    recommendations: (params) => getJson(call, `/v1/recommendations${queryString(params)}`),
    quote: async (body) => (await callJson<Quote>(call, { method: 'POST', path: '/v1/quotes', body })).body,
    rates: (hotel_id, range) => getJson(call, `/v1/hotels/${segment(hotel_id)}/rates${queryString(range)}`),
    changeRates: async (hotel_id, room_type_id, body) => {
      const path = `/v1/hotels/${segment(hotel_id)}/room-types/${segment(room_type_id)}/rates`
      return (await callJson<RatesAnswer>(call, { method: 'PUT', path, body })).body
    },
  }
}
