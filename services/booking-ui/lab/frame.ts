/** A report of the laboratory with a way back to the site, in the visitor's language; the report itself stays as it is. */
import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import { paths } from '../contract.ts'
import type { Text } from '../text/en.ts'

/** With a policy that allows the report's own style, pictures that it has in itself, and nothing else. */
export function reportPage(
  report: string,
  { brand, lab, locale }: Text,
): { document: string; policy: string } {
  const hashes = [...report.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  )
  const note = locale === 'en' ? '' : html`<span>${lab.language}</span>`
  const back = html`<header lang="${locale}"><nav aria-label="${lab.way_back}"><a href="${paths.home}">${brand}</a><a href="${paths.lab}">${lab.all}</a>${note}</nav></header>`
  return {
    document: report
      .replace(/<body[^>]*>/, (body) => `${body}\n${back}`)
      // What is wider than a window is read by keyboard, too.
      .replaceAll(/<div class="(plot|wide)">/g, '<div class="$1" tabindex="0">')
      .replaceAll('<pre>', '<pre tabindex="0">'),
    policy: [
      "default-src 'none'",
      `style-src ${hashes.length === 0 ? "'none'" : hashes.join(' ')}`,
      'img-src data:',
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  }
}
