/** Events told to subscribers: a delivery for each in the transaction that causes the event, at least once. */
import type { Job, Jobs, JobTransaction, QueueDefinition } from '#lib/jobs/jobs'
import { callJson, type Transport } from '#lib/transport'
import { type CloudEvent, EVENT_CONTENT_TYPE, EVENTS_PATH } from './event.ts'

/** A service that publishes lists it among its queues. One at a time for each subscriber: a slow one delays itself. */
export const event_queue: QueueDefinition = {
  name: 'events',
  concurrency: 8,
  one_per_group: true,
  expire_s: 30,
}

const DELIVERY_TIMEOUT_MS = 5_000

export interface Acknowledgement {
  readonly event: CloudEvent
  readonly subscriber: string
}

export interface PublisherOptions {
  jobs: Pick<Jobs, 'enqueue' | 'work'>
  /** Names of the services that take events of a type. */
  subscribers: (event_type: string) => readonly string[]
  transport: (service: string) => Transport
  /** An access token of this service for calling another. */
  tokenFor: (service: string) => Promise<string>
  /** Part of the delivery: when it throws, the event is delivered again, so it must be idempotent. */
  onAcknowledged?: (acknowledgement: Acknowledgement) => Promise<void>
}

export interface Publisher {
  /** Rolled back with the transaction. Returns the subscribers that will be told. */
  publish(trx: JobTransaction, event: CloudEvent): Promise<readonly string[]>
}

interface Delivery {
  readonly event: CloudEvent
  readonly subscriber: string
}

/** Takes the queue `events` of `jobs`; to be made before they start. */
export function publisher(options: PublisherOptions): Publisher {
  const { jobs, subscribers, onAcknowledged } = options
  jobs.work<Delivery>(event_queue.name, async ({ data }: Job<Delivery>) => {
    await deliver(options, data)
    await onAcknowledged?.(data)
  })
  return {
    publish: async (trx, event) => {
      const names = subscribers(event.type)
      for (const subscriber of names) {
        const delivery: Delivery = { event, subscriber }
        await jobs.enqueue(trx, event_queue.name, delivery, { group: subscriber })
      }
      return names
    },
  }
}

/** Whatever is not a 2xx throws: a refusal may be a subscriber that is being repaired. */
async function deliver(options: PublisherOptions, { event, subscriber }: Delivery): Promise<void> {
  const transport = options.transport(subscriber)
  await callJson(
    {
      service: subscriber,
      transport: async (request) => acknowledged(await transport(request)),
      timeout_ms: DELIVERY_TIMEOUT_MS,
      token: () => options.tokenFor(subscriber),
    },
    {
      method: 'POST',
      path: EVENTS_PATH,
      body: event,
      headers: {
        'content-type': EVENT_CONTENT_TYPE,
        ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
      },
    },
  )
}

/** What a 2xx says beside its status does not matter; its body is read, so that the connection can be used again. */
async function acknowledged(response: Response): Promise<Response> {
  if (!response.ok) return response
  await response.arrayBuffer()
  return new Response(null, { status: 204 })
}
