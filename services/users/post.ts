/**
 * Emails: written down in the transaction that causes them, sent by a job until the server has taken them. The job's
 * data is an id; what the email says is made when it is sent.
 */
import { typeid } from 'typeid-js'
import { EmailError } from '#lib/email/error'
import { renderEmail } from '#lib/email/layout'
import type { Mailer } from '#lib/email/mailer'
import type { Job, Jobs, QueueDefinition } from '#lib/jobs/jobs'
import type { Codes } from './codes.ts'
import type { UsersDeps } from './deps.ts'
import * as sql from './sql.ts'
import { type EmailKind, emailText } from './text/en.ts'

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

/** In the caller's transaction. */
export async function writeEmail(
  { jobs, now }: Pick<UsersDeps, 'jobs' | 'now'>,
  trx: sql.Trx,
  email: NewEmail,
): Promise<void> {
  const id = String(typeid('eml'))
  await sql.insertEmail(trx, {
    ...email,
    id,
    code_id: email.code_id ?? null,
    created_at: now(),
    sent_at: null,
    refused_at: null,
  })
  await jobs.enqueue(trx, email_queue.name, { email_id: id })
}

interface PostOptions {
  db: sql.Db
  jobs: Pick<Jobs, 'work'>
  mailer: Mailer
  codes: Codes
  site_url: string
  now: () => Date
}

export function deliverEmails({ db, jobs, mailer, codes, site_url, now }: PostOptions): void {
  jobs.work<{ email_id: string }>(email_queue.name, async ({ data }: Job<{ email_id: string }>) => {
    const email = await sql.emailById(db, data.email_id)
    // Sent before, by an attempt whose end was not written down in the job.
    if (email === undefined || email.recipient === null) return
    const code = email.code_id === null ? undefined : await sql.codeById(db, email.code_id)
    const content = emailText(email.kind as EmailKind, {
      site_url,
      name: email.name ?? '',
      ...(code === undefined ? {} : { code: codes.codeOf(code.id, code.purpose), new_email: code.email }),
    })
    try {
      await mailer.send({
        to: { name: email.name ?? '', address: email.recipient },
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
