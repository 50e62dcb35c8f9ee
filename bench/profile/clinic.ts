/** Bun only. Clinic by its command line: what it collects with, and the page that it makes of that. */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '#lib/child'
import { inheritedEnvironment } from '#lib/config'
import { clinic_script } from './packages.ts'
import type { Work } from './work.ts'

/** It asks for leave to report home, and ends without a word where nobody answers; it looks for news of itself. */
const ENV = { NO_INSIGHT: '1', NO_UPDATE_NOTIFIER: '1' }

/** In front of the server's script. */
export async function clinicProgram(
  { folder, program, javascript }: Work,
  tool: string,
): Promise<{
  program: readonly [string, ...string[]]
  args: readonly string[]
  env: Record<string, string>
}> {
  const stand = join(folder, 'stand')
  await mkdir(stand)
  const own = new URL(`file://${join(javascript, 'bench/profile/in-clinic.js')}`)
  own.searchParams.set('folder', stand)
  return {
    program: [program, '--import', own.href, clinic_script],
    args: [tool, '--collect-only', '--dest', join(folder, 'data'), '--', program],
    env: ENV,
  }
}

/** What was collected: a file, or a folder of several. */
export async function collected({ folder }: Work): Promise<string> {
  const [one] = (await readdir(join(folder, 'data'))).filter((name) => /^\d+\.clinic-[a-z]+$/.test(name))
  if (one === undefined) throw new Error('clinic has collected nothing')
  return join(folder, 'data', one)
}

/** Of what was collected, the file with this ending. */
export async function part(data: string, ending: string): Promise<string> {
  const name = (await readdir(data)).find((one) => one.endsWith(ending))
  if (name === undefined) throw new Error(`clinic has collected no ${ending}`)
  return join(data, name)
}

/** The page that clinic makes of it. */
export async function visualized({ program, folder }: Work, tool: string, data: string, signal: AbortSignal) {
  const child = Bun.spawn([program, clinic_script, tool, '--visualize-only', data], {
    cwd: folder,
    env: { ...inheritedEnvironment(), ...ENV },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  signal.throwIfAborted()
  const page = Bun.file(`${data}.html`)
  if (code !== 0 || !(await page.exists()))
    throw new Error(`clinic made no page (exit code ${code}): ${(err || out).trim().slice(-400)}`)
  return page.text()
}

/** Fonts from clinic's site, which need not hear of every look at a page. */
const FONTS = 'https://clinicjs.org/assets/css/fonts.css'

/** Paths from the root of the checkout, nothing from elsewhere. */
export const tidied = (page: string): string =>
  page
    .replace(new RegExp(`(?:file:/{0,2})?${RegExp.escape(root)}/`, 'g'), '')
    .replaceAll(FONTS, 'data:text/css,')

/** Of the JavaScript that ran back to the TypeScript that it was made of. */
export function ourPaths(text: string, { javascript }: Pick<Work, 'javascript'>): string {
  const made = new RegExp(`${RegExp.escape(javascript)}/((?:lib|services|bench)/[\\w./-]+?)\\.js\\b`, 'g')
  return text.replace(made, `${root}/$1.ts`).replaceAll(javascript, root).replace(FROM_ELSEWHERE, '')
}

/** Bubbleprof takes `file:` for a folder, and says the way to it from where the server's script stands. */
const FROM_ELSEWHERE = new RegExp(`(?:\\.\\./)+[\\w./-]*file:/{0,2}(?=${RegExp.escape(root)}/)`, 'g')

/** What a page of clinic's has to show, as data. */
export function dataOf<Data>(page: string): Data {
  const [, json] = /<script type="application\/json" id="clinic-data">([\s\S]*?)<\/script>/.exec(page) ?? []
  if (json === undefined) throw new Error('there is no data in the page that clinic made')
  return JSON.parse(json) as Data
}
