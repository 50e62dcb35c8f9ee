/** Every word of the emails. */
import type { EmailContent } from '#lib/email/layout'
import { paths } from '#service/booking-ui/contract'

export interface EmailFacts {
  site_url: string
  name: string
  code?: string
}

interface Words extends EmailContent {
  subject: string
}

const footer = 'Vacancy sends this because of an account at this address. Nobody reads answers to it.'
const not_you = 'If that was not you, you need not do anything.'
/** Where the code is entered. In the fragment no server and no log sees it, and nothing happens before the form is sent. */
const codeLink = ({ site_url, code = '' }: EmailFacts, path: string) => `${site_url}${path}#code=${code}`
/** Without a name to an address that nobody has proved: anything could stand in it. */
const hello = ({ name }: EmailFacts) => (name === '' ? 'Hello,' : `Hello ${name},`)

const texts = {
  verify: (facts) => ({
    subject: 'Confirm your email address',
    title: 'Confirm your email address',
    paragraphs: [
      hello(facts),
      'somebody, you we hope, made an account at Vacancy with this address. Enter the code below where you were asked for it, or follow the link, and it becomes yours. The code is good for one day.',
    ],
    code: facts.code ?? '',
    button: { label: 'Confirm the address', url: codeLink(facts, paths.verify) },
    footer: `${not_you} ${footer}`,
  }),
  already_registered: (facts) => ({
    subject: 'You have an account already',
    title: 'You have an account already',
    paragraphs: [
      hello(facts),
      'somebody wanted to make an account at Vacancy with this address. There is one already, and nothing was changed. If you have forgotten your password, ask for another one.',
    ],
    button: { label: 'Choose another password', url: facts.site_url + paths.forgot },
    footer: `${not_you} ${footer}`,
  }),
  welcome: (facts) => ({
    subject: 'Welcome to Vacancy',
    title: 'Welcome to Vacancy',
    paragraphs: [hello(facts), 'your address is confirmed. You can sign in with it from now on.'],
    button: { label: 'Find a hotel', url: facts.site_url },
    footer,
  }),
  reset: (facts) => ({
    subject: 'Choose another password',
    title: 'Choose another password',
    paragraphs: [
      hello(facts),
      'somebody asked for another password for your account. With the code below, entered where you asked, or by the link, you can choose one. It is good for one hour, and once.',
    ],
    code: facts.code ?? '',
    button: { label: 'Choose a password', url: codeLink(facts, paths.reset) },
    footer: `${not_you} ${footer}`,
  }),
  password_changed: (facts) => ({
    subject: 'Your password was changed',
    title: 'Your password was changed',
    paragraphs: [
      hello(facts),
      'your password was changed just now, and you were signed out everywhere. If that was not you, ask for another password at once.',
    ],
    button: { label: 'Go to Vacancy', url: facts.site_url },
    footer,
  }),
  change_email: (facts) => ({
    subject: 'Confirm your new email address',
    title: 'Confirm your new email address',
    paragraphs: [
      hello(facts),
      'this is to be the new address of your account. Enter the code below where you asked for it, or follow the link, and it becomes so. The code is good for one day.',
    ],
    code: facts.code ?? '',
    button: { label: 'Confirm the address', url: codeLink(facts, paths.verify) },
    footer: `${not_you} ${footer}`,
  }),
  email_change_asked: (facts) => ({
    subject: 'Your email address is about to change',
    title: 'Your email address is about to change',
    paragraphs: [
      hello(facts),
      'somebody who knows your password asked for another email address for your account. It changes when the new one is confirmed. If that was not you, change your password at once.',
    ],
    button: { label: 'Go to Vacancy', url: facts.site_url },
    footer,
  }),
  email_changed: (facts) => ({
    subject: 'Your email address was changed',
    title: 'Your email address was changed',
    paragraphs: [
      hello(facts),
      'your account has another email address now, with which you sign in. This address is used no more.',
    ],
    button: { label: 'Go to Vacancy', url: facts.site_url },
    footer,
  }),
  erasing: (facts) => ({
    subject: 'Your account is being closed',
    title: 'Your account is being closed',
    paragraphs: [
      hello(facts),
      'as you asked, your account is being closed and your data deleted everywhere. You get one more email when that is done.',
    ],
    footer,
  }),
  account_closed: (facts) => ({
    subject: 'Your account is closed',
    title: 'Your account is closed',
    paragraphs: [
      hello(facts),
      'your account is closed and your data is deleted, except for what the law tells us to keep of payments. This is our last email; this address is forgotten with it.',
    ],
    footer: 'Vacancy sends this because you closed your account. Nobody reads answers to it.',
  }),
} as const satisfies Record<string, (facts: EmailFacts) => Words>

export type EmailKind = keyof typeof texts
export const kinds = Object.keys(texts) as EmailKind[]

export const emailText = (kind: EmailKind, facts: EmailFacts): Words => texts[kind](facts)
