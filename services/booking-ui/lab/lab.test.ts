/** The reports of a folder, and one of them within the site. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { de } from '../text/de.ts'
import { en } from '../text/en.ts'
import { reportPage } from './frame.ts'
import { labReports, readReport } from './reports.ts'

let folder: string
const warned: string[] = []
const log = { warn: (facts: object) => warned.push(String((facts as { name?: unknown }).name)) }

const style = 'body { color: #111 }'
const report = (title: string) =>
  `<!doctype html><html lang="en"><head><title>${title}</title><style>${style}</style></head><body class="x"><div class="plot"><svg></svg></div><pre>npm run bench</pre></body></html>`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-'))
  const files: Record<string, string> = {
    '2026-11-20-models.html': report('Models &amp; loads'),
    '2026-11-20-models.json': JSON.stringify({
      schema: 'a later one',
      environment: {
        commit: 'abc',
        command: 'npm run bench',
        started_at: '2026-11-21T04:00:00Z',
        cores: 2,
        cpu: 'A CPU',
      },
      results: [{ model: 'one', workload: 'w' }, { model: 'two', workload: 'w' }, { model: 3 }, null],
    }),
    // Of another kind than any that is known here.
    'explain.html': report('Why &lt;it&gt; is so'),
    '2026-11-22-broken.html': report('Its data is cut off'),
    '2026-11-22-broken.json': '{"environment": {"commit": "a',
    '2026-11-19-nothing.html': 'no page at all',
    '2026-11-19-nothing.json': 'null',
    'data-alone.json': '{}',
    'notes.txt': 'no report',
    'odd name.html': report('A name that no address has'),
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
})
afterAll(() => rm(folder, { recursive: true }))

test('every page is listed with title and day, whatever its data is like', async () => {
  const found = await labReports(folder, log)
  const today = new Date().toISOString().slice(0, 10)
  expect(found.map(({ name, title, date }) => [name, title, date])).toEqual([
    ['explain', 'Why <it> is so', today],
    ['2026-11-22-broken', 'Its data is cut off', '2026-11-22'],
    ['2026-11-20-models', 'Models & loads', '2026-11-21'],
    ['2026-11-19-nothing', '2026-11-19-nothing', '2026-11-19'],
  ])
  expect(found[2]).toMatchObject({
    ...{ commit: 'abc', command: 'npm run bench', machine: '2 × A CPU' },
    ...{ workloads: ['w'], models: ['one', 'two'] },
  })
  expect(warned).toEqual(['2026-11-22-broken'])
  expect(await labReports(join(folder, 'none'), log)).toEqual([])
})

test('a report that changes is read again', async () => {
  await writeFile(join(folder, 'explain.html'), report('Another title, of another length'))
  expect((await labReports(folder, log))[0]?.title).toBe('Another title, of another length')
})

test('only reports of the folder are read', async () => {
  expect(await readReport(folder, 'explain')).toContain('<title>')
  for (const name of ['../explain', 'notes.txt', 'none', '', 'a/b', '.', '..'])
    expect(await readReport(folder, name)).toBeUndefined()
})

test('a report has a way back in the visitor’s language, and may do nothing but be looked at', () => {
  const { document, policy } = reportPage(report('One'), de)
  const hash = createHash('sha256').update(style).digest('base64')
  expect(policy.split('; ').toSorted()).toEqual(
    [
      ...["default-src 'none'", `style-src 'sha256-${hash}'`, 'img-src data:'],
      ...["form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"],
    ].toSorted(),
  )
  expect(document).toContain('<body class="x">\n<header lang="de">')
  expect(document).toContain(`<a href="/lab">${de.lab.all}</a><span>${de.lab.language}</span>`)
  // Wider than a phone: scrolled by keyboard, too.
  expect(document).toContain('<div class="plot" tabindex="0">')
  expect(document).toContain('<pre tabindex="0">')
  expect(reportPage(report('One'), en).document).not.toContain('<span>')
  expect(reportPage('no style', en).policy).toContain("style-src 'none'")
})
