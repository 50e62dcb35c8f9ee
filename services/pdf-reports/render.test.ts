/** Papers as their readers get them: the text that can be taken out, by poppler's `pdftotext`, and the bytes. */
import { afterAll, expect, test } from 'bun:test'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language, NewDocument } from './contract.ts'
import { templates } from './contract.ts'
import { runsOf } from './fonts.ts'
import { pdfPool } from './pool.ts'
import { render } from './render.ts'
import { data, nightsFrom } from './testing.ts'

// `.ci/run` installs it, and ends without it.
const withPoppler = Bun.which('pdftotext') === null ? test.skip : test
const path = join(tmpdir(), `vacancy-${process.pid}.pdf`)
afterAll(() => rm(path, { force: true }))

const textOf = async (document: NewDocument) => {
  await writeFile(path, await render(document))
  const { stdout } = Bun.spawnSync(['pdftotext', '-layout', path, '-'])
  return stdout.toString()
}
const named = (name: string): NewDocument => ({
  template: 'receipt',
  data: { ...data, guest: { name, email: '' } },
})

withPoppler.each([...templates])('a %s says what it is about, how much, and for whom', async (template) => {
  const text = await textOf({ template, data })
  for (const part of [
    '2026-000042',
    'Ada Lovelace',
    'Hotel Łódź',
    'December 10, 2026',
    '€100.00',
    '€7.50',
    '€307.50',
  ])
    expect(text).toContain(part)
})

withPoppler.each([
  ['en', 'Receipt', '€307.50'],
  ['de', 'Quittung', '307,50'],
  ['zh', '收据', '€307.50'],
] as [Language, string, string][])('in %s', async (language, title, total) => {
  const text = await textOf({ template: 'receipt', language, data })
  expect(text).toContain(title)
  expect(text).toContain(total)
})

withPoppler.each([
  ['王小明', '王小明'],
  ['Łukasz Żółć', 'Łukasz Żółć'],
  ['Ελένη Παπαδοπούλου', 'Ελένη'],
  ['Дмитрий Ёлкин', 'Дмитрий'],
  ['محمد', 'محمد'],
  ['김민수', '김민수'],
  ['Nguyễn Thị', 'Nguyễn'],
])('a guest named %s reads so', async (name, part) => {
  expect((await textOf(named(name))).normalize('NFKC')).toContain(part)
})

test('every letter is drawn by a font that has it, and one that none has is seen to be missing', () => {
  expect(runsOf('a王Łا').map(({ text }) => text)).toEqual(['a', '王', 'Ł', 'ا'])
  expect(runsOf('\u{1f9ff}')).toEqual([{ text: '?', font: 'noto-sans-latin' }])
})

test('the same document has the same bytes, in another thread, too', async () => {
  const pool = pdfPool({ threads: 1, waiting: 4, timeout_ms: 15_000 })
  try {
    const document: NewDocument = { template: 'invoice', data }
    const [here, there] = [await render(document), await pool.render(document)]
    expect(Buffer.compare(here, there)).toBe(0)
    expect(Buffer.from(here).toString('latin1')).toContain('/Lang (en)')
  } finally {
    await pool.close()
  }
})

withPoppler('an amount stays on its line, however short it is', async () => {
  const taxes = data.taxes.map((tax) => ({ ...tax, amount: { amount: 750, currency: 'EUR' } }))
  const text = await textOf({ template: 'invoice', language: 'de', data: { ...data, taxes } })
  expect(text).toMatch(/Ortstaxe.* 7,50\s€/)
})

withPoppler('thirty nights take another page, and every one of them is there', async () => {
  const text = await textOf({
    template: 'confirmation',
    data: { ...data, nights: nightsFrom('2026-12-01', 40) },
  })
  expect(text).toContain('Page 2 of 2')
  expect(text.match(/Night of /g)).toHaveLength(40)
})

withPoppler('hostile text stays text, turns nothing around and stays on its page', async () => {
  const text = await textOf(named(`<script>alert(1)</script>\u202egnp.exe\u0000\n&amp; ${'W'.repeat(150)}`))
  expect(text).toContain('<script>alert(1)</script>')
  expect(text).not.toContain('\u202e')
  expect(text).toContain('€307.50')
})

test('what takes too long is given up', async () => {
  const pool = pdfPool({ threads: 1, waiting: 1, timeout_ms: 1 })
  expect(await pool.render({ template: 'receipt', data }).catch((error) => error.code)).toBe(
    'rendering_failed',
  )
  await pool.close()
})

test('more than may wait are refused at once', async () => {
  const pool = pdfPool({ threads: 1, waiting: 1, timeout_ms: 15_000 })
  const codes = await Promise.all(
    Array.from({ length: 4 }, () =>
      pool.render({ template: 'receipt', data }).then(
        () => 'made',
        (error: { code: string }) => error.code,
      ),
    ),
  )
  expect(codes.filter((code) => code === 'overloaded').length).toBeGreaterThan(0)
  expect(codes).toContain('made')
  await pool.close()
})
