/** The mailbox as its process runs it: real SMTP on one port, HTTP on another. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import { type Child, spawnChild } from '#lib/child'
import { freePortBase } from '#lib/ports'
import type { ProblemDetails } from '#lib/problem'
import { port_offsets, portOf } from '#lib/topology'
import { mailboxClient } from './client.ts'
import { limits, type MessageList } from './contract.ts'

let base_port: number
let url: string
let child: Child
let mail: ReturnType<typeof mailboxClient>
const lines: string[] = []

beforeAll(async () => {
  base_port = await freePortBase(1, Object.values(port_offsets))
  url = `http://127.0.0.1:${portOf(base_port, 'mailbox')}`
  mail = mailboxClient(url)
  const up = Promise.withResolvers<void>()
  child = spawnChild({
    args: ['services/stand-ins/serve.ts', 'mailbox'],
    env: { VACANCY_BASE_PORT: String(base_port), VACANCY_LOG_LEVEL: 'debug' },
    onLine: (line) => {
      lines.push(line)
      if (line.includes('listening')) up.resolve()
    },
  })
  const ended = await Promise.race([up.promise, child.exited])
  if (typeof ended === 'number') throw new Error(lines.join('\n'))
}, 20_000)
afterAll(async () => {
  expect(await child.stop()).toBe(0)
}, 20_000)
beforeEach(async () => {
  await mail.behave('accept')
  await mail.clear()
})

type Fields = Parameters<ReturnType<typeof createTransport>['sendMail']>[0]
const send = (fields: Fields = {}, options: object = {}) =>
  createTransport({
    host: '127.0.0.1',
    port: portOf(base_port, 'mailbox-smtp'),
    connectionTimeout: 3_000,
    socketTimeout: 3_000,
    ...options,
  }).sendMail({
    from: 'hotel@vacancy.example',
    to: 'ann@guests.example',
    subject: 'Hello',
    text: 'Hello',
    ...fields,
  })
const failure = (sending: Promise<unknown>) =>
  sending.then(
    () => 'it was sent',
    (error: { responseCode?: number; code?: string }) => error.responseCode ?? error.code,
  )
const problem = async (path: string, init?: RequestInit) => {
  const response = await fetch(url + path, init)
  return [response.status, ((await response.json()) as ProblemDetails).code]
}

/** A conversation, each line sent when the server has said the last; answers what it said. */
async function talk(sent: readonly (string | Uint8Array)[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect(portOf(base_port, 'mailbox-smtp'), '127.0.0.1')
  let heard = ''
  let i = 0
  socket.setTimeout(5_000, () => socket.destroy())
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1')
    const next = sent[i++]
    if (next !== undefined) socket.write(next)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => resolve(heard))
  return promise
}

describe('a message', () => {
  test('comes out as it went in: names, subject, texts, files, headers, bytes', async () => {
    const content = Buffer.from([0, 13, 10, 46, 13, 10, 255, 254])
    await send({
      from: { name: 'Hôtel Étoile ✓', address: 'hotel@vacancy.example' },
      to: [{ name: 'Ann Müller', address: 'ann@guests.example' }],
      cc: '李雷 <lei@guests.example>',
      bcc: 'hidden@guests.example',
      subject: 'Réservation №1 – 予約 🏨',
      text: 'Grüße\n.\n..dots',
      html: '<p>Grüße</p>',
      messageId: '<one@vacancy.example>',
      date: new Date('2026-11-23T10:00:00Z'),
      attachments: [{ filename: "Reçu d'Ann (1).pdf", contentType: 'application/pdf', content }],
    })
    const message = await mail.waitFor({ to: 'ANN@guests.example' })
    expect(message).toMatchObject({
      from: { name: 'Hôtel Étoile ✓', address: 'hotel@vacancy.example' },
      to: [{ name: 'Ann Müller', address: 'ann@guests.example' }],
      cc: [{ name: '李雷', address: 'lei@guests.example' }],
      subject: 'Réservation №1 – 予約 🏨',
      message_id: '<one@vacancy.example>',
      date: '2026-11-23T10:00:00.000Z',
      html: '<p>Grüße</p>',
      deliveries: 1,
      attachments: [{ n: 1, filename: "Reçu d'Ann (1).pdf", content_type: 'application/pdf', size_bytes: 8 }],
    })
    expect(message.text?.trim()).toBe('Grüße\n.\n..dots')
    expect(message.envelope).toEqual({
      from: 'hotel@vacancy.example',
      to: ['ann@guests.example', 'lei@guests.example', 'hidden@guests.example'],
    })
    expect(message.headers).toContainEqual({ name: 'Message-ID', value: '<one@vacancy.example>' })

    const file = await fetch(`${url}/v1/messages/${message.id}/attachments/1`)
    expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true)
    expect(file.headers.get('content-type')).toBe('application/pdf')
    expect(file.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''Re%C3%A7u%20d%27Ann%20%281%29.pdf",
    )
    const raw = await fetch(`${url}/v1/messages/${message.id}/raw`)
    expect(raw.headers.get('content-type')).toBe('message/rfc822')
    expect(await raw.text()).toContain('Message-ID: <one@vacancy.example>\r\n')
    // Who was in Bcc is in the envelope and nowhere in the message.
    expect((await mail.messages({ to: 'hidden@guests.example' })).data).toHaveLength(1)
  })

  test('may go to an address beyond ASCII, without HTML, without anything', async () => {
    await send({ to: 'jürgen@guests.example' })
    expect(await mail.waitFor({ to: 'jürgen@guests.example' })).toMatchObject({ html: null, attachments: [] })
    await talk([
      'EHLO x\r\n',
      'MAIL FROM:<>\r\n',
      'RCPT TO:<a@b.example>\r\n',
      'DATA\r\n',
      '.\r\n',
      'QUIT\r\n',
    ])
    expect(await mail.waitFor({ to: 'a@b.example' })).toMatchObject({
      from: null,
      to: [],
      subject: '',
      date: null,
      message_id: null,
      text: null,
      html: null,
      deliveries: 1,
    })
  })

  test('that comes twice is kept twice, and both say so', async () => {
    await send({ messageId: '<twice@vacancy.example>' })
    await send({ messageId: '<twice@vacancy.example>' })
    await send({ messageId: '<once@vacancy.example>' })
    const { data } = await mail.messages()
    expect(data.map(({ message_id, deliveries }) => [message_id, deliveries])).toEqual([
      ['<once@vacancy.example>', 1],
      ['<twice@vacancy.example>', 2],
      ['<twice@vacancy.example>', 2],
    ])
  })

  test('over 2 MB is refused with 552, announced or not, and the next one is taken', async () => {
    const large = 'x'.repeat(limits.max_message_bytes)
    expect(await failure(send({ text: large }))).toBe(552)
    const line = `${'x'.repeat(900)}\r\n`
    const heard = await talk([
      'HELO x\r\n',
      'MAIL FROM:<a@b.example>\r\n',
      'RCPT TO:<a@b.example>\r\n',
      'DATA\r\n',
      `\r\n${line.repeat(Math.ceil(limits.max_message_bytes / line.length) + 1)}.\r\n`,
      'QUIT\r\n',
    ])
    expect(heard).toContain('\r\n552 ')
    expect((await mail.messages()).data).toEqual([])
    await send()
    expect((await mail.messages()).data).toHaveLength(1)
  }, 20_000)

  test('of which fifty come at once are all there, in the order in which they were taken', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => send({ subject: `No ${i}` })))
    const { data, next_cursor } = await mail.messages({ limit: 30 })
    const rest = await mail.messages({ limit: 30, cursor: next_cursor ?? '' })
    const all = [...data, ...rest.data]
    expect(rest.next_cursor).toBeNull()
    expect(new Set(all.map(({ subject }) => subject)).size).toBe(50)
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    )
  }, 20_000)
})

describe('asking', () => {
  test('waits for a message that fits, and no longer', async () => {
    await send({ subject: 'Receipt 1' })
    const { id } = await mail.waitFor({ subject: 'Receipt 1' })
    const waiting = mail.messages({ subject: 'receipt', after: id, wait_ms: 10_000 })
    await send({ subject: 'Something else' })
    await send({ subject: 'Your RECEIPT 2' })
    expect((await waiting).data.map(({ subject }) => subject)).toEqual(['Your RECEIPT 2'])
    const started_ms = performance.now()
    expect((await mail.messages({ to: 'nobody@guests.example', wait_ms: 300 })).data).toEqual([])
    expect(performance.now() - started_ms).toBeGreaterThanOrEqual(295)
    await expect(mail.waitFor({ to: 'nobody@guests.example', wait_ms: 50 })).rejects.toThrow(
      'no message came',
    )
  })

  test('keeps nobody who has gone, and not more than a bound', async () => {
    const gone = new AbortController()
    const path = '/v1/messages?to=nobody@guests.example&wait_ms=20000'
    const asked = Array.from({ length: limits.max_waiting }, () =>
      fetch(url + path, { signal: gone.signal }).catch(() => undefined),
    )
    await Bun.sleep(300)
    expect(await problem('/v1/messages?to=nobody@guests.example&wait_ms=1')).toEqual([
      503,
      'too_many_waiting',
    ])
    gone.abort()
    await Promise.all(asked)
    await Bun.sleep(100)
    expect((await fetch(`${url}/v1/messages?to=nobody@guests.example&wait_ms=1`)).status).toBe(200)
  })

  test.each([
    '/v1/messages?wait_ms=20001',
    '/v1/messages?limit=0',
    '/v1/messages?after=1',
    '/v1/messages?form=x',
    '/v1/messages/nonsense',
  ])('%s is refused', async (path) => {
    expect(await problem(path)).toEqual([422, 'validation_failed'])
  })

  test('for what is not there is a 404', async () => {
    await send()
    const [{ id = '' } = {}] = (await mail.messages()).data
    expect(await problem('/v1/messages/msg_000000000000')).toEqual([404, 'unknown_message'])
    expect(await problem(`/messages/${id}/html`)).toEqual([404, 'unknown_message'])
    for (const n of ['1', '0', 'x', '99999'])
      expect(await problem(`/v1/messages/${id}/attachments/${n}`)).toEqual([404, 'unknown_attachment'])
    expect((await fetch(`${url}/messages/msg_000000000000`)).status).toBe(404)
  })
})

describe('on request it', () => {
  test('refuses for now (451), for ever (550), and takes again', async () => {
    await mail.behave('refuse_temporarily')
    expect(await failure(send())).toBe(451)
    await mail.behave('refuse')
    expect(await failure(send())).toBe(550)
    expect((await mail.messages()).data).toEqual([])
    expect(await (await fetch(url)).text()).toContain('<code>refuse</code>')
    await mail.behave('accept')
    await send()
    expect((await mail.messages()).data).toHaveLength(1)
  })

  test('hangs after the message, which is not kept', async () => {
    await mail.behave('hang')
    expect(await failure(send({}, { socketTimeout: 300 }))).toBe('ETIMEDOUT')
    expect((await mail.messages()).data).toEqual([])
  })

  test('keeps the message and closes instead of saying so', async () => {
    await mail.behave('accept_then_drop')
    expect(await failure(send({ messageId: '<lost@vacancy.example>' }))).toBe('ECONNECTION')
    await mail.behave('accept')
    await send({ messageId: '<lost@vacancy.example>' })
    expect((await mail.waitFor({ subject: 'Hello' })).deliveries).toBe(2)
  })

  test('does nothing that it does not know', async () => {
    const init = { method: 'PUT', headers: { 'content-type': 'application/json' } }
    expect(await problem('/v1/behaviour', { ...init, body: '{"mode":"explode"}' })).toEqual([
      422,
      'validation_failed',
    ])
    expect(await problem('/v1/behaviour', { ...init, body: '{' })).toEqual([400, 'malformed_body'])
    expect(await (await fetch(`${url}/v1/behaviour`)).json()).toEqual({ mode: 'accept' })
  })
})

describe('garbage', () => {
  test('on the SMTP port is answered or dropped, and mail still comes', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000))
    await talk([noise, noise, noise])
    await talk(['\r\n'.repeat(5_000)])
    await talk(['GET / HTTP/1.1\r\n\r\n'])
    await talk([`EHLO ${'x'.repeat(100_000)}\r\n`])
    expect(await talk(['MAIL FROM:<a@b.example>\r\n', 'QUIT\r\n'])).toContain('\r\n503 ')
    // Gone in the middle of a message.
    const socket = connect(portOf(base_port, 'mailbox-smtp'), '127.0.0.1')
    await new Promise((resolve) => socket.once('data', resolve))
    socket.write('HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nhalf')
    await Bun.sleep(50)
    socket.destroy()
    await send()
    expect((await mail.messages()).data).toHaveLength(1)
  }, 40_000)

  test.each([
    ['binary', crypto.getRandomValues(new Uint8Array(5_000))],
    [
      'a thousand parts',
      `Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\na\r\n'.repeat(1_500)}--x--`,
    ],
    ['endless nesting', 'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n'.repeat(500)],
    ['a header of a megabyte', `Subject: ${'x '.repeat(600_000)}\r\n\r\n`.replace(/(.{900})/g, '$1\r\n ')],
    ['a broken charset', 'Content-Type: text/plain; charset=klingon\r\nDate: never\r\n\r\n\xff\xfe'],
  ])(
    'as a message (%s) is kept and shown',
    async (_what, content) => {
      const raw = Buffer.concat([Buffer.from(content), Buffer.from('\r\n')])
      await send({ raw })
      const { data } = (await (await fetch(`${url}/v1/messages`)).json()) as MessageList
      expect(data).toHaveLength(1)
      const id = data[0]?.id
      for (const path of [`/v1/messages/${id}`, `/messages/${id}`, `/v1/messages/${id}/raw`, '/'])
        expect((await fetch(url + path)).status).toBe(200)
    },
    20_000,
  )
})

test('neither people nor words are in the log', async () => {
  await send({ to: 'secret.person@guests.example', subject: 'Secret words' })
  await mail.waitFor({ to: 'secret.person@guests.example' })
  expect(lines.join('\n')).toContain('message kept')
  expect(lines.join('\n')).not.toMatch(/secret/i)
})

test('a used port is one line', async () => {
  const said: string[] = []
  const second = spawnChild({
    args: ['services/stand-ins/serve.ts', 'mailbox'],
    env: { VACANCY_BASE_PORT: String(base_port) },
    onLine: (line) => said.push(line),
  })
  expect(await second.exited).toBe(1)
  expect(said).toEqual([
    `mailbox: port ${portOf(base_port, 'mailbox-smtp')} is in use; stop what uses it, or choose another --base-port`,
  ])
})

test('a stop does not wait for those who wait for mail, nor for idle connections', async () => {
  const base = await freePortBase(1, Object.values(port_offsets))
  const up = Promise.withResolvers<void>()
  const other = spawnChild({
    args: ['services/stand-ins/serve.ts', 'mailbox'],
    env: { VACANCY_BASE_PORT: String(base) },
    onLine: (line) => line.includes('listening') && up.resolve(),
  })
  await up.promise
  const idle = connect(portOf(base, 'mailbox-smtp'), '127.0.0.1')
  idle.on('error', () => undefined)
  await new Promise((resolve) => idle.once('data', resolve))
  const waiting = mailboxClient(`http://127.0.0.1:${portOf(base, 'mailbox')}`).messages({ wait_ms: 20_000 })
  await Bun.sleep(100)
  const started_ms = performance.now()
  expect(await other.stop()).toBe(0)
  expect(performance.now() - started_ms).toBeLessThan(3_000)
  expect((await waiting).data).toEqual([])
  idle.destroy()
})
