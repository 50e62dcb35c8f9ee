/** Over real SMTP: a server that takes, refuses, hangs or is not there. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { EmailError } from '#lib/email/error'
import { mailer } from '#lib/email/mailer'
import type { Email } from '#lib/email/message'
import { freePort } from '#lib/ports'

type Stage = 'onMailFrom' | 'onRcptTo' | 'onData'

const taken: { to: string[]; raw: Buffer }[] = []
let refusal: { stage: Stage; code: number } | undefined
let hangs = false
let open = 0
let most_open = 0
const refused = (stage: Stage) =>
  refusal?.stage === stage
    ? Object.assign(new Error('<ann@guests.example> is not wanted'), { responseCode: refusal.code })
    : null

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  disableReverseLookup: true,
  onConnect: (_session, callback) => {
    open++
    most_open = Math.max(most_open, open)
    callback()
  },
  onClose: (_session, callback) => {
    open--
    callback()
  },
  onMailFrom: (_address, _session, callback) => callback(refused('onMailFrom')),
  onRcptTo: (_address, _session, callback) => callback(refused('onRcptTo')),
  onData: (stream, session, callback) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      if (hangs) return
      const error = refused('onData')
      if (error === null)
        taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks) })
      callback(error)
    })
  },
})
// Clients that give up while it hangs.
server.on('error', () => undefined)

let smtp_url: string
const logged: unknown[] = []
const log = {
  info: (...words: unknown[]) => logged.push(words),
  warn: (...words: unknown[]) => logged.push(words),
}
const from = { name: 'Vacancy', address: 'no-reply@vacancy.example' }
const post = (url = smtp_url, timeouts = {}) => mailer({ smtp_url: url, from, log, timeouts })
const email = (over: Partial<Email> = {}): Email => ({
  to: { name: 'Ann Müller', address: 'ann@guests.example' },
  subject: 'Your stay in Saint-Étienne ✓',
  text: 'Bis bald in Saint-Étienne.',
  html: '<p>Bis bald in <b>Saint-Étienne</b>.</p>',
  message_id: '<res_1.confirmed@vacancy.example>',
  ...over,
})
const fault = async (sending: Promise<void>): Promise<EmailError> => {
  const error = await sending.then(
    () => new Error('it was sent'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof EmailError)) throw error
  return error
}

beforeAll(async () => {
  const port = await freePort()
  smtp_url = `smtp://127.0.0.1:${port}`
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
})
afterAll(() => new Promise<void>((resolve) => server.close(resolve)))
beforeEach(() => {
  taken.length = 0
  logged.length = 0
  refusal = undefined
  hangs = false
})

describe('an email', () => {
  test('arrives with both texts, its id, a date and its attachment', async () => {
    const content = new Uint8Array([0, 1, 2, 13, 10, 46, 13, 10, 255])
    await post().send(
      email({ attachments: [{ filename: 'Reçu №1.pdf', content_type: 'application/pdf', content }] }),
    )
    expect(taken.map(({ to }) => to)).toEqual([['ann@guests.example']])
    const mail = await simpleParser(taken[0]?.raw ?? '')
    expect(mail.subject).toBe('Your stay in Saint-Étienne ✓')
    expect(mail.from?.value).toEqual([from])
    expect([mail.to].flat()[0]?.value).toEqual([{ name: 'Ann Müller', address: 'ann@guests.example' }])
    expect(mail.text?.trim()).toBe('Bis bald in Saint-Étienne.')
    expect(mail.html).toContain('<b>Saint-Étienne</b>')
    expect(mail.messageId).toBe('<res_1.confirmed@vacancy.example>')
    expect(Math.abs(Date.now() - (mail.date?.getTime() ?? 0))).toBeLessThan(60_000)
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
    const [attachment] = mail.attachments
    expect([attachment?.filename, attachment?.contentType]).toEqual(['Reçu №1.pdf', 'application/pdf'])
    expect(attachment?.content.equals(content)).toBe(true)
  })

  test('is a text and an alternative to it, in lines that SMTP can carry', async () => {
    await post().send(email({ text: `${'x'.repeat(3_000)}\n.\n.dot` }))
    const raw = taken[0]?.raw.toString() ?? ''
    expect(raw).toContain('Content-Type: multipart/alternative')
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
    expect((await simpleParser(raw)).text?.trim()).toBe(`${'x'.repeat(3_000)}\n.\n.dot`)
  })

  test('goes to an address beyond ASCII', async () => {
    await post().send(email({ to: 'jürgen@guests.example' }))
    expect(taken[0]?.to).toEqual(['jürgen@guests.example'])
  })

  test('leaves neither address nor words in the log', async () => {
    await post().send(email())
    refusal = { stage: 'onRcptTo', code: 550 }
    await fault(post().send(email()))
    expect(logged).toHaveLength(2)
    expect(JSON.stringify(logged)).not.toMatch(/ann|guests|stay|Bis bald/i)
  })

  test('goes out with at most four others at once', async () => {
    most_open = 0
    const one = post()
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => one.send(email({ message_id: `<m${i}@vacancy.example>` }))),
    )
    expect(taken).toHaveLength(40)
    expect(most_open).toBeLessThanOrEqual(5)
  })
})

describe('a failure', () => {
  test.each([
    ['onMailFrom', 451, 'temporary'],
    ['onRcptTo', 451, 'temporary'],
    ['onRcptTo', 550, 'permanent'],
    ['onData', 452, 'temporary'],
    ['onData', 554, 'permanent'],
  ] as const)('at %s with %d is %s', async (stage, code, kind) => {
    refusal = { stage, code }
    const error = await fault(post().send(email()))
    expect([error.kind, error.reason, error.smtp_code]).toEqual([kind, 'refused', code])
    expect(String(error) + JSON.stringify(error)).not.toMatch(/ann|guests|stay/i)
    expect(error.cause).toBeUndefined()
  })

  test('to reach a server is temporary', async () => {
    const error = await fault(post(`smtp://127.0.0.1:${await freePort()}`).send(email()))
    expect([error.kind, error.reason]).toEqual(['temporary', 'unreachable'])
  })

  test('to get an answer is temporary, and does not take for ever', async () => {
    hangs = true
    const error = await fault(post(smtp_url, { silence_ms: 200 }).send(email()))
    expect([error.kind, error.reason]).toEqual(['temporary', 'timeout'])
  })

  test('to get a greeting is temporary, and a server that dribbles is left after the whole time', async () => {
    const port = await freePort()
    const dribble = createServer((socket) => {
      const timer = setInterval(() => socket.write('220-still coming\r\n'), 50)
      socket.on('close', () => clearInterval(timer))
      socket.on('error', () => undefined)
    })
    await new Promise<void>((resolve) => dribble.listen(port, '127.0.0.1', resolve))
    try {
      const url = `smtp://127.0.0.1:${port}`
      const silent = await fault(post(url, { silence_ms: 150 }).send(email()))
      expect([silent.kind, silent.reason]).toEqual(['temporary', 'timeout'])
      const started_ms = performance.now()
      const slow = await fault(post(url, { total_ms: 400 }).send(email()))
      expect([slow.kind, slow.reason]).toEqual(['temporary', 'timeout'])
      expect(performance.now() - started_ms).toBeLessThan(2_000)
    } finally {
      dribble.close()
    }
  })

  test('of a password that would travel in the clear is temporary, and it does not travel', async () => {
    const error = await fault(post(smtp_url.replace('//', '//user:hunter2@')).send(email()))
    expect(error.kind).toBe('temporary')
    expect(String(error)).not.toContain('hunter2')
    expect(taken).toEqual([])
  })
})

describe('a second header', () => {
  const line_ends = ['\r\n', '\n', '\r', '\0', '\u0085', '\u2028']
  test.each(line_ends)('cannot be begun by %j', async (line_end) => {
    const injected = `x${line_end}Bcc: eve@evil.example`
    const attempts: Partial<Email>[] = [
      { subject: injected },
      { to: `ann@guests.example${line_end}Bcc: eve@evil.example` },
      { to: { name: injected, address: 'ann@guests.example' } },
      { to: { name: 'Ann', address: `ann@guests.example${line_end}` } },
      { message_id: `<a@vacancy.example>${line_end}Bcc: eve@evil.example` },
      { attachments: [{ filename: injected, content_type: 'text/plain', content: new Uint8Array() }] },
      { attachments: [{ filename: 'x', content_type: `text/plain${injected}`, content: new Uint8Array() }] },
    ]
    for (const attempt of attempts) {
      const error = await fault(post().send(email(attempt)))
      expect([error.kind, error.reason]).toEqual(['permanent', 'invalid'])
      expect(error.message).not.toContain('evil')
    }
    expect(taken).toEqual([])
  })

  test.each([
    'ann@guests.example, eve@evil.example',
    'ann@guests.example;eve@evil.example',
    'Ann <ann@guests.example>',
    '<ann@guests.example>',
    'ann',
    'ann@',
    '@guests.example',
    'ann@guests@example',
    'ann @guests.example',
    'group: ann@guests.example;',
    `${'a'.repeat(65)}@guests.example`,
    '',
  ])('or recipient does not come of %j', async (to) => {
    expect((await fault(post().send(email({ to })))).reason).toBe('invalid')
  })

  test('does not come of a name that looks like an address', async () => {
    await post().send(
      email({ to: { name: 'eve@evil.example, "Eve" <eve@evil.example>', address: 'ann@guests.example' } }),
    )
    expect(taken.map(({ to }) => to)).toEqual([['ann@guests.example']])
  })

  test('does not come of the sender', () => {
    expect(() =>
      mailer({ smtp_url, log, from: { name: 'V\r\nBcc: eve@evil.example', address: 'v@vacancy.example' } }),
    ).toThrow(TypeError)
  })
})

test('an address of a server with options is an address, not options', () => {
  expect(() => mailer({ smtp_url: 'http://127.0.0.1', log, from })).toThrow(TypeError)
  expect(() => post(`${smtp_url}?logger=true&debug=true`)).not.toThrow()
})
