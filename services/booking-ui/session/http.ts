/** Routes of signing in and out: through `auth` and back. */
import { Elysia } from 'elysia'
import { UpstreamUnavailable } from '#lib/transport'
import * as pages from '../account/pages.tsx'
import { purposes } from '../account/purposes.ts'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { canonical } from './address.ts'
import { away } from './sign-in.ts'

const open = { requires: 'none' } as const

export function signingRoutes({ answers, guard, people, sign_ins, checkSignIn, forms, site_url }: Deps) {
  const { page, sent } = answers
  return new Elysia({ name: 'booking-ui-signing' })
    .use(guard)
    .get(
      paths.sign_in,
      page(async (site, { request }) => {
        const elsewhere = canonical(site_url, request)
        if (elsewhere !== undefined) return away(elsewhere)
        // Where nobody answers the browser would show a page of its own.
        await checkSignIn()
        const to = new URL(request.url).searchParams.get('to') ?? paths.trips
        return sign_ins.begin(request, to, site.language)
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
        return away(to, await people.begin({ code, code_verifier, redirect_uri }), sign_ins.done(request))
      }),
      open,
    )
    .get(
      paths.sign_out,
      page(async (site, { request }) => {
        const elsewhere = canonical(site_url, request)
        if (elsewhere !== undefined) return away(elsewhere)
        try {
          await checkSignIn()
        } catch (error) {
          if (!(error instanceof UpstreamUnavailable) || !site.signed_in) throw error
          return pages.signOutHerePage(site)
        }
        const { token, set_cookie } = forms.token(request, purposes.sign_out)
        const end = sign_ins.endUrl(token, site.language)
        return away(end, ...(set_cookie === undefined ? [] : [set_cookie]))
      }),
      open,
    )
    .post(
      paths.sign_out,
      // While `auth` is away: what this browser holds is ours to take away.
      sent(purposes.sign_out_here, async (site, { person }) => {
        person?.leave()
        return pages.signedOutHerePage(site)
      }),
      { requires: 'none', parse: 'none' },
    )
    .get(
      paths.signed_out,
      page(async (site, { request, person }) => {
        const state = new URL(request.url).searchParams.get('state') ?? ''
        // `auth` asked the person; a link of a stranger's cannot know this browser's token.
        if (forms.isBound(request, state, purposes.sign_out)) person?.leave()
        return pages.signedOutNow(site)
      }),
      open,
    )
}
