/** The public face of `mailbox`: what may be asked of the mail that arrived. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'

export const limits = {
  /** Of one message: 2 MB. A larger one is refused with 552. */
  max_message_bytes: 2 * 1_048_576,
  /** What is kept; the oldest go first. */
  max_messages: 1_000,
  max_total_bytes: 64 * 1_048_576,
  max_recipients: 100,
  /** SMTP connections at once. */
  max_connections: 100,
  max_page: 100,
  max_wait_ms: 20_000,
  /** Requests that wait for a message at once. */
  max_waiting: 200,
} as const

/** What the SMTP server does with the next message. */
export const modes = [
  'accept',
  /** 451 to the recipient: try again later. */
  'refuse_temporarily',
  /** 550 to the recipient: never. */
  'refuse',
  /** Takes the text of the message and does not answer. The message is not kept. */
  'hang',
  /** Keeps the message, and closes the connection instead of saying so. */
  'accept_then_drop',
] as const
export type Mode = (typeof modes)[number]

export type MailboxErrorCode =
  | 'validation_failed'
  | 'unknown_message'
  | 'unknown_attachment'
  | 'too_many_waiting'

export const MessageId = t.String({ pattern: '^msg_[0-9a-z]{12}$', description: 'In order of arrival' })

export const MessageParams = t.Object({
  to: t.Optional(
    t.String({
      minLength: 1,
      maxLength: 254,
      description: 'One recipient, by envelope or header; case does not count',
    }),
  ),
  subject: t.Optional(
    t.String({ minLength: 1, maxLength: 200, description: 'Part of the subject; case does not count' }),
  ),
  after: t.Optional(
    t.String({ pattern: '^msg_[0-9a-z]{12}$', description: 'Only what arrived after this message' }),
  ),
  cursor: t.Optional(
    t.String({ pattern: '^msg_[0-9a-z]{12}$', description: 'The next page: `next_cursor` of the last' }),
  ),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_page, default: 50 })),
  wait_ms: t.Optional(
    t.Integer({
      minimum: 0,
      maximum: limits.max_wait_ms,
      description: 'How long to wait for a message when there is none yet',
    }),
  ),
})
export type MessageParams = Static<typeof MessageParams>

export const Address = t.Object({ name: t.String(), address: t.String() })
export type Address = Static<typeof Address>

export const Attachment = t.Object({
  /** From 1 on: its place in the address. */
  n: t.Integer(),
  filename: t.Union([t.String(), t.Null()]),
  content_type: t.String(),
  size_bytes: t.Integer(),
})
export type Attachment = Static<typeof Attachment>

const summary = {
  id: MessageId,
  received_at: t.String({ format: 'date-time' }),
  /** Who was named in SMTP, which is who got it. */
  envelope: t.Object({ from: t.String(), to: t.Array(t.String()) }),
  from: t.Union([Address, t.Null()]),
  to: t.Array(Address),
  cc: t.Array(Address),
  subject: t.String(),
  date: t.Union([t.String({ format: 'date-time' }), t.Null()]),
  message_id: t.Union([t.String(), t.Null()]),
  size_bytes: t.Integer(),
  attachments: t.Array(Attachment),
  deliveries: t.Integer({ description: 'How many of the messages kept have this Message-ID' }),
}

export const MessageSummary = t.Object(summary)
export type MessageSummary = Static<typeof MessageSummary>

export const Message = t.Object({
  ...summary,
  /** In their order, unfolded, not decoded. */
  headers: t.Array(t.Object({ name: t.String(), value: t.String() })),
  text: t.Union([t.String(), t.Null()]),
  html: t.Union([t.String(), t.Null()]),
})
export type Message = Static<typeof Message>

export const MessageList = t.Object({
  /** The newest first. */
  data: t.Array(MessageSummary),
  next_cursor: t.Union([t.String(), t.Null()]),
})
export type MessageList = Static<typeof MessageList>

export const Behaviour = t.Object(
  { mode: t.Union(modes.map((mode) => t.Literal(mode))) },
  { additionalProperties: false },
)
export type Behaviour = { mode: Mode }
