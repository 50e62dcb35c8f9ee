/** The public face of `booking-ui`: the addresses of the site. Imports no service. Only pages, nothing for programs. */
export const paths = {
  home: '/',
  /** Results; every state of form, filters, order and page is in the query. */
  search: '/search',
  /** A hotel for the stay in the query. */
  hotel: '/hotels/:id',
  /** JSON for the destination field: `?q=par` gives `{ data: [{ id, name, country, hotel_count }] }`. */
  suggest: '/suggest',
  /** A picture for a hotel or destination id. */
  art: '/art/:file',
  panorama: '/art/panorama.svg',
  /** Published reports of the laboratory, and one of them. */
  lab: '/lab',
  lab_report: '/lab/:id',
  /** Style and script, by content hash. */
  assets: '/assets/:file',
  favicon: '/favicon.svg',
} as const

export const hotelPath = (id: string): string => `/hotels/${encodeURIComponent(id)}`
export const labPath = (name: string): string => `/lab/${encodeURIComponent(name)}`
