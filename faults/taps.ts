/** What is seen of PostgreSQL's wire protocol and of SMTP: transactions and statements that end something, and letters. */
import type { Meet } from './director.ts'
import { type Step, statements } from './steps.ts'
import type { Tap } from './wire-proxy.ts'

export type Owner = 'reservations' | 'payments'

const COMMIT = /commit\0/i
/** The end of an answer: how the connection stands then. `I` is outside of a transaction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is a binary protocol
const READY = /Z\0\0\0\x05([ITE])/g

/** A commit, or a statement on its own, that the server never hears of, or one whose answer is lost. */
export const databaseTap = (owner: Owner, meet: Meet) => (): Tap => {
  const own = Object.entries(statements).filter(([, one]) => one.owner === owner)
  let is_open = false
  let ending: Step | undefined
  return {
    client: async (chunk) => {
      const text = chunk.toString('latin1')
      const step = COMMIT.test(text)
        ? (`commit of ${owner}` as const)
        : is_open
          ? undefined
          : (own.find(([, one]) => one.text.test(text))?.[0] as Step | undefined)
      if (step === undefined) return 'pass'
      const verdict = await meet(step, 'before')
      if (verdict !== 'cut') ending = step
      return verdict
    },
    server: async (chunk) => {
      const states = [...chunk.toString('latin1').matchAll(READY)]
      const last = states.at(-1)
      if (last !== undefined) is_open = last[1] !== 'I'
      // The answer of a statement begins before it has ended: what counts is that it has.
      if (ending === undefined || last === undefined) return 'pass'
      const step = ending
      ending = undefined
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
