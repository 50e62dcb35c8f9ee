/** Typed client of `mailbox`, for tests of whatever sends email. With `contract.ts`, the only file that others import. */
import { callJson, getJson, httpTransport, queryString } from '#lib/transport'
import type { Behaviour, Message, MessageList, MessageParams, Mode } from './contract.ts'

export interface MailboxClient {
  /** The newest first. */
  messages(params?: MessageParams): Promise<MessageList>
  message(id: string): Promise<Message>
  /** The newest message that fits, waiting for one when there is none; throws when none came. */
  waitFor(params: Omit<MessageParams, 'cursor' | 'limit'>): Promise<Message>
  clear(): Promise<void>
  behave(mode: Mode): Promise<void>
}

const WAIT_MS = 10_000

/** `base_url`: `http://127.0.0.1:3926`, in a test `stack.url('mailbox')`. */
export function mailboxClient(base_url: string): MailboxClient {
  const transport = httpTransport(base_url)
  const call = (timeout_ms = 3_000) => ({ service: 'mailbox', transport, timeout_ms })
  const messages = (params: MessageParams = {}) =>
    getJson<MessageList>(call((params.wait_ms ?? 0) + 3_000), `/v1/messages${queryString(params)}`)
  const message = (id: string) => getJson<Message>(call(), `/v1/messages/${encodeURIComponent(id)}`)
  return {
    messages,
    message,
    waitFor: async (params) => {
      const { data } = await messages({ wait_ms: WAIT_MS, ...params, limit: 1 })
      const [found] = data
      if (found === undefined) throw new Error(`no message came for ${JSON.stringify(params)}`)
      return message(found.id)
    },
    clear: async () => {
      await callJson(call(), { method: 'DELETE', path: '/v1/messages' })
    },
    behave: async (mode) => {
      await callJson<Behaviour>(call(), { method: 'PUT', path: '/v1/behaviour', body: { mode } })
    },
  }
}
