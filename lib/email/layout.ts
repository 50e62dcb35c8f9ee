/**
 * The look that all our emails share, and the same as plain text. Without tables, images, scripts or anything from
 * another host; styles are inline because several mail programs drop style sheets, and what is in the style sheet is
 * only what they may drop: dark mode. `hono/html` escapes every value.
 */
import { html, raw } from 'hono/html'

export interface EmailContent {
  title: string
  paragraphs: readonly string[]
  /** What there is to know at a glance: dates, a total. */
  facts?: readonly { label: string; value: string }[]
  button?: { label: string; url: string }
  /** To be typed in somewhere. */
  code?: string
  /** Who sent this and why. */
  footer: string
  /** Language of the words (en). */
  lang?: string
}

const font = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
const style = {
  body: `margin: 0; padding: 24px 12px; background: #faf8f4; color: #1b2430; ${font}; font-size: 16px; line-height: 1.55`,
  card: 'max-width: 560px; margin: 0 auto; padding: 28px 24px; background: #ffffff; border: 1px solid #e2dcd1; border-radius: 14px',
  brand: 'margin: 0 0 20px; color: #0f5c57; font-size: 18px; font-weight: 700; letter-spacing: -0.02em',
  title: 'margin: 0 0 16px; font-size: 22px; line-height: 1.25; letter-spacing: -0.01em',
  paragraph: 'margin: 0 0 16px; overflow-wrap: anywhere',
  facts: 'margin: 0 0 16px; padding: 12px 16px; background: #f1ede6; border-radius: 10px',
  label: 'margin: 0; color: #586273; font-size: 14px',
  value: 'margin: 0 0 8px; font-weight: 600; overflow-wrap: anywhere',
  code: 'margin: 0 0 16px; padding: 14px 16px; background: #f1ede6; border-radius: 10px; font-family: ui-monospace, Menlo, Consolas, monospace; font-weight: 600; text-align: center; overflow-wrap: anywhere',
  // One is typed, the other copied.
  short_code: 'font-size: 24px; letter-spacing: 0.12em',
  long_code: 'font-size: 16px',
  button:
    'display: inline-block; padding: 12px 22px; background: #0f5c57; color: #ffffff; border-radius: 10px; font-weight: 600; text-decoration: none',
  link: 'color: #0f5c57; overflow-wrap: anywhere',
  small: 'margin: 0 0 16px; color: #586273; font-size: 14px; overflow-wrap: anywhere',
  footer: 'max-width: 560px; margin: 16px auto 0; padding: 0 24px; color: #586273; font-size: 13px',
} as const

const dark = `
  @media (prefers-color-scheme: dark) {
    body { background: #11151b !important; color: #edf0f4 !important; }
    .card { background: #1a2029 !important; border-color: #2e3744 !important; }
    .sunk { background: #232b36 !important; }
    .muted { color: #a7b1c0 !important; }
    .brand, .link { color: #56c2b4 !important; }
    .button { background: #56c2b4 !important; color: #06211e !important; }
  }`

/** Throws a `TypeError` for a button that leads to anything but a web page. */
export function renderEmail(content: EmailContent): { html: string; text: string } {
  const { button } = content
  if (button !== undefined && !/^https?:\/\/\S+$/.test(button.url))
    throw new TypeError('the button of an email must lead to http:// or https://')
  return { html: asHtml(content), text: asText(content) }
}

function asHtml({ title, paragraphs, facts, button, code, footer, lang = 'en' }: EmailContent): string {
  const document = html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${raw(dark)}
</style>
</head>
<body style="${style.body}">
<div class="card" style="${style.card}">
<p class="brand" style="${style.brand}">Vacancy</p>
<h1 style="${style.title}">${title}</h1>
${paragraphs.map((paragraph) => html`<p style="${style.paragraph}">${paragraph}</p>\n`)}
${
  facts === undefined || facts.length === 0
    ? ''
    : html`<div class="sunk" style="${style.facts}">
${facts.map(({ label, value }) => html`<p class="muted" style="${style.label}">${label}</p><p style="${style.value}">${value}</p>\n`)}</div>\n`
}${code === undefined ? '' : html`<p class="sunk" style="${style.code}; ${code.length > 16 ? style.long_code : style.short_code}">${code}</p>\n`}${
  button === undefined
    ? ''
    : html`<p style="${style.paragraph}"><a class="button" href="${button.url}" style="${style.button}">${button.label}</a></p>
<p class="muted" style="${style.small}">${button.label}: <a class="link" href="${button.url}" style="${style.link}">${button.url}</a></p>\n`
}</div>
<div class="muted" style="${style.footer}">${footer}</div>
</body>
</html>
`
  // A promise only with asynchronous parts; there are none.
  return document.toString()
}

function asText({ title, paragraphs, facts = [], button, code, footer }: EmailContent): string {
  const parts = [
    title,
    ...paragraphs,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    code === undefined ? '' : `    ${code}`,
    button === undefined ? '' : `${button.label}:\n${button.url}`,
    // The signature's mark (RFC 3676): mail programs fold what follows.
    `-- \n${footer}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
