/** charlie: lines with semicolons and decimal commas, ratings of 5. */
import { parseDecimal } from '#lib/money'
import { queryString } from '#lib/transport'
import { type Adapter, PartnerNonsense, type PartnerOffer } from '../partner.ts'

const HEADER = 'code;name;stars;score;lat;lon;price;currency;meal'
/** A quoted name has its quotes doubled, and may hold semicolons. */
const LINE =
  /^([^;"]+);"((?:[^"]|"")*)";(\d+);(\d,\d\d);(-?\d+(?:,\d+)?);(-?\d+(?:,\d+)?);(-?\d+(?:,\d+)?);([A-Z]{3});([B-])$/

const germanDate = (date: string) => date.split('-').toReversed().join('.')
const comma = (value: number) => String(value).replace('.', ',')
const number = (text: string) => Number(text.replace(',', '.'))

export const charlie: Adapter = {
  accept: 'text/csv',
  target: ({ lat, lng, radius_m, check_in, check_out, adults, children, rooms }) =>
    `/export.csv${queryString({
      ...{ lat: comma(lat), lon: comma(lng), km: radius_m / 1_000 },
      ...{ from: germanDate(check_in), to: germanDate(check_out), pax: adults, kids: children, rooms },
    })}`,
  read: (body) => {
    const [header, ...lines] = body.split('\r\n')
    // Without the last line break the last line may be a half.
    if (header !== HEADER || lines.pop() !== '') throw new PartnerNonsense('not an answer of charlie')
    return lines.map(offerOf)
  },
}

function offerOf(line: string): PartnerOffer {
  const match = LINE.exec(line)
  if (match === null) throw new PartnerNonsense('not a line of charlie')
  const [, id = '', name = '', stars = '', score = '', lat = '', lng = '', price = '', currency = '', meal] =
    match
  return {
    id,
    name: name.replaceAll('""', '"'),
    lat: number(lat),
    lng: number(lng),
    stars: Number(stars),
    rating_tenths: Math.round(number(score) * 20),
    total: parseDecimal(price.replace(',', '.'), currency) ?? Number.NaN,
    currency,
    breakfast_included: meal === 'B',
  }
}
