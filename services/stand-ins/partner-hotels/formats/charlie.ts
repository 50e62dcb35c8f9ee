/** Lines of text, fields between semicolons, a decimal comma; dates and numbers as in much of Europe. */
import { decimalText } from '#lib/money'
import { asked, type Format } from './format.ts'

const HEADER = 'code;name;stars;score;lat;lon;price;currency;meal'

/** `07.12.2026` as `2026-12-07`. */
const isoDate = (text: string | null) => (text ?? '').split('.').toReversed().join('-')

export const charlie: Format = {
  path: '/export.csv',
  content_type: 'text/csv; charset=utf-8',
  read: (params) =>
    asked({
      lat: params.get('lat')?.replace(',', '.'),
      lng: params.get('lon')?.replace(',', '.'),
      radius_m: Number(params.get('km')) * 1_000,
      from: isoDate(params.get('from')),
      to: isoDate(params.get('to')),
      adults: params.get('pax'),
      children: params.get('kids'),
      rooms: params.get('rooms'),
    }),
  write: (hotels) =>
    [
      HEADER,
      ...hotels.map((hotel) =>
        [
          `C${hotel.number}`,
          quoted(hotel.name),
          hotel.stars,
          (hotel.rating_tenths / 20).toFixed(2).replace('.', ','),
          String(hotel.lat).replace('.', ','),
          String(hotel.lng).replace('.', ','),
          decimalText(hotel.total, hotel.currency).replace('.', ','),
          hotel.currency,
          hotel.breakfast_included ? 'B' : '-',
        ].join(';'),
      ),
      '',
    ].join('\r\n'),
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
