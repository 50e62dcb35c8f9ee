/** For tests: what nobody should type. */
export const MARK = '<script>alert(8)</script>'

export const hostile_texts: readonly string[] = [
  MARK,
  `"><img src=x onerror=alert(8)>`,
  `' onmouseover='alert(8)`,
  '</title><svg onload=alert(8)>',
  `'; drop table users; --`,
  `' or 1=1 --`,
  '\u0000\u0001\u001b[2J\u007f',
  '\u202e\u2066txt.exe\u2069\u200f',
  'a\r\nset-cookie: stolen=1\r\n\r\n<html>',
  '../../../../etc/passwd',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template engine would fall for
  '{{1907*3331}}${1907*3331}<%= 1907*3331 %>',
  '__proto__',
  '-1',
  '1e309',
  'NaN',
  '2999-12-30',
  '0001-01-01',
  'javascript:alert(8)',
  '//elsewhere.example',
  'é'.repeat(3_000),
  '\ud83d\ude00'.repeat(40),
  '',
]

interface Answer {
  status: number
  html: string
  headers: Headers
  url: string
}

/** Without the values of their attributes, where anything may stand. */
const tagsOf = (html: string) =>
  [...html.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag.replace(/"[^"]*"/g, ''))

/** What is wrong with an answer to such a thing: nothing, where all is well. */
export function harmOf({ status, html, headers, url }: Answer): string[] {
  const found: [boolean, string][] = [
    [status >= 500, `status ${status}`],
    [!/^http:\/\/(localhost|127\.0\.0\.1):\d+\//.test(url), `led to ${url}`],
    [html.includes(MARK) || /<img src=x|<svg onload|<[^>]* onmouseover='alert/.test(html), 'unescaped'],
    [tagsOf(html).some((tag) => /\son\w+\s*=/i.test(tag)), 'a handler in the markup'],
    [headers.getSetCookie().some((cookie) => cookie.startsWith('stolen')), 'a header of a stranger'],
    [/(href|src|action)="(javascript:|\/\/elsewhere)/.test(html), 'a link of a stranger'],
    [html.includes(String(1907 * 3331)), 'a template was evaluated'],
  ]
  return found.flatMap(([is_wrong, what]) => (is_wrong ? [what] : []))
}
