/** The life of a payment: which status follows from which. A status that is final stays. */
import type { PaymentStatus } from './contract.ts'

const following: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  processing: ['requires_confirmation', 'authorized', 'captured', 'failed', 'voided'],
  requires_confirmation: ['authorized', 'captured', 'failed', 'voided'],
  authorized: ['captured', 'voided'],
  captured: [],
  voided: [],
  failed: [],
}

export const mayBecome = (from: PaymentStatus, to: PaymentStatus): boolean => following[from].includes(to)
export const isFinal = (status: PaymentStatus): boolean => following[status].length === 0
