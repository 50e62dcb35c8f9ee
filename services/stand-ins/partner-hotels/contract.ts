/** The public face of `partner-hotels`: which partners there are, and how they can be told to behave. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'
import { type PartnerName, partner_names } from '#lib/config'

/** Each with a format of its own: see `formats/`. */
export { type PartnerName, partner_names }

export const manners = [
  'fair',
  /** Every other request fails with 500. */
  'flaky',
  /** 500 to all. */
  'broken',
  /** Takes the request and never answers. */
  'hangs',
  /** 200 with half of a body, as a proxy that died. */
  'truncated',
  /** 200 with a page for people. */
  'page',
  /** 200 with what nobody should believe: negative prices, no place, another currency, a script for a name. */
  'nonsense',
  /** 200 with a body without an end. */
  'endless',
  /** 302 to another host. */
  'redirect',
  /** 429 with Retry-After. */
  'too_many',
] as const
export type Manner = (typeof manners)[number]

export const limits = { max_latency_ms: 60_000, retry_after_s: 30, max_radius_m: 100_000 } as const

const closed = { additionalProperties: false } as const

const behaviour = {
  manner: t.Union(
    manners.map((manner) => t.Literal(manner)),
    { default: 'fair' },
  ),
  latency_ms: t.Integer({ minimum: 0, maximum: limits.max_latency_ms, default: 0 }),
}
/** What is left out is as at the start. */
export const Behaviour = t.Partial(t.Object(behaviour, closed), closed)
export type Behaviour = Static<typeof Behaviour>

export const Partner = t.Object(
  {
    name: t.Unsafe<PartnerName>({ type: 'string', enum: [...partner_names] }),
    ...behaviour,
    requests: t.Integer({ description: 'Since the start, those that were not answered too.' }),
    abandoned: t.Integer({ description: 'Of them, those whose client went away before the answer.' }),
  },
  closed,
)
export type Partner = Static<typeof Partner>
export const PartnerList = t.Object({ data: t.Array(Partner), next_cursor: t.Null() }, closed)
