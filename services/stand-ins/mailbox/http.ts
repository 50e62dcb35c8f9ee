/** Routes of `mailbox`: the API and the web inbox. */
import { type TSchema, Type as t } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { invalid, notFound, ProblemDetails } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import { NOT_SHED } from '#lib/shedding/shedding'
import type { Guard } from '#lib/token/guard'
import { queryString } from '#lib/transport'
import * as contract from './contract.ts'
import { download, htmlMail } from './html-mail.ts'
import { Inbox } from './pages/inbox.tsx'
import { MessagePage, NothingPage } from './pages/message.tsx'
import { attachmentOf, messageOf } from './parse.ts'
import type { Store, Stored } from './store.ts'

export interface MailboxDeps {
  store: Store
  behaviour: contract.Behaviour
  style: string
  guard: Guard
}

/** No script at all, and no frame but a message of ours. */
const page_policy =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const messageParams = queryParser(contract.MessageParams)
const DEFAULT_LIMIT = 50

export const mailbox = (deps: MailboxDeps) => new Elysia({ name: 'mailbox' }).use(api(deps)).use(pages(deps))

function known(store: Store, id: string): Stored {
  if (!new RegExp(String(contract.MessageId.pattern)).test(id))
    throw invalid([{ field: 'id', code: 'pattern', message: 'has the wrong form' }])
  const stored = store.get(id)
  if (stored === undefined) throw notFound('unknown_message', 'There is no such message')
  return stored
}

const summaryOf = (store: Store) => (stored: Stored) => ({
  ...stored.summary,
  deliveries: store.deliveries(stored),
})
const wholeOf = (store: Store, stored: Stored) => messageOf(stored, store.deliveries(stored))

function api({ store, behaviour, guard }: MailboxDeps) {
  return new Elysia({ name: 'mailbox-api' })
    .use(guard)
    .get(
      '/v1/messages',
      async ({ request }) => {
        const { to, subject, after, cursor, limit = DEFAULT_LIMIT, wait_ms = 0 } = messageParams(request.url)
        const filter = { to, subject, after, before: cursor }
        if (wait_ms > 0) await store.wait(filter, wait_ms, request.signal)
        const { found, more } = store.find(filter, limit)
        return json({
          data: found.map(summaryOf(store)),
          next_cursor: more ? (found.at(-1)?.id ?? null) : null,
        })
      },
      documented(
        'Messages, the newest first; waits for one if asked to',
        { query: contract.MessageParams, body: contract.MessageList },
        // Those who wait are bounded by themselves.
        NOT_SHED,
      ),
    )
    .get(
      '/v1/messages/:id',
      async ({ params: { id } }) => json(await wholeOf(store, known(store, id))),
      documented('One message with its texts and headers', { body: contract.Message }),
    )
    .get(
      '/v1/messages/:id/raw',
      ({ params: { id } }) => download(known(store, id).raw, 'message/rfc822', `${id}.eml`),
      documented('The bytes of a message', { media_type: 'message/rfc822' }),
    )
    .get(
      '/v1/messages/:id/attachments/:n',
      async ({ params: { id, n } }) => {
        const found = /^[1-9]\d{0,3}$/.test(n) ? await attachmentOf(known(store, id), Number(n)) : undefined
        if (found === undefined) throw notFound('unknown_attachment', 'There is no such attachment')
        return download(found.content, found.content_type, found.filename ?? `file-${n}`)
      },
      documented('An attachment', { media_type: 'application/octet-stream' }),
    )
    .delete(
      '/v1/messages',
      () => {
        store.clear()
        return new Response(null, { status: 204 })
      },
      documented('Forget every message', {}),
    )
    .get(
      '/v1/behaviour',
      () => json(behaviour),
      documented('What happens to mail', { body: contract.Behaviour }),
    )
    .put(
      '/v1/behaviour',
      ({ body }) => {
        behaviour.mode = body.mode
        return json(behaviour)
      },
      {
        body: contract.Behaviour,
        ...documented('Change what happens to mail, for tests of failure', { body: contract.Behaviour }),
      },
    )
}

function pages({ store, behaviour, style, guard }: MailboxDeps) {
  return new Elysia({ name: 'mailbox-pages' })
    .use(guard)
    .get(
      '/',
      ({ request }) => {
        const { to, subject, cursor, limit = DEFAULT_LIMIT } = messageParams(withoutEmpty(request.url))
        const { found, more } = store.find({ to, subject, before: cursor }, limit)
        const older = more ? `/${queryString({ to, subject, cursor: found.at(-1)?.id })}` : undefined
        return page(
          Inbox({ messages: found.map(summaryOf(store)), next: older, to, subject, mode: behaviour.mode }),
        )
      },
      web,
    )
    .get(
      '/messages/:id',
      async ({ params: { id } }) => {
        const stored = store.get(id)
        const { mode } = behaviour
        return stored === undefined
          ? page(NothingPage({ mode }), 404)
          : page(MessagePage({ message: await wholeOf(store, stored), mode }))
      },
      web,
    )
    .get(
      '/messages/:id/html',
      async ({ params: { id } }) => {
        const { html } = await wholeOf(store, known(store, id))
        if (html === null) throw notFound('unknown_message', 'The message has no HTML')
        return htmlMail(html)
      },
      web,
    )
    .get(
      '/style.css',
      () => new Response(style, { headers: { 'content-type': 'text/css; charset=utf-8', ...no_sniff } }),
      web,
    )
}

const no_sniff = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' }

/** For people, not for programs. */
const web = { requires: 'none', detail: { hide: true } } as const

const json = (body: object) => Response.json(body, { headers: { 'cache-control': 'no-store' } })

async function page(content: unknown, status = 200): Promise<Response> {
  return new Response(`<!doctype html>${await content}`, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': page_policy,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}

/** A form sends the fields that were left empty, too. */
const withoutEmpty = (url: string) => url.replace(/([?&])(?:\w+=(?=&|$)&?)+/g, '$1')

/** As a plain schema: OpenAPI's own type does not take a TypeBox object. */
const problem: TSchema = ProblemDetails
const bytes: TSchema = t.String({ format: 'binary' })

function documented(
  summary: string,
  {
    query,
    body,
    media_type = 'application/json',
  }: { query?: Parameters<typeof queryParameters>[0]; body?: TSchema; media_type?: string },
  more: object = {},
) {
  const content = { [media_type]: { schema: body ?? bytes } }
  return {
    requires: 'none',
    detail: {
      summary,
      ...more,
      ...(query === undefined ? {} : { parameters: queryParameters(query) }),
      responses: {
        200: { description: 'OK', content },
        default: {
          description: 'A problem; `code` says which, `errors` which fields.',
          content: { 'application/problem+json': { schema: problem } },
        },
      },
    },
  } as const
}
