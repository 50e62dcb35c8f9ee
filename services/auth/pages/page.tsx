/** What every page of `auth` has around its content. No script: these pages hold passwords. */
import type { Child } from 'hono/jsx'
import type { Text } from '../text/en.ts'

export const STYLE_PATH = '/oauth/style.css'

export interface Page {
  title: string
  content: Child
  status?: number
  /** Where a form of this page may lead, beside our own address: the client's redirect URI. */
  form_target?: string
  headers?: Readonly<Record<string, string>>
}

const Document = ({ text, title, content }: { text: Text; title: string; content: Child }) => (
  <html lang={text.locale} dir={text.dir}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>{`${title} – ${text.brand}`}</title>
      <link rel="stylesheet" href={STYLE_PATH} />
    </head>
    <body>
      <main>
        <p class="brand">{text.brand}</p>
        {content}
      </main>
    </body>
  </html>
)

export function render(text: Text, { title, content, status = 200, form_target, headers }: Page): Response {
  const document = Document({ text, title, content })
  const forms = form_target === undefined ? "'self'" : `'self' ${sourceOf(form_target)}`
  return new Response(`<!doctype html>${document}`, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      vary: 'accept-language, cookie',
      // `form-action` holds for the redirect after a form, too, which leads to the client.
      'content-security-policy': `default-src 'none'; style-src 'self'; form-action ${forms}; base-uri 'none'; frame-ancestors 'none'`,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      // Nothing to other sites, as RFC 9700 asks; `no-referrer` would also make browsers hide the origin of our own forms.
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      ...headers,
    },
  })
}

/** Only what cannot break out of the header: an origin, or the scheme of an app's own. */
function sourceOf(uri: string): string {
  const { origin, protocol } = new URL(uri)
  return origin === 'null' ? protocol : origin
}
