/** An email as its sender means it, and what is refused of it. */

export interface Email {
  /** One person. */
  to: string | { name: string; address: string }
  subject: string
  text: string
  html: string
  /** `<id@vacancy.example>`: the same for every attempt at the same message. */
  message_id: string
  attachments?: readonly EmailAttachment[]
}

export interface EmailAttachment {
  filename: string
  /** `application/pdf` */
  content_type: string
  content: Uint8Array
}

const MAX_ADDRESS = 254
const MAX_LINE = 500
const MAX_BODY_BYTES = 512 * 1_024
const MAX_ATTACHMENTS = 10
const MAX_ATTACHMENTS_BYTES = 5 * 1_048_576

/** Line ends of any kind begin a header of the attacker's; the other control characters have no business there. */
const control = /[\p{Cc}\u2028\u2029]/u
/** One address: nothing that could be read as a second one, a name, a comment or a route. */
const address_form = /^[^\s\p{Cc}<>()[\],;:"\\@]{1,64}@[^\s\p{Cc}<>()[\],;:"\\@]{1,190}$/u
const message_id_form = /^<[\w.+-]{1,120}@[\w.-]{1,120}>$/
const content_type_form = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/

/** Name and address, or `undefined` when it is not exactly one of each. */
export function recipientOf(to: Email['to']): { name: string; address: string } | undefined {
  const { name, address } = typeof to === 'string' ? { name: '', address: to } : to
  if (address.length > MAX_ADDRESS || !address_form.test(address)) return undefined
  return control.test(name) || name.length > MAX_LINE ? undefined : { name, address }
}

/** What is wrong with an email beside its recipient: the field and the rule, never the value. */
export function problemOf(email: Email): string | undefined {
  const { subject, text, html, message_id, attachments = [] } = email
  if (control.test(subject)) return 'the subject has control characters'
  if (subject.trim() === '' || subject.length > MAX_LINE)
    return `the subject must have 1 to ${MAX_LINE} characters`
  if (!message_id_form.test(message_id)) return 'message_id must look like <id@vacancy.example>'
  if (Buffer.byteLength(text) + Buffer.byteLength(html) > MAX_BODY_BYTES)
    return `text and html must have at most ${MAX_BODY_BYTES} bytes`
  if (attachments.length > MAX_ATTACHMENTS) return `there must be at most ${MAX_ATTACHMENTS} attachments`
  let bytes = 0
  for (const { filename, content_type, content } of attachments) {
    if (filename === '' || filename.length > 200 || control.test(filename) || /[/\\]/.test(filename))
      return 'the filename of an attachment must be a name without control characters and slashes'
    if (!content_type_form.test(content_type)) return 'the content_type of an attachment must be a media type'
    bytes += content.byteLength
  }
  return bytes > MAX_ATTACHMENTS_BYTES
    ? `attachments must have at most ${MAX_ATTACHMENTS_BYTES} bytes`
    : undefined
}
