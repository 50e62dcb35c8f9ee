/** A message's bytes as fields, by mailparser. Nothing that a stranger can send makes it throw. */
import { type AddressObject, type EmailAddress, type ParsedMail, simpleParser } from 'mailparser'
import type { Address, Message, MessageSummary } from './contract.ts'
import type { Arrival, Stored } from './store.ts'

export interface Envelope {
  from: string
  to: string[]
}

export interface AttachmentContent {
  filename: string | null
  content_type: string
  content: Buffer
}

/** Only what was sent: no text made from HTML, no HTML made from text. */
const options = { skipHtmlToText: true, skipTextToHtml: true, checksumAlgo: false } as const

const parse = (raw: Buffer): Promise<ParsedMail | undefined> =>
  simpleParser(raw, options).catch(() => undefined)

export async function arrivalOf(raw: Buffer, envelope: Envelope): Promise<Arrival> {
  const mail = await parse(raw)
  return { raw, summary: { envelope, ...summaryOf(mail), size_bytes: raw.byteLength } }
}

export async function messageOf(stored: Stored, deliveries: number): Promise<Message> {
  const mail = await parse(stored.raw)
  return {
    ...stored.summary,
    deliveries,
    headers: (mail?.headerLines ?? []).map(({ line }) => headerOf(line)),
    text: mail?.text ?? null,
    html: mail?.html || null,
  }
}

export async function attachmentOf(stored: Stored, n: number): Promise<AttachmentContent | undefined> {
  const found = (await parse(stored.raw))?.attachments[n - 1]
  return (
    found && { filename: found.filename ?? null, content_type: found.contentType, content: found.content }
  )
}

type Parsed = Pick<MessageSummary, 'from' | 'to' | 'cc' | 'subject' | 'date' | 'message_id' | 'attachments'>

function summaryOf(mail: ParsedMail | undefined): Parsed {
  const date = mail?.date
  return {
    from: addressesOf(mail?.from)[0] ?? null,
    to: addressesOf(mail?.to),
    cc: addressesOf(mail?.cc),
    subject: mail?.subject ?? '',
    date: date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString(),
    message_id: mail?.messageId ?? null,
    attachments: (mail?.attachments ?? []).map((one, i) => ({
      n: i + 1,
      filename: one.filename ?? null,
      content_type: one.contentType,
      size_bytes: one.content.byteLength,
    })),
  }
}

function addressesOf(header: AddressObject | AddressObject[] | undefined): Address[] {
  const flat = ({ name, address, group }: EmailAddress): Address[] =>
    group === undefined ? [{ name, address: address ?? '' }] : group.flatMap(flat)
  return (header === undefined ? [] : [header].flat()).flatMap(({ value }) => value.flatMap(flat))
}

function headerOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':')
  return {
    name: line.slice(0, colon),
    value: line
      .slice(colon + 1)
      .replace(/\r?\n\s+/g, ' ')
      .trim(),
  }
}
