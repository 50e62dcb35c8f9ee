/** Before there is an account, or the way into it: what anybody may send. Each tells a stranger nothing. */
import type { Asked, Fields } from '../answer.ts'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import { codeOf, refusalOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import * as pages from './pages.tsx'

type Sent = (site: Site, asked: Asked, fields: Fields) => Promise<Page | Response>

export function entering({ users }: Pick<Deps, 'users'>) {
  const codes = ({ words: { text } }: Site) => ({
    codes: {
      code_invalid: ['code', text.account.codes.invalid],
      code_expired: ['code', text.account.codes.expired],
    } as const,
  })
  const signUp: Sent = async (site, _, fields) => {
    const field = (name: string) => fields.get(name) ?? ''
    try {
      await users.register({
        ...{ name: field('name'), email: field('email'), password: field('password') },
        locale: site.language,
      })
      return away(paths.verify)
    } catch (error) {
      return pages.signUpPage(site, fields, refusalOf(site.words.text, error))
    }
  }
  const verify: Sent = async (site, _, fields) => {
    const code = fields.get('code') ?? ''
    try {
      await users.verify(code)
      return pages.verifiedPage(site)
    } catch (error) {
      return pages.verifyPage(site, { code, errors: refusalOf(site.words.text, error, codes(site)) })
    }
  }
  const resend: Sent = async (_, __, fields) => {
    await users.resend(fields.get('email') ?? '').catch(ignoreInvalid)
    return away(`${paths.verify}?done=sent`)
  }
  const forgot: Sent = async (site, _, fields) => {
    try {
      await users.requestReset(fields.get('email') ?? '')
      return away(paths.reset)
    } catch (error) {
      return pages.forgotPage(site, fields, refusalOf(site.words.text, error))
    }
  }
  const reset: Sent = async (site, _, fields) => {
    const code = fields.get('code') ?? ''
    try {
      await users.confirmReset(code, fields.get('password') ?? '')
      return pages.resetDonePage(site)
    } catch (error) {
      return pages.resetPage(site, code, refusalOf(site.words.text, error, codes(site)))
    }
  }
  return { signUp, verify, resend, forgot, reset }
}

/** What is wrong with an address is not said to who may only guess it. */
function ignoreInvalid(error: unknown): void {
  if (codeOf(error) !== 'validation_failed') throw error
}
