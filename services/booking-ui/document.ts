/** Bun only. A page as it is sent: in its layout, with what the browser is told about it, compressed where that is safe. */
import type { AnswersOptions } from './answer.ts'
import { Layout } from './components/layout.tsx'
import type { Retry } from './components/retry.tsx'
import { compressed } from './compress.ts'
import type { Page, Site } from './pages/page.ts'

interface Sending {
  request: Request
  /** Of somebody, or with what somebody typed. */
  is_personal: boolean
  /** Where one gets back to from what a form led to. */
  retry: Retry
}

/** No inline script or style, nothing from elsewhere, no frame around us. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

export const security_headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
} as const

/** This host alone: others of its domain are not ours to speak for. */
const TLS_ONLY = `max-age=${365 * 24 * 3_600}`

export function documents({ site_url, issuer }: Pick<AnswersOptions, 'site_url' | 'issuer'>) {
  const form_targets = `'self' ${new URL(issuer).origin}`
  const has_tls = site_url.startsWith('https:')

  return {
    render: async (site: Site, page: Page, { request, is_personal, retry }: Sending): Promise<Response> => {
      const { social } = page
      const document = await Layout({
        text: site.words.text,
        assets: site.assets,
        title: page.title,
        page: page.name,
        private_page: page.private_page ?? false,
        signed_in: site.signed_in,
        here: retry.href,
        scripts: page.scripts ?? [],
        refresh_s: page.refresh_s,
        social: social === undefined ? undefined : { ...social, picture: site_url + social.picture },
        children: page.content,
      })
      const frames = page.frames === undefined ? '' : `; frame-src ${page.frames}`
      const headers = {
        'content-type': 'text/html; charset=utf-8',
        // Of somebody's own page nothing stays in the browser for whoever sits there next.
        'cache-control': site.signed_in ? 'private, no-store' : 'no-cache',
        vary: 'accept, accept-encoding, accept-language, cookie',
        ...security_headers,
        'content-security-policy': `${policy}; form-action ${form_targets}${frames}`,
        ...page.headers,
      }
      const html = `<!doctype html>${document}`
      const init = { status: page.status ?? 200, headers }
      // Lengths tell what a secret is to whoever can have something of their own compressed beside it (BREACH).
      return is_personal ? new Response(html, init) : compressed(request, html, init)
    },
    sealed: (response: Response): Response => {
      if (has_tls) response.headers.set('strict-transport-security', TLS_ONLY)
      return response
    },
  }
}
