/** What every page has around its content. */
import type { Child } from 'hono/jsx'
import type { AssetName, Assets } from '../assets.ts'
import { paths } from '../contract.ts'
import type { Text } from '../text/en.ts'
import { language_names } from '../text/languages.ts'

export interface LayoutProps {
  text: Text
  assets: Assets
  title: string
  /** Of a search, a hotel for certain dates, an error: nothing that a search engine should keep. */
  private_page?: boolean
  /** A class for the body: which page this is. */
  page: string
  signed_in: boolean
  scripts?: readonly AssetName[]
  refresh_s?: number | undefined
  /** Absolute addresses: they are read elsewhere. */
  social?: { description: string; picture: string } | undefined
  /** Path and query of this page, to come back to in another language. */
  here: string
  children?: Child
}

export const Layout = ({
  text,
  assets,
  title,
  private_page = false,
  page,
  signed_in,
  scripts = [],
  refresh_s,
  here,
  social,
  children,
}: LayoutProps) => (
  <html lang={text.locale} dir={text.dir}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {private_page ? <meta name="robots" content="noindex" /> : null}
      {refresh_s === undefined ? null : (
        <noscript>
          <meta http-equiv="refresh" content={String(refresh_s)} />
        </noscript>
      )}
      {social === undefined ? null : (
        <>
          <meta name="description" content={social.description} />
          <meta property="og:title" content={title} />
          <meta property="og:description" content={social.description} />
          <meta property="og:type" content="website" />
          <meta property="og:image" content={social.picture} />
          <meta property="og:image:width" content="1200" />
          <meta property="og:image:height" content="630" />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
      <title>{title}</title>
      <link rel="icon" href={paths.favicon} type="image/svg+xml" />
      <link rel="stylesheet" href={assets.url('site.css')} />
      {(['site.js', ...scripts] as const).map((name) => (
        <script type="module" src={assets.url(name)}></script>
      ))}
    </head>
    <body class={page}>
      <a class="skip" href="#main">
        {text.skip}
      </a>
      <header class="site-header">
        <a class="brand" href={paths.home} aria-label={text.home_link}>
          <img src={paths.favicon} width="30" height="30" alt="" />
          <span>{text.brand}</span>
        </a>
        <nav class="site-nav" aria-label={text.nav.label}>
          {signed_in ? (
            <>
              <a href={paths.trips}>{text.nav.trips}</a>
              <a href={paths.account}>{text.nav.account}</a>
            </>
          ) : (
            <>
              <a href={paths.sign_in}>{text.nav.sign_in}</a>
              <a href={paths.sign_up}>{text.nav.sign_up}</a>
            </>
          )}
        </nav>
      </header>
      <main id="main" tabindex={-1}>
        {children}
      </main>
      <footer class="site-footer">
        <p>{text.footer.promise}</p>
        <p>
          {text.footer.about} {text.footer.cities}.
        </p>
        <p>
          <a href={paths.lab}>{text.lab.link}</a> · <a href={paths.desk}>{text.desk.link}</a>
        </p>
        <nav class="languages" aria-label={text.footer.language}>
          {Object.entries(language_names).map(([language, name]) => (
            <a
              href={`${paths.language}?language=${language}&to=${encodeURIComponent(here)}`}
              lang={language}
              hreflang={language}
              rel="nofollow"
              {...(language === text.locale ? { 'aria-current': 'true' as const } : {})}
            >
              {name}
            </a>
          ))}
        </nav>
      </footer>
    </body>
  </html>
)
