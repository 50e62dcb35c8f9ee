/** Between a service and what speaks another protocol than HTTP: PostgreSQL and SMTP. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Meet, Verdict } from './director.ts'
import type { Between } from './http-proxy.ts'
import type { Step } from './steps.ts'

/** Sees what goes by on one connection. */
interface Tap {
  client(chunk: Buffer): Promise<Verdict>
  server(chunk: Buffer): Promise<Verdict>
}

export async function wireProxy(port: number, tap: () => Tap): Promise<Between> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    const both = [client, upstream]
    const { client: onClient, server: onServer } = tap()
    for (const socket of both) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        for (const one of both) one.destroy()
      })
    }
    const cut = () => {
      for (const one of both) one.destroy()
    }
    relay(client, upstream, onClient, cut)
    relay(upstream, client, onServer, cut)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** In their order, also where one has to wait. */
function relay(from: Socket, to: Socket, look: (chunk: Buffer) => Promise<Verdict>, cut: () => void): void {
  let before: Promise<unknown> = Promise.resolve()
  from.on('data', (chunk: Buffer) => {
    before = before.then(async () => {
      if ((await look(chunk)) === 'cut') cut()
      else if (!to.destroyed) to.write(chunk)
    })
  })
  from.on('end', () => {
    before = before.then(() => to.end())
  })
}

const COMMIT = /commit\0/i

/** A commit that the server never hears of, or one whose answer is lost. */
export const commitTap = (step: Step, meet: Meet) => (): Tap => {
  let committing = false
  return {
    client: async (chunk) => {
      if (!COMMIT.test(chunk.toString('latin1'))) return 'pass'
      if ((await meet(step, 'before')) === 'cut') return 'cut'
      committing = true
      return 'pass'
    },
    server: async () => {
      if (!committing) return 'pass'
      committing = false
      return meet(step, 'after')
    },
  }
}

export interface PostedLetter {
  message_id: string
  subject: string
  to: string
  attachments: number
}

/** Letters that the mail server has taken; what it holds itself is gone when it is killed. */
export const letterTap = (meet: Meet, onTaken: (letter: PostedLetter) => void) => (): Tap => {
  let stage: 'talk' | 'asked' | 'text' | 'sent' = 'talk'
  let text = ''
  return {
    client: async (chunk) => {
      if (stage === 'talk' && /^data\r\n/im.test(chunk.toString('latin1'))) stage = 'asked'
      if (stage !== 'text') return 'pass'
      text += chunk.toString('latin1')
      if (!text.endsWith('\r\n.\r\n')) return 'pass'
      stage = 'sent'
      return meet('letter', 'before')
    },
    server: async (chunk) => {
      const answer = chunk.toString('latin1')
      // Commands come several at once, and so do the answers to them.
      if (stage === 'asked' && /^354/m.test(answer)) stage = 'text'
      else if (stage === 'asked' && /^[45]/m.test(answer)) stage = 'talk'
      if (stage !== 'sent') return 'pass'
      stage = 'talk'
      if (answer.startsWith('250')) onTaken(letterOf(text))
      text = ''
      return meet('letter', 'after')
    },
  }
}

function letterOf(text: string): PostedLetter {
  const head = (text.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ')
  const header = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
  return {
    message_id: header('message-id'),
    subject: header('subject'),
    to: header('to'),
    attachments: text.match(/^content-disposition: attachment/gim)?.length ?? 0,
  }
}
