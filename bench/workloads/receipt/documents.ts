/** The receipts that are asked for: of one night and of many, in the languages and scripts that guests have. */

import type { NewDocument } from '#service/pdf-reports/contract'
import { EUR, nightsFrom, data as receipt } from '#service/pdf-reports/testing'

const guests = ['Ada Lovelace', '王小明', 'Łukasz Wójcik', 'Αλέξανδρος', 'Анна Каренина', 'محمد علي']

export const RECEIPTS = 12

export function receiptOf(n: number): NewDocument {
  const nights = 1 + (n % 5)
  const guest = guests[n % guests.length] ?? ''
  return {
    template: 'receipt',
    data: {
      ...receipt,
      // Its picture would be compressed, too, by whichever zlib there is.
      qr: '',
      guest: { name: guest, email: `guest-${n}@guests.example` },
      nights: nightsFrom('2026-12-10', nights),
      number: `2026-${String(n).padStart(6, '0')}`,
      total: EUR(30_750 + n),
    },
  }
}

const TARGET = /^\/v1\/receipts\/(\d{1,2})$/

export const receiptTarget = (n: number): string => `/v1/receipts/${n}`

/** Undefined for what is no receipt of ours. */
export function receiptAt(target: string): NewDocument | undefined {
  const n = Number(TARGET.exec(target)?.[1] ?? Number.NaN)
  return n >= 0 && n < RECEIPTS ? receiptOf(n) : undefined
}
