/** Why an email was not sent, in words that hold neither its content nor an address. */

export interface EmailFault {
  /** Temporary: the same message may be taken later. Permanent: it never will. */
  readonly kind: 'temporary' | 'permanent'
  readonly reason: 'refused' | 'timeout' | 'unreachable' | 'login_refused' | 'busy' | 'invalid' | 'other'
  /** What the server answered: 451, 550. */
  readonly smtp_code?: number
}

export class EmailError extends Error {
  override readonly name = 'EmailError'
  readonly code = 'email_not_sent'
  readonly kind: EmailFault['kind']
  readonly reason: EmailFault['reason']
  readonly smtp_code: number | undefined

  constructor(fault: EmailFault, detail?: string) {
    const code = fault.smtp_code === undefined ? '' : ` with ${fault.smtp_code}`
    super(`email not sent: ${fault.reason}${code}, ${fault.kind}${detail === undefined ? '' : `: ${detail}`}`)
    this.kind = fault.kind
    this.reason = fault.reason
    this.smtp_code = fault.smtp_code
  }
}

/** Commands whose refusal is about this message; of any other it is about us or the server, and may pass. */
const about_the_message = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])

/** What nodemailer's error means. */
export function emailFault(error: unknown): EmailFault {
  const { code, command, responseCode } = (error ?? {}) as {
    code?: unknown
    command?: unknown
    responseCode?: unknown
  }
  const smtp_code = typeof responseCode === 'number' ? { smtp_code: responseCode } : {}
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return { kind: 'temporary', reason: 'login_refused', ...smtp_code }
  if (typeof responseCode === 'number') {
    const final = responseCode >= 500 && about_the_message.has(String(command))
    return { kind: final ? 'permanent' : 'temporary', reason: 'refused', ...smtp_code }
  }
  switch (code) {
    case 'ETIMEDOUT':
    case 'EABORT':
      return { kind: 'temporary', reason: 'timeout' }
    case 'ECONNECTION':
    case 'ESOCKET':
    case 'EDNS':
    case 'ETLS':
      return { kind: 'temporary', reason: 'unreachable' }
    // Found wrong before it was sent: an address that the server cannot take, a message over its limit.
    case 'EENVELOPE':
    case 'EMESSAGE':
      return { kind: 'permanent', reason: 'refused' }
    default:
      return { kind: 'temporary', reason: 'other' }
  }
}
