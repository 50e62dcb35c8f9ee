/**
 * Emails: written down in the transaction that causes them, sent by a job until the server has taken them. The job's
 * data is an id; what the email says is made when it is sent.
 */
import { typeid } from 'typeid-js'
import { EmailError } from '#lib/email/error'
import { renderEmail } from '#lib/email/layout'
import type { Mailer } from '#lib/email/mailer'
import type { Job, Jobs, QueueDefinition } from '#lib/jobs/jobs'
import type { UsersDeps } from './deps.ts'
import { type LetterOptions, letterOf } from './letters.ts'
import * as sql from './sql.ts'
import type { EmailKind } from './text/en.ts'

/** A mail server may be away for days; an email about an account is worth the wait. */
export const email_queue: QueueDefinition = { name: 'email', retry_delay_max_s: 300, expire_s: 45 }

export interface NewEmail {
  kind: EmailKind
  /** Whose account it is about; null where the account ends with it. */
  user_id: string | null
  recipient: string
  name: string
  locale: sql.PersonRow['locale']
  code_id?: string
}

interface EmailOptions {
  /** Sent after so long, unless it is released or withdrawn before. */
  hold_s?: number
}

/** In the caller's transaction. Returns the email's id. */
export async function writeEmail(
  { jobs, now }: Pick<UsersDeps, 'jobs' | 'now'>,
  trx: sql.Trx,
  email: NewEmail,
  { hold_s }: EmailOptions = {},
): Promise<string> {
  const id = String(typeid('eml'))
  await sql.insertEmail(trx, {
    ...email,
    id,
    code_id: email.code_id ?? null,
    created_at: now(),
    sent_at: null,
    refused_at: null,
  })
  await jobs.enqueue(trx, email_queue.name, { email_id: id }, hold_s === undefined ? {} : { delay_s: hold_s })
  return id
}

/** Sends now what was held back. */
export async function releaseEmail({ db, jobs }: UsersDeps, id: string): Promise<void> {
  await db.transaction().execute((trx) => jobs.enqueue(trx, email_queue.name, { email_id: id }))
}

interface PostOptions extends LetterOptions {
  jobs: Pick<Jobs, 'work'>
  mailer: Mailer
}

export function deliverEmails(options: PostOptions): void {
  const { db, jobs, mailer, now } = options
  jobs.work<{ email_id: string }>(email_queue.name, async ({ data }: Job<{ email_id: string }>) => {
    const letter = await letterOf(options, data.email_id)
    if (letter === undefined) return
    const { content, email } = letter
    try {
      await mailer.send({
        to: { name: email.name, address: email.recipient },
        subject: content.subject,
        ...renderEmail(content),
        // The same for every attempt: whoever gets it twice, because an answer was lost, sees it once.
        message_id: `<${email.id}@vacancy.example>`,
      })
    } catch (error) {
      if (!(error instanceof EmailError && error.kind === 'permanent')) throw error
      await sql.settleEmail(db, email.id, 'refused_at', now())
      return
    }
    await sql.settleEmail(db, email.id, 'sent_at', now())
  })
}
