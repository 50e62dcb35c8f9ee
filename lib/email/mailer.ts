/**
 * Sends one email over SMTP, by nodemailer. What is sent and to whom is never logged and never in an error: a log lives
 * longer than an account.
 */
import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { createTransport } from 'nodemailer'
import { EmailError, type EmailFault, emailFault } from '#lib/email/error'
import { type Email, problemOf, recipientOf } from '#lib/email/message'
import type { Logger } from '#lib/log'

export interface MailerOptions {
  /** `smtp://host:port`, or `smtps://`; with `user:password@` the connection must be encrypted. */
  smtp_url: string
  /** `Vacancy <no-reply@vacancy.example>` */
  from: { name: string; address: string }
  log: Pick<Logger, 'info' | 'warn'>
  timeouts?: Partial<MailerTimeouts>
}

export interface Mailer {
  /**
   * Resolves when the server has taken the message. Throws an `EmailError` otherwise; a temporary one may be tried
   * again with the same `message_id`. The server may have taken a message whose answer was lost, so that a person can
   * get it twice: the same Message-ID lets their mail program show it once.
   */
  send(email: Email): Promise<void>
}

export interface MailerTimeouts {
  readonly connect_ms: number
  /** Between two words of the server. */
  readonly silence_ms: number
  /** For the whole of one message. */
  readonly total_ms: number
}
const TIMEOUTS: MailerTimeouts = { connect_ms: 3_000, silence_ms: 5_000, total_ms: 20_000 }
/** Connections at once, and messages that wait for one. Each message has a connection of its own. */
const MOST_AT_ONCE = 5
const MOST_WAITING = 200

/** Throws a `TypeError` for a `from` or an `smtp_url` that cannot be right. */
export function mailer({ smtp_url, from, log, timeouts }: MailerOptions): Mailer {
  const sender = recipientOf(from)
  if (sender === undefined) throw new TypeError('from must be one address')
  const limits = { ...TIMEOUTS, ...timeouts }
  const transport = createTransport(connectionOf(smtp_url, limits))
  const slots = bulkhead(MOST_AT_ONCE, MOST_WAITING)

  const deliver = (email: Email, to: { name: string; address: string }) =>
    transport.sendMail({
      from: sender,
      to,
      subject: email.subject,
      text: email.text,
      html: email.html,
      messageId: email.message_id,
      // No out-of-office answers to a machine (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      attachments: (email.attachments ?? []).map(({ filename, content_type, content }) => ({
        filename,
        contentType: content_type,
        content: Buffer.from(content),
      })),
      // Content comes from us as bytes: a path or an address in it must not be opened.
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: AbortSignal.timeout(limits.total_ms),
    })

  return {
    send: async (email) => {
      const to = recipientOf(email.to)
      const problem = to === undefined ? 'to is not one address' : problemOf(email)
      if (to === undefined || problem !== undefined) {
        log.warn({ reason: 'invalid' }, 'email not sent')
        throw new EmailError({ kind: 'permanent', reason: 'invalid' }, problem)
      }
      const { message_id } = email
      const started_ms = performance.now()
      try {
        await slots.execute(() => deliver(email, to))
      } catch (error) {
        const fault: EmailFault =
          error instanceof BulkheadRejectedError ? { kind: 'temporary', reason: 'busy' } : emailFault(error)
        log.warn({ message_id, ...fault }, 'email not sent')
        // Without a cause: the library's error quotes the server, which quotes the address.
        throw new EmailError(fault)
      }
      log.info({ message_id, duration_ms: Math.round(performance.now() - started_ms) }, 'email sent')
    },
  }
}

/** Only what we know of an address is used: nodemailer would take any of its options from the query of one. */
function connectionOf(smtp_url: string, limits: MailerTimeouts) {
  const url = new URL(smtp_url)
  const secure = url.protocol === 'smtps:'
  if (!secure && url.protocol !== 'smtp:') throw new TypeError('smtp_url must begin with smtp:// or smtps://')
  const user = decodeURIComponent(url.username)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    connectionTimeout: limits.connect_ms,
    greetingTimeout: limits.silence_ms,
    socketTimeout: limits.silence_ms,
    dnsTimeout: limits.connect_ms,
    // A password never travels in the clear.
    ...(user === '' ? {} : { requireTLS: !secure, auth: { user, pass: decodeURIComponent(url.password) } }),
  }
}
