/** What every page has around its content. */
import type { Child } from 'hono/jsx'
import type { Assets } from '../assets.ts'
import { paths } from '../contract.ts'
import type { Text } from '../text/en.ts'

export interface LayoutProps {
  text: Text
  assets: Assets
  title: string
  /** Of a search, a hotel for certain dates, an error: nothing that a search engine should keep. */
  private_page?: boolean
  /** A class for the body: which page this is. */
  page: string
  children?: Child
}

export const Layout = ({ text, assets, title, private_page = false, page, children }: LayoutProps) => (
  <html lang={text.locale} dir={text.dir}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {private_page ? <meta name="robots" content="noindex" /> : null}
      <title>{title}</title>
      <link rel="icon" href={paths.favicon} type="image/svg+xml" />
      <link rel="stylesheet" href={assets.url('site.css')} />
      <script type="module" src={assets.url('site.js')}></script>
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
          <a href={paths.lab}>{text.lab.link}</a>
        </p>
      </footer>
    </body>
  </html>
)
