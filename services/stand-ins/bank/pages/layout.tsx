/** What every page of the bank has around its content. */
import type { Child } from 'hono/jsx'

export const Layout = ({
  title,
  embedded,
  children,
}: {
  title: string
  /** In a frame of the site: no head, no foot. */
  embedded?: boolean
  children?: Child
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>{`${title} · Sandbox Bank`}</title>
      <link rel="stylesheet" href="/style.css" />
    </head>
    <body class={embedded === true ? 'embedded' : ''}>
      {embedded === true ? null : (
        <header>
          <p class="brand">
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
              <path d="M12 2 2 8v2h20V8L12 2Zm-7 10v6h3v-6H5Zm5.5 0v6h3v-6h-3Zm5.5 0v6h3v-6h-3ZM2 20v2h20v-2H2Z" />
            </svg>
            Sandbox Bank
          </p>
        </header>
      )}
      <main>{children}</main>
      {embedded === true ? null : (
        <footer>
          <p>A sandbox: no money moves. Use test cards, never your own.</p>
        </footer>
      )}
    </body>
  </html>
)
