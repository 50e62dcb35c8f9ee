/**
 * Money is an integer count of minor units and an ISO 4217 code: `{ amount: 12900, currency: 'EUR' }` is €129.00.
 * Floats never hold money.
 */
import { type Static, Type as t } from '@sinclair/typebox'

export * from '#lib/money-text'

export const Money = t.Object(
  {
    amount: t.Integer({
      description: 'Minor units of the currency: 12900 is 129.00 EUR, 12900 is 12,900 JPY.',
    }),
    currency: t.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code.' }),
  },
  { additionalProperties: false },
)
export type Money = Static<typeof Money>
