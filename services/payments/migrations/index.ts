/** Every migration in order. A landed one is frozen: change the schema by adding another. */
import type { Migration } from 'kysely/migration'
import { inboxMigration } from '#lib/events/migration'
import { idempotencyMigration } from '#lib/idempotency/migration'
import * as payments from './0001_payments.ts'
import * as reconciledDays from './0004_reconciled_days.ts'
import * as creditNotes from './0005_credit_notes.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001_payments': payments,
  '0002_idempotency': idempotencyMigration('payments'),
  '0003_inbox': inboxMigration('payments'),
  '0004_reconciled_days': reconciledDays,
  '0005_credit_notes': creditNotes,
}
