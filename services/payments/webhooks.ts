/**
 * `POST /v1/bank/webhooks`: signed, each heard once, and only a hint. A job asks the bank what is true, so that neither
 * order nor repetition nor a secret that was lost can pay for a room.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { inbox } from '#lib/events/inbox'
import { Problem } from '#lib/problem'
import { PaymentId, RefundId } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import type { PaymentsSchema, Trx } from './sql.ts'
import * as sql from './sql.ts'
import { enqueue, type Task } from './tasks.ts'

export const WEBHOOKS_PATH = '/v1/bank/webhooks'
const SIGNATURE_HEADER = 'bank-signature'
const MAX_BYTES = 65_536
const HEARD = 'bank.webhook'
/** An older signature is one that somebody kept. Longer than that the inbox remembers what came. */
const SIGNATURE_AGE_S = 3 * 86_400

const Webhook = t.Object({
  id: t.String({ pattern: '^[\\w-]{1,100}$' }),
  data: t.Object({ reference: t.String({ maxLength: 100 }) }),
})

/** One for a service: it keeps what it has heard with the other events, and forgets that with them. */
export function webhookReceiver(
  deps: PaymentsDeps & { webhook_secret: string },
): (request: Request) => Promise<void> {
  const receive = inbox<PaymentsSchema>({
    db: deps.db,
    service: 'payments',
    handlers: {
      [HEARD]: async (trx, { subject = '' }) => {
        const task = taskOf(subject)
        if (task !== undefined && (await isOurs(trx, task))) await enqueue(deps, trx, task)
      },
    },
  })
  return async (request) => {
    const bytes = Buffer.from(await request.arrayBuffer())
    if (bytes.byteLength > MAX_BYTES)
      throw new Problem(413, 'body_too_large', `The request body is larger than ${MAX_BYTES} bytes`)
    mustBeSigned(deps, request.headers.get(SIGNATURE_HEADER) ?? '', bytes)
    const { id, data } = read(bytes)
    await receive({
      specversion: '1.0',
      id: `bank:${id}`,
      source: 'bank',
      type: HEARD,
      subject: data.reference,
    })
  }
}

const isOurs = async (trx: Trx, task: Task): Promise<boolean> =>
  task.kind === 'refund'
    ? (await sql.refundById(trx, task.refund_id)) !== undefined
    : (await sql.paymentById(trx, task.payment_id)) !== undefined

const payment_id = new RegExp(String(PaymentId.pattern))
const refund_id = new RegExp(String(RefundId.pattern))

/** What there is to be found out. */
function taskOf(reference: string): Task | undefined {
  if (payment_id.test(reference)) return { kind: 'settle', payment_id: reference }
  if (refund_id.test(reference)) return { kind: 'refund', refund_id: reference }
  return undefined
}

/** 401 when the bank did not sign it, or long ago. */
function mustBeSigned(
  { webhook_secret, now }: { webhook_secret: string; now: () => Date },
  header: string,
  bytes: Buffer,
): void {
  const [, time = '', signature = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? []
  const expected = createHmac('sha256', webhook_secret).update(`${time}.`).update(bytes).digest()
  const age_s = Math.abs(now().getTime() / 1000 - Number(time))
  const given = Buffer.from(signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || !(age_s <= SIGNATURE_AGE_S))
    throw new Problem(401, 'signature_invalid', 'This was not signed by the bank')
}

function read(bytes: Buffer) {
  let parsed: unknown
  try {
    parsed = JSON.parse(bytes.toString())
  } catch (cause) {
    throw new Problem(400, 'malformed_body', 'The body could not be read', { cause })
  }
  if (!Value.Check(Webhook, parsed))
    throw new Problem(400, 'malformed_body', 'The body is no webhook of the bank')
  return parsed
}
