/** CloudEvents 1.0 in JSON: what one service tells the others. */
import { type Static, Type as t } from '@sinclair/typebox'
import { typeid } from 'typeid-js'
import { currentContext } from '#lib/context'
import type { Clock } from '#lib/dates'

export const EVENT_CONTENT_TYPE = 'application/cloudevents+json'
export const EVENTS_PATH = '/v1/events'

const text = (max: number, description: string) => t.String({ minLength: 1, maxLength: max, description })

/** Attributes that others add are let through, as the standard has it. */
export const CloudEvent = t.Object(
  {
    specversion: t.Literal('1.0'),
    id: text(200, 'Unique within its source; deliveries of one event have the same.'),
    source: text(200, 'The service that says it.'),
    type: text(200, 'What happened: `users.erasure_requested`.'),
    subject: t.Optional(text(200, 'To whom or what: an id.')),
    time: t.Optional(
      t.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})$',
        description: 'RFC 3339.',
      }),
    ),
    datacontenttype: t.Optional(text(100, '`application/json`.')),
    traceparent: t.Optional(text(100, 'The trace in which it happened (extension for distributed tracing).')),
    data: t.Optional(t.Unknown()),
  },
  { additionalProperties: true },
)

/** `Data` is for whoever makes the event; a receiver is given `unknown` and checks. */
export type CloudEvent<Data = unknown> = Omit<Static<typeof CloudEvent>, 'data'> & { data?: Data }

export interface EventParts<Data> {
  type: string
  /** The service's name. */
  source: string
  subject: string
  data: Data
  clock: Clock
}

export function cloudEvent<Data extends object>(parts: EventParts<Data>): CloudEvent<Data> {
  const { type, source, subject, data, clock } = parts
  const traceparent = currentContext()?.traceparent
  return {
    specversion: '1.0',
    id: typeid('evt').toString(),
    source,
    type,
    subject,
    time: clock().toISOString(),
    datacontenttype: 'application/json',
    ...(traceparent === undefined ? {} : { traceparent }),
    data,
  }
}
