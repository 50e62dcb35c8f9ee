/** For tests and pictures: a state of the tour in a browser, as it was answered, whatever it takes to get there again. */
import type { Page } from 'playwright-core'
import type { State } from './tour.ts'

export const desktop = { width: 1280, height: 900 }
export const phone = { width: 390, height: 844 }

/** Of an answer that is given once more, without what was about its way. */
const left_out = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'set-cookie'])

export async function show(page: Page, { visited }: State): Promise<void> {
  const { url: address, status, html: body } = visited
  const headers = Object.fromEntries([...visited.headers].filter(([name]) => !left_out.has(name)))
  const is_it = (url: URL) => url.href === address
  await page.route(is_it, (route) => route.fulfill({ status, headers, body }), { times: 1 })
  await page.goto(address)
}

/** Pixels that a page is wider than its window. */
export const excessWidth = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
