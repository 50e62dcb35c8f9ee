/** Routes of accounts: into one, and what a person may change of it. */
import { Elysia } from 'elysia'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { security_headers } from '../document.ts'
import { entering } from './entering.ts'
import { exportOf } from './export.ts'
import { own } from './own.ts'
import * as pages from './pages.tsx'
import { profilePage } from './profile.tsx'
import { purposes } from './purposes.ts'

const open = { requires: 'none' } as const
const form = { requires: 'none', parse: 'none' } as const
/** A code of an email is shorter. */
const MAX_FIELD = 200

const fieldOf = (request: Request, name: string) =>
  (new URL(request.url).searchParams.get(name) ?? '').slice(0, MAX_FIELD)
const toVerify = () => paths.verify
const toAccount = () => paths.account

export function accountRoutes(deps: Deps) {
  const { answers, guard, clientsOf } = deps
  const { page, sent, personal, personalSent } = answers
  const enter = entering(deps)
  const change = own(deps)
  return new Elysia({ name: 'booking-ui-account' })
    .use(guard)
    .get(
      paths.sign_up,
      page(async (site) => pages.signUpPage(site)),
      open,
    )
    .post(paths.sign_up, sent(purposes.sign_up, enter.signUp), form)
    .get(
      paths.verify,
      page(async (site, { request }) => {
        const [code, done, what] = ['code', 'done', 'for'].map((name) => fieldOf(request, name))
        return pages.verifyPage(site, { code, was_sent: done === 'sent', of_new_address: what === 'email' })
      }),
      open,
    )
    .post(paths.verify, sent(purposes.verify, enter.verify), form)
    .post(paths.resend, sent(purposes.resend, enter.resend, toVerify), form)
    .get(
      paths.forgot,
      page(async (site) => pages.forgotPage(site)),
      open,
    )
    .post(paths.forgot, sent(purposes.forgot, enter.forgot), form)
    .get(
      paths.reset,
      page(async (site, { request }) => pages.resetPage(site, fieldOf(request, 'code'))),
      open,
    )
    .post(paths.reset, sent(purposes.reset, enter.reset), form)
    .get(
      paths.account,
      personal(async (site, { request }, person) => {
        const { user, etag } = await clientsOf(person).me.user()
        const { saved } = site.words.text.account.profile
        const notice = fieldOf(request, 'done') === 'profile' ? saved : undefined
        return profilePage(site, { user, etag, notice })
      }),
      open,
    )
    .get(
      paths.export,
      personal(async (_, __, person) => {
        const body = JSON.stringify(await exportOf(clientsOf(person)), undefined, 2)
        return new Response(body, {
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'content-disposition': 'attachment; filename="vacancy-my-data.json"',
            'cache-control': 'private, no-store',
            ...security_headers,
          },
        })
      }, 'doing'),
      open,
    )
    .post(paths.profile, personalSent(purposes.profile, change.profile, toAccount), form)
    .post(paths.email, personalSent(purposes.email, change.email, toAccount), form)
    .post(paths.password, personalSent(purposes.password, change.password, toAccount), form)
    .post(paths.close, personalSent(purposes.close, change.close, toAccount), form)
}
