/** Routes of accounts: into one, out of one, and what a person may change of it. */
import { Elysia } from 'elysia'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import { canonical } from '../session/address.ts'
import type { Person } from '../session/people.ts'
import { codeOf, refusalOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { isLanguage } from '../text/languages.ts'
import * as pages from './pages.tsx'
import { type ProfileState, profilePage } from './profile.tsx'
import { purposes } from './purposes.ts'

const open = { requires: 'none' } as const
const form = { requires: 'none', parse: 'none' } as const

export function accountRoutes(deps: Deps) {
  const { answers, guard } = deps
  return new Elysia({ name: 'booking-ui-account' })
    .use(guard)
    .use(entering(deps))
    .use(signing(deps))
    .use(own(deps))
    .get(
      paths.account,
      answers.personal((site, { request }, person) => ownPage(deps, site, request, person)),
      open,
    )
    .get(
      paths.export,
      answers.personal(async (_, __, person) => {
        const body = JSON.stringify(await deps.clientsOf(person).me.export(), undefined, 2)
        return new Response(body, {
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'content-disposition': 'attachment; filename="vacancy-my-data.json"',
            'cache-control': 'no-store',
          },
        })
      }),
      open,
    )
}

const fieldOf = (request: Request, name: string) =>
  (new URL(request.url).searchParams.get(name) ?? '').slice(0, 200)

/** Before there is an account, or the way into it: what anybody may send. Each tells a stranger nothing. */
function entering({ answers, guard, users }: Deps) {
  const { page, sent } = answers
  const codes = ({ words: { text } }: Site) => ({
    codes: {
      code_invalid: ['code', text.account.codes.invalid],
      code_expired: ['code', text.account.codes.expired],
    } as const,
  })
  return new Elysia({ name: 'booking-ui-entering' })
    .use(guard)
    .get(
      paths.sign_up,
      page(async (site) => pages.signUpPage(site)),
      open,
    )
    .post(
      paths.sign_up,
      sent(purposes.sign_up, async (site, _, fields) => {
        const [name, email, password] = ['name', 'email', 'password'].map((field) => fields.get(field) ?? '')
        try {
          await users.register({
            name: name ?? '',
            email: email ?? '',
            password: password ?? '',
            locale: site.language,
          })
          return away(paths.verify)
        } catch (error) {
          return pages.signUpPage(site, fields, refusalOf(site.words.text, error))
        }
      }),
      form,
    )
    .get(
      paths.verify,
      page(async (site, { request }) => pages.verifyPage(site, fieldOf(request, 'code'))),
      open,
    )
    .post(
      paths.verify,
      sent(purposes.verify, async (site, _, fields) => {
        const code = fields.get('code') ?? ''
        try {
          await users.verify(code)
          return pages.verifiedPage(site)
        } catch (error) {
          return pages.verifyPage(site, code, refusalOf(site.words.text, error, codes(site)))
        }
      }),
      form,
    )
    .post(
      paths.resend,
      sent(purposes.resend, async (_, __, fields) => {
        await users.resend(fields.get('email') ?? '').catch(ignoreInvalid)
        return away(paths.verify)
      }),
      form,
    )
    .get(
      paths.forgot,
      page(async (site) => pages.forgotPage(site)),
      open,
    )
    .post(
      paths.forgot,
      sent(purposes.forgot, async (site, _, fields) => {
        try {
          await users.requestReset(fields.get('email') ?? '')
          return away(paths.reset)
        } catch (error) {
          return pages.forgotPage(site, refusalOf(site.words.text, error))
        }
      }),
      form,
    )
    .get(
      paths.reset,
      page(async (site, { request }) => pages.resetPage(site, fieldOf(request, 'code'))),
      open,
    )
    .post(
      paths.reset,
      sent(purposes.reset, async (site, _, fields) => {
        const code = fields.get('code') ?? ''
        try {
          await users.confirmReset(code, fields.get('password') ?? '')
          return pages.resetDonePage(site)
        } catch (error) {
          return pages.resetPage(site, code, refusalOf(site.words.text, error, codes(site)))
        }
      }),
      form,
    )
}

/** Through `auth` and back. */
function signing({ answers, guard, people, sign_ins, checkSignIn, forms, site_url }: Deps) {
  const { page } = answers
  return new Elysia({ name: 'booking-ui-signing' })
    .use(guard)
    .get(
      paths.sign_in,
      page(async (_, { request }) => {
        const elsewhere = canonical(site_url, request)
        if (elsewhere !== undefined) return away(elsewhere)
        // Where nobody answers the browser would show a page of its own.
        await checkSignIn()
        return sign_ins.begin(new URL(request.url).searchParams.get('to') ?? paths.trips)
      }),
      open,
    )
    .get(
      paths.callback,
      page(async (site, { request }) => {
        const returned = sign_ins.returned(request)
        if (returned.kind !== 'code')
          // Sent twice, by a double click: the first one has signed them in.
          return site.signed_in
            ? away(paths.trips)
            : pages.notSignedInPage(
                site,
                returned.kind,
                returned.kind === 'refused' ? returned.to : paths.sign_in,
              )
        const { code, code_verifier, redirect_uri, to } = returned
        return away(to, await people.begin({ code, code_verifier, redirect_uri }), sign_ins.done())
      }),
      open,
    )
    .get(
      paths.sign_out,
      page(async (_, { request }) => {
        const elsewhere = canonical(site_url, request)
        if (elsewhere !== undefined) return away(elsewhere)
        const { token, set_cookie } = forms.token(request, purposes.sign_out)
        return away(sign_ins.endUrl(token), ...(set_cookie === undefined ? [] : [set_cookie]))
      }),
      open,
    )
    .get(
      paths.signed_out,
      page(async (site, { request, person }) => {
        // `auth` asked the person; a link of a stranger's cannot know this browser's token.
        if (forms.isBound(request, fieldOf(request, 'state'), purposes.sign_out)) person?.leave()
        return pages.signedOutNow(site)
      }),
      open,
    )
}

type OwnSection = NonNullable<ProfileState['sent']>['section']

/** What a signed-in person changes. */
function own(deps: Deps) {
  const { answers, guard, clientsOf } = deps
  const { personalSent } = answers
  const wrong = ({ words: { text } }: Site, field: string) =>
    ({ wrong_password: [field, text.account.profile.wrong_password] }) as const

  /** The page again, with what was sent and what is wrong with it. */
  const again = async (
    site: Site,
    person: Person,
    section: OwnSection,
    values: ReadonlyMap<string, string>,
    errors: ReadonlyMap<string, string>,
  ): Promise<Page> =>
    profilePage(site, { ...(await clientsOf(person).me.user()), sent: { section, values, errors } })

  return new Elysia({ name: 'booking-ui-own' })
    .use(guard)
    .post(
      paths.profile,
      personalSent(purposes.profile, async (site, _, fields, person) => {
        const { text } = site.words
        const locale = fields.get('locale')
        try {
          await clientsOf(person).me.change(
            {
              name: fields.get('name') ?? '',
              phone: fields.get('phone') ?? null,
              locale: isLanguage(locale) ? locale : site.language,
            },
            etagIn(fields),
          )
          return away(`${paths.account}?done=profile`)
        } catch (error) {
          const codes = { precondition_failed: ['_etag', text.account.profile.conflict] } as const
          return again(site, person, 'profile', fields, refusalOf(text, error, { codes }))
        }
      }),
      form,
    )
    .post(
      paths.email,
      personalSent(purposes.email, async (site, _, fields, person) => {
        const { text } = site.words
        try {
          await clientsOf(person).me.changeEmail(fields.get('email') ?? '', fields.get('password') ?? '')
          return away(`${paths.verify}?for=email`)
        } catch (error) {
          const codes = {
            ...wrong(site, 'password'),
            email_taken: ['email', text.field_errors.email?.taken ?? ''],
          } as const
          return again(site, person, 'email', fields, refusalOf(text, error, { codes }))
        }
      }),
      form,
    )
    .post(
      paths.password,
      personalSent(purposes.password, async (site, _, fields, person) => {
        const { text } = site.words
        try {
          await clientsOf(person).me.changePassword(
            fields.get('current_password') ?? '',
            fields.get('new_password') ?? '',
          )
          person.leave()
          return pages.resetDonePage(site)
        } catch (error) {
          const options = { codes: wrong(site, 'current_password'), names: { password: 'new_password' } }
          return again(site, person, 'password', fields, refusalOf(text, error, options))
        }
      }),
      form,
    )
    .post(
      paths.close,
      personalSent(purposes.close, async (site, _, fields, person) => {
        const { text } = site.words
        try {
          await clientsOf(person).me.erase(fields.get('closing_password') ?? '')
          person.leave()
          return pages.closedPage(site)
        } catch (error) {
          const options = {
            codes: wrong(site, 'closing_password'),
            names: { password: 'closing_password' },
          }
          return again(site, person, 'close', fields, refusalOf(text, error, options))
        }
      }),
      form,
    )
}

async function ownPage({ clientsOf }: Deps, site: Site, request: Request, person: Person): Promise<Page> {
  const { text } = site.words
  const { user, etag } = await clientsOf(person).me.user()
  const notice = fieldOf(request, 'done') === 'profile' ? text.account.profile.saved : undefined
  return profilePage(site, { user, etag, notice })
}

/** As our page had it; anything else is no tag that a header can carry, and matches none. */
function etagIn(fields: ReadonlyMap<string, string>): string {
  const etag = fields.get('etag') ?? ''
  return /^"[\w+/=-]{1,100}"$/.test(etag) ? etag : '"none"'
}

/** What is wrong with an address is not said to who may only guess it. */
function ignoreInvalid(error: unknown): void {
  if (codeOf(error) !== 'validation_failed') throw error
}
