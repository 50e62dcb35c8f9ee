import { describe, expect, test } from 'bun:test'
import { type EmailContent, renderEmail } from '#lib/email/layout'

const full: EmailContent = {
  title: 'Confirm your address',
  paragraphs: ['Somebody made an account with this address.', 'If it was not you, do nothing.'],
  facts: [{ label: 'Check-in', value: '7 December 2026' }],
  button: { label: 'Confirm', url: 'https://vacancy.example/confirm?token=a&lang=en' },
  code: '481 923',
  footer: 'Sent by Vacancy because of an account.',
}

describe('an email of ours', () => {
  test('says the same as HTML and as text', () => {
    const { html, text } = renderEmail(full)
    for (const words of [
      full.title,
      ...full.paragraphs,
      'Check-in',
      '7 December 2026',
      '481 923',
      full.footer,
    ]) {
      expect(html).toContain(words)
      expect(text).toContain(words)
    }
    expect(text).toContain('Confirm:\nhttps://vacancy.example/confirm?token=a&lang=en\n')
    expect(html).toContain('href="https://vacancy.example/confirm?token=a&amp;lang=en"')
    expect(text).not.toMatch(/[<>]/)
  })

  test('needs only a title, a paragraph and a footer', () => {
    const { html, text } = renderEmail({ title: 'Hello', paragraphs: ['There.'], footer: 'Vacancy' })
    expect(text).toBe('Hello\n\nThere.\n\n-- \nVacancy\n')
    expect(html).not.toContain('undefined')
    expect(html).not.toContain('class="button"')
    expect(html).not.toContain('class="sunk"')
  })

  test('escapes what people typed, wherever it stands', () => {
    const hostile = `"><img src=x onerror=alert(1)>'&`
    const { html } = renderEmail({
      title: hostile,
      paragraphs: [hostile],
      facts: [{ label: hostile, value: hostile }],
      button: { label: hostile, url: 'https://vacancy.example/"><script>alert(1)</script>' },
      code: hostile,
      footer: hostile,
      lang: hostile,
    })
    expect(html).not.toContain('<img')
    expect(html).not.toContain('<script')
    expect(html).not.toMatch(/="">/)
  })

  test.each(['javascript:alert(1)', ' https://x.example', 'data:text/html,x', '//x.example', ''])(
    'has no button to %j',
    (url) => {
      expect(() => renderEmail({ ...full, button: { label: 'Go', url } })).toThrow(TypeError)
    },
  )

  test('loads nothing from anywhere', () => {
    const { html } = renderEmail(full)
    expect(html).not.toMatch(/\b(src|background)=|url\(|@import|<link|<table/i)
  })
})
