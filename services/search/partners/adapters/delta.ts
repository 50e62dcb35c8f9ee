/** delta: one JSON value a line, hotels as arrays, an end that counts them, ratings of 1,000. */
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { queryString } from '#lib/transport'
import { type Adapter, PartnerNonsense, type PartnerOffer, parseJson } from '../partner.ts'

const Head = t.Object({ version: t.Literal(3) })
const Line = t.Tuple([
  t.String(),
  t.String(),
  t.Number(),
  t.Number(),
  t.Number(),
  t.Number(),
  t.Integer(),
  t.String({ pattern: '^[A-Z]{3}$' }),
  t.Union([t.Literal(0), t.Literal(1)]),
])
const End = t.Object({ end: t.Literal(true), count: t.Integer() })

const compact = (date: string) => date.replaceAll('-', '')

export const delta: Adapter = {
  accept: 'application/x-ndjson',
  target: ({ lat, lng, radius_m, check_in, check_out, adults, children, rooms }) =>
    `/stream${queryString({
      circle: `${lat} ${lng} ${radius_m}`,
      ...{ in: compact(check_in), out: compact(check_out), a: adults, c: children, r: rooms },
    })}`,
  read: (body) => {
    const [head, ...lines] = body.trimEnd().split('\n').map(parseJson)
    const end = lines.pop()
    if (!Value.Check(Head, head) || !Value.Check(End, end) || end.count !== lines.length)
      throw new PartnerNonsense('not a whole answer of delta')
    return lines.map((line): PartnerOffer => {
      if (!Value.Check(Line, line)) throw new PartnerNonsense('not a line of delta')
      const [id, name, lat, lng, stars, score, total, currency, breakfast] = line
      const place = { lat, lng, stars, rating_tenths: Math.round(score / 10) }
      return { id, name, ...place, total, currency, breakfast_included: breakfast === 1 }
    })
  },
}
