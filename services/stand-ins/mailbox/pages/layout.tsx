/** What every page has around its content. */
import type { Child } from 'hono/jsx'

export interface LayoutProps {
  title: string
  /** What was searched, to stay in the form. */
  to?: string | undefined
  subject?: string | undefined
  /** Said on every page while mail is not simply taken. */
  mode: string
  children?: Child
}

export const Layout = ({ title, to, subject, mode, children }: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · Mailbox`}</title>
      <link rel="stylesheet" href="/style.css" />
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the mail
      </a>
      <header>
        <p class="brand">
          <a href="/">Mailbox</a> <span class="aside">stand-in for email</span>
        </p>
        <search>
          <form action="/" method="get">
            <label>
              <span class="name">To</span>
              <input
                name="to"
                value={to}
                maxlength={254}
                placeholder="ann@guests.example"
                autocomplete="off"
              />
            </label>
            <label>
              <span class="name">Subject</span>
              <input name="subject" value={subject} maxlength={200} placeholder="any" autocomplete="off" />
            </label>
            <button type="submit">Show</button>
          </form>
        </search>
      </header>
      {mode === 'accept' ? null : (
        <p class="notice" role="status">
          Mail is not simply taken now: the mode is <code>{mode}</code>.
        </p>
      )}
      <main id="main" tabindex={-1}>
        {children}
      </main>
      <footer>
        Nothing here goes to a real mailbox, and all of it is forgotten when the process ends.{' '}
        <a href="/openapi">API</a>
      </footer>
    </body>
  </html>
)

/** `23 Nov 2026, 15:47` in UTC: where the server stands says nothing about where the reader is. */
export const Time = ({ at }: { at: string }) => (
  <time datetime={at} title={at}>
    {format.format(new Date(at))}
  </time>
)
const format = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** Bytes as people read them. */
export const size = (bytes: number) =>
  bytes < 1_000
    ? `${bytes} B`
    : bytes < 1_000_000
      ? `${Math.round(bytes / 1_000)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`
