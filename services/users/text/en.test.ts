import { describe, expect, test } from 'bun:test'
import { renderEmail } from '#lib/email/layout'
import { type EmailKind, emailText, kinds } from './en.ts'

const with_code: readonly EmailKind[] = ['verify', 'change_email', 'reset']
const facts = { site_url: 'https://vacancy.example', name: 'Ann' }

describe.each(kinds)('the email %s', (kind) => {
  test('can be read as text and as HTML, and has its code', () => {
    const code = with_code.includes(kind) ? { code: 'vrf_1.x' } : {}
    const content = emailText(kind, { ...facts, ...code })
    for (const body of Object.values(renderEmail(content))) {
      expect(body).toContain('Hello Ann,')
      expect(body.includes('vrf_1.x')).toBe(with_code.includes(kind))
      // Where no server sees it.
      expect(body.includes('https://vacancy.example/account/')).toBe(
        with_code.includes(kind) || kind === 'already_registered',
      )
      expect(body.includes('#code=vrf_1.x')).toBe(with_code.includes(kind))
      expect(body).not.toContain('undefined')
    }
    expect(content.subject.length).toBeWithin(5, 70)
  })

  test('escapes a name, and can do without', () => {
    const { html, text } = renderEmail(emailText(kind, { ...facts, name: '<script>"&' }))
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;&quot;&amp;')
    expect(text).toContain('<script>"&')
    expect(renderEmail(emailText(kind, { ...facts, name: '' })).text).toContain('Hello,')
  })
})
