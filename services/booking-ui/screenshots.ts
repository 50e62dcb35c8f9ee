/** `npm run screenshots`: a picture of every page in each of its states, to be looked at. Starts a platform of its own. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchChromium } from '#lib/test/chromium'
import { type Stack, startStack } from '#lib/test/stack'
import { desktop, phone, show } from './testing/show.ts'
import { type State, tour } from './testing/tour.ts'

const USAGE = `npm run screenshots -- [options]

  --out DIR            where the pictures go, a folder for each language (screenshots)
  --languages LIST     of en, de, zh (all)
  --only TEXT          states whose name has this text
  --rtl                mirrored, as a right-to-left language would be`

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    languages: { type: 'string', default: 'en,de,zh' },
    only: { type: 'string', default: '' },
    rtl: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const looks = [
  { name: 'desk-light', options: { viewport: desktop, colorScheme: 'light' } },
  { name: 'desk-dark', options: { viewport: desktop, colorScheme: 'dark' } },
  {
    name: 'phone-light',
    options: { viewport: phone, colorScheme: 'light', isMobile: true, hasTouch: true },
  },
  { name: 'phone-dark', options: { viewport: phone, colorScheme: 'dark', isMobile: true, hasTouch: true } },
] as const

/** Pages that are longer are cut: what is at their end looks like what is before. */
const MAX_HEIGHT = 4_000

async function main(): Promise<void> {
  if (values.help) return console.log(USAGE)
  const browser = await launchChromium()
  let stack: Stack | undefined
  try {
    stack = await startStack({ shape: 'monolith' })
    const { states, close } = await tour(stack)
    for (const language of values.languages.split(',')) {
      const folder = resolve(values.out, language)
      await mkdir(folder, { recursive: true })
      const wanted = (await states(language)).filter(({ name }) => name.includes(values.only))
      for (const look of looks) await take(browser, look, { folder, language, states: wanted })
      console.log(`${wanted.length * looks.length} pictures in ${folder}`)
    }
    await close()
  } finally {
    await browser.close()
    await stack?.stop()
  }
}

async function take(
  browser: Browser,
  { name: look, options }: (typeof looks)[number],
  { folder, language, states }: { folder: string; language: string; states: readonly State[] },
): Promise<void> {
  const context = await browser.newContext({ ...options, locale: language })
  const page = await context.newPage()
  for (const state of states) {
    await show(page, state)
    if (values.rtl) await page.evaluate("document.documentElement.dir = 'rtl'")
    await page.evaluate(all_pictures)
    const height = await page.evaluate<number>('document.documentElement.scrollHeight')
    await page.screenshot({
      path: join(folder, `${state.name.replaceAll(' ', '-')}.${look}.png`),
      clip: { x: 0, y: 0, width: options.viewport.width, height: Math.min(height, MAX_HEIGHT) },
      fullPage: true,
    })
  }
  await context.close()
}

/** Those below the fold are loaded when somebody gets there. */
const all_pictures = `Promise.all([...document.images].map((one) => {
  one.loading = 'eager'
  return one.decode().catch(() => undefined)
}))`

await main()
