/**
 * The SMTP side, by smtp-server: mail for anybody, within bounds. It misbehaves on request, so that tests can see what
 * senders make of it.
 */
import type { Readable } from 'node:stream'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Logger } from '#lib/log'
import { StartError } from '#lib/server'
import { limits, type Mode } from './contract.ts'
import type { Envelope } from './parse.ts'

export interface SmtpOptions {
  host: string
  port: number
  log: Pick<Logger, 'info' | 'debug'>
  mode: () => Mode
  /** Keeps a message; it is acknowledged afterwards. */
  keep: (raw: Buffer, envelope: Envelope) => Promise<void>
}

export interface Smtp {
  readonly listening: boolean
  /** Ends within about half a second, with its connections. */
  close(): Promise<void>
}

/** Of a client that says nothing. */
const SILENCE_MS = 30_000
/** Of a connection that we leave without an answer. */
const HANG_MS = 60_000
const CLOSE_MS = 400

/** Throws a `StartError` with one clear line when the port cannot be had. */
export async function startSmtp({ host, port, log, mode, keep }: SmtpOptions): Promise<Smtp> {
  const drop = (session: SMTPServerSession) => {
    for (const connection of server.connections)
      if (connection.session.id === session.id) connection._socket.destroy()
  }

  const take = async (stream: Readable, session: SMTPServerSession): Promise<Outcome> => {
    const raw = await read(stream)
    // The server answers 552 by itself.
    if (raw === undefined) return 'answer'
    const now = mode()
    if (now === 'hang') {
      setTimeout(() => drop(session), HANG_MS).unref()
      return 'silence'
    }
    const { mailFrom, rcptTo } = session.envelope
    const from = mailFrom === false ? '' : mailFrom.address
    await keep(raw, { from, to: rcptTo.map(({ address }) => address) })
    // How many and how much: who and what is nobody's business but the inbox's.
    log.info({ bytes: raw.byteLength, recipients: rcptTo.length }, 'message kept')
    if (now !== 'accept_then_drop') return 'answer'
    drop(session)
    return 'silence'
  }

  const server = new SMTPServer({
    name: 'mailbox',
    banner: 'Vacancy stand-in',
    // Without AUTH nobody needs a password; without STARTTLS the library's own certificate, whose key is public, is not used.
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    logger: false,
    size: limits.max_message_bytes,
    rejectOversized: true,
    maxRecipients: limits.max_recipients,
    maxClients: limits.max_connections,
    socketTimeout: SILENCE_MS,
    closeTimeout: CLOSE_MS,
    onRcptTo: (_address, _session, callback) => callback(refusals[mode()]?.() ?? null),
    onData: (stream, session, callback) => {
      take(stream, session).then(
        (outcome) => outcome === 'answer' && callback(null),
        (error: unknown) => {
          log.debug({ err: error }, 'message lost')
          callback(smtpError(451, 'The message could not be kept'))
        },
      )
    },
  })
  // Clients that go away in the middle, garbage: theirs, and no reason to end.
  server.on('error', (error) => log.debug({ err: error }, 'smtp connection failed'))
  await listen(server, host, port)
  return {
    get listening() {
      return server.server.listening
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

type Outcome = 'answer' | 'silence'

const smtpError = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

const refusals: Partial<Record<Mode, () => Error>> = {
  refuse_temporarily: () => smtpError(451, 'Not now, by request'),
  refuse: () => smtpError(550, 'No such mailbox, by request'),
}

/** `undefined` for more than is allowed, which is read to its end and not kept. */
async function read(stream: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes <= limits.max_message_bytes) chunks.push(chunk)
    else chunks.length = 0
  }
  return bytes <= limits.max_message_bytes ? Buffer.concat(chunks) : undefined
}

function listen(server: SMTPServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(startError(error, port))
    server.once('error', refuse)
    server.server.listen({ host, port, exclusive: true }, () => {
      server.off('error', refuse)
      resolve()
    })
  })
}

function startError(error: Error, port: number): Error {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE')
    return new StartError(`mailbox: port ${port} is in use; stop what uses it, or choose another --base-port`)
  if (code === 'EACCES') return new StartError(`mailbox: no permission to listen on port ${port}`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError('mailbox: VACANCY_HOST is not an address of this machine')
  return error
}
