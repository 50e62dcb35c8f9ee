/** What a journey is given: a platform, and a window of some width. */
import type { Browser, Page } from 'playwright-core'
import { type Stack, TEST_TODAY } from '#lib/test/stack'
import { siteUrl } from '../testing/addresses.ts'
import { type Journey, payWith, type VisitOptions, visit } from '../testing/browser.ts'
import { desktop, phone } from '../testing/show.ts'
import { cards } from '../testing/world.ts'

export interface Setting {
  stack: Stack
  /** Its origin. */
  site: string
  is_phone: boolean
  /** A page whose every complaint fails the test. */
  visit(options: VisitOptions, journey: Journey): Promise<void>
}

export const windows = [
  ['at a desk', { viewport: desktop }],
  ['on a phone', { viewport: phone, hasTouch: true, isMobile: true }],
] as const

export const settingOf = (
  { stack, browser }: { stack: Stack; browser: Browser },
  window: (typeof windows)[number][1],
): Setting => ({
  stack,
  site: siteUrl(stack),
  is_phone: window.viewport === phone,
  visit: (options, journey) => visit(browser, stack, { ...window, ...options }, journey),
})

export const today = TEST_TODAY
export const confirmed = (page: Page): Promise<void> => page.locator('.badge-confirmed').waitFor()

/** From a hold to a booking that is confirmed, with a card that is good. */
export async function pays(page: Page): Promise<void> {
  await page.waitForURL('**/pay')
  await payWith(page, cards.good)
  await page.waitForURL('**/trips/res_**')
  await confirmed(page)
}

export const reserve = (page: Page): Promise<void> =>
  page
    .getByRole('link', { name: /^Reserve / })
    .first()
    .click()

/** The last hotel of the first page, so that journeys at once take no rooms from each other where they can help it. */
export async function toHotel({ site }: Setting, page: Page, results: string): Promise<void> {
  await page.goto(site + results)
  await page.locator('.card h3 a').last().click()
  await page.waitForURL('**/hotels/**')
}

/** `€1,234.50` as a number. */
export const amountIn = (text: string | null): number => {
  const [digits] = /[\d,]+(\.\d\d)?/.exec(text ?? '') ?? ['']
  return Number(digits.replaceAll(',', ''))
}
