/** Every word of the sign-in pages in English. Another language is a file of the same shape, typed `Text`. */
import { type Scope, scopes } from '../contract.ts'

export const en = {
  locale: 'en',
  dir: 'ltr',
  brand: 'Vacancy',
  sign_in: {
    title: 'Sign in',
    lead: (client: string) => `to continue to ${client}`,
    login: 'Email address',
    password: 'Password',
    submit: 'Sign in',
    forgot: 'Forgotten your password?',
    no_account: 'No account yet?',
    sign_up: 'Sign up',
    wrong: 'The email address or the password is wrong.',
    too_many: (minutes: number) =>
      `Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    busy: 'Many people are signing in at the moment. Try again in a few seconds.',
    stale: 'This form was open for too long, or came from another page. Try again.',
  },
  consent: {
    title: 'Allow access?',
    lead: (client: string) => `${client} asks to`,
    where: 'Afterwards you go back to',
    allow: 'Allow',
    deny: 'Refuse',
    says: (scope: Scope): string => scopes[scope].says,
    note: 'You can take this back by changing your password.',
    signed_in_as: 'Signed in as',
  },
  end: {
    title: 'Sign out?',
    lead: 'You will be signed out in this browser, and of the sites that you entered from here.',
    submit: 'Sign out',
    done_title: 'You are signed out',
    done: 'You can close this page.',
  },
  error: {
    title: 'This link does not work',
    lead: 'The site that sent you here made a mistake. Go back and try again; if it stays, tell them what stands below.',
    broken_title: 'Something went wrong on our side',
    broken: 'Try again in a moment.',
  },
}

export type Text = typeof en
