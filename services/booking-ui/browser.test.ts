/** The site in a real browser, in both compositions: wide and narrow, with a script and without. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { type Stack, shapes, startStack } from '#lib/test/stack'
import { siteUrl } from './testing/addresses.ts'
import { barriers, visit } from './testing/browser.ts'
import { desktop, excessWidth, phone } from './testing/show.ts'

const paris = '/search?destination_id=geo_2988507&check_in=2026-12-07&check_out=2026-12-10&adults=2'

let browser: Browser
beforeAll(async () => {
  if (hasChromium) browser = await launchChromium()
}, 30_000)
afterAll(() => browser?.close())

describe.skipIf(!hasChromium).each(shapes)('the site as a %s', (shape) => {
  let stack: Stack
  let origin: string
  beforeAll(async () => {
    stack = await startStack({ shape })
    origin = siteUrl(stack)
  }, 60_000)
  afterAll(async () => {
    expect(await stack?.stop()).toBe(0)
  }, 30_000)

  /** What tells a hotel from another of the same name. */
  const pictures = (page: Page) =>
    page.locator('.card .card-picture').evaluateAll((all) => all.map((img) => img.getAttribute('src')))

  async function searchParis(page: Page): Promise<void> {
    await page.goto(origin)
    await page.getByLabel('Check-in', { exact: true }).fill('2026-12-07')
    await page.getByLabel('Check-out', { exact: true }).fill('2026-12-10')
    await page.getByLabel('Adults').selectOption('2')
  }

  async function openFirstHotel(page: Page): Promise<void> {
    const name = (await page.locator('.card h3 a').first().textContent()) ?? ''
    await page.locator('.card h3 a').first().click()
    await page.waitForURL('**/hotels/**')
    expect(await page.locator('h1').textContent()).toBe(name)
    expect(await page.locator('.room-type:not(.unavailable)').count()).toBeGreaterThan(0)
    expect(await page.locator('.room-type .total').first().textContent()).toMatch(/^€[\d,]+(\.\d\d)?$/)
  }

  const amounts = async (page: Page) =>
    (await page.locator('.card .total').allInnerTexts()).map((text) => Number(text.replace(/[€,]/g, '')))

  test(
    'finds a room with suggestions, filters, order and more pages',
    () =>
      visit(browser, stack, {}, async (page) => {
        await searchParis(page)
        await page.getByRole('combobox', { name: 'Where to?' }).pressSequentially('ba')
        // A click fails where something covers the option or cuts it off.
        await page.getByRole('listbox').getByRole('option').nth(1).click()
        expect(await page.getByRole('combobox', { name: 'Where to?' }).inputValue()).toBe(
          'Basel, Switzerland',
        )
        await page.getByRole('combobox', { name: 'Where to?' }).fill('')
        await page.getByRole('combobox', { name: 'Where to?' }).pressSequentially('par')
        await page.getByRole('option', { name: /Paris, France/ }).waitFor()
        await page.keyboard.press('ArrowDown')
        await page.keyboard.press('Enter')
        expect(await page.getByRole('combobox', { name: 'Where to?' }).inputValue()).toBe('Paris, France')
        await page.getByRole('button', { name: 'Search' }).click()
        await page.waitForURL('**/search?**')
        expect(await page.locator('h1').textContent()).toBe('Hotels in Paris')
        expect(await page.locator('.card').count()).toBe(20)

        const first_page = await pictures(page)
        const more = page.getByRole('link', { name: 'More hotels' })
        for (let shown = 20; (await more.count()) > 0; shown += 20) {
          await more.click()
          await page.locator('.card').nth(shown).waitFor()
          await page.locator('.busy').waitFor({ state: 'detached' })
        }
        const all = await pictures(page)
        expect(all.slice(0, 20)).toEqual(first_page)
        expect(new Set(all).size).toBe(all.length)
        expect(await page.locator('#count').textContent()).toBe(`${all.length} hotels have a room`)

        await page.getByLabel('Sort by').selectOption('price')
        await page.waitForURL('**sort=price**')
        await page.locator('.busy').waitFor({ state: 'detached' })
        const prices = await amounts(page)
        expect(prices).toEqual(prices.toSorted((a, b) => a - b))

        await page.getByRole('checkbox', { name: '4 stars' }).check()
        await page.waitForURL('**stars=4**')
        await page.locator('.busy').waitFor({ state: 'detached' })
        const stars = await page
          .locator('.card .stars')
          .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label')))
        expect(stars.length).toBeGreaterThan(0)
        expect(new Set(stars)).toEqual(new Set(['4 stars']))
        expect(page.url()).toContain('sort=price')

        await openFirstHotel(page)
        await page.goBack()
        await page.waitForURL('**stars=4**')
        expect(await page.getByRole('checkbox', { name: '4 stars' }).isChecked()).toBe(true)
      }),
    60_000,
  )

  test.each([true, false])(
    'shows what other dates cost, and goes there (script: %p)',
    (javaScriptEnabled) =>
      visit(browser, stack, { javaScriptEnabled }, async (page) => {
        await page.goto(origin + paris)
        await page.getByRole('link', { name: 'Prices by date' }).click()
        await page.getByRole('heading', { name: 'What it costs when' }).waitFor()
        expect(await page.locator('.months caption').allInnerTexts()).toEqual([
          'December 2026',
          'January 2027',
        ])
        const day = page.getByRole('link', { name: /^Tue 15 Dec, from €\d/ })
        const from = Number(/€([\d,.]+)/.exec((await day.textContent()) ?? '')?.[1]?.replace(',', ''))
        await day.click()
        await page.waitForURL('**check_in=2026-12-15&check_out=2026-12-18**')
        // Nobody is cheaper for three nights than the cheapest of one.
        expect(Math.min(...(await amounts(page)))).toBeGreaterThan(from)
        expect(await page.getByRole('heading', { name: 'What it costs when' }).count()).toBe(0)
      }),
    30_000,
  )

  test(
    'finds the same without a script',
    () =>
      visit(browser, stack, { javaScriptEnabled: false }, async (page) => {
        await searchParis(page)
        await page.getByRole('textbox', { name: 'Where to?' }).fill('paris')
        await page.getByRole('button', { name: 'Search' }).click()
        expect(await page.locator('h1').textContent()).toBe('Hotels in Paris')
        expect(page.url()).toContain('destination_id=geo_2988507')
        expect(await page.locator('.card').count()).toBe(20)

        const first_page = await pictures(page)
        await page.getByRole('link', { name: 'More hotels' }).click()
        const second_page = await pictures(page)
        expect(second_page.filter((picture) => first_page.includes(picture))).toEqual([])

        await page.getByLabel('Sort by').selectOption('price')
        await page.getByRole('button', { name: 'Apply' }).first().click()
        const prices = await amounts(page)
        expect(prices.length).toBe(20)
        expect(prices).toEqual(prices.toSorted((a, b) => a - b))
        await openFirstHotel(page)
      }),
    60_000,
  )

  test(
    'follows a moved check-in with the check-out',
    () =>
      visit(browser, stack, {}, async (page) => {
        await page.goto(`${origin}${paris}`)
        await page.getByLabel('Check-in', { exact: true }).fill('2026-12-20')
        await page.getByLabel('Check-in', { exact: true }).dispatchEvent('change')
        expect(await page.getByLabel('Check-out', { exact: true }).inputValue()).toBe('2026-12-23')
      }),
    30_000,
  )

  test(
    'goes from the keyboard alone to a hotel',
    () =>
      visit(browser, stack, {}, async (page) => {
        await page.goto(`${origin}${paris}`)
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        expect(new URL(page.url()).hash).toBe('#main')
        const focused = page.locator('.card:first-child h3 a:focus')
        for (let i = 0; i < 60 && (await focused.count()) === 0; i++) await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        await page.waitForURL('**/hotels/**')
      }),
    30_000,
  )

  const pages = [
    ['home', '/'],
    ['results', paris],
    ['results with a calendar', `${paris}&month=2026-12`],
    ['no results', `${paris}&stars=1&amenities=sauna,spa`],
    ['choice', '/search?q=ba'],
    ['message', '/hotels/htl_00000000000000000000000000'],
    ['form errors', '/search?q=Paris&check_in=2026-12-07&check_out=2026-12-05'],
    ['the laboratory', '/lab'],
  ] as const

  test.each(pages)(
    'fits a phone: %s',
    async (_name, path) => {
      const context = await browser.newContext({ viewport: phone, hasTouch: true, isMobile: true })
      try {
        const page = await context.newPage()
        await page.goto(origin + path)
        expect(await excessWidth(page)).toBeLessThanOrEqual(0)
      } finally {
        await context.close()
      }
    },
    30_000,
  )

  test(
    'shows the documentation of search without asking another host',
    () =>
      visit(browser, stack, {}, async (page) => {
        await page.goto(
          shape === 'monolith' ? `${origin}/services/search/openapi` : `${stack.url('search')}/openapi`,
        )
        await page.getByRole('heading', { name: 'Vacancy search' }).waitFor()
      }),
    30_000,
  )

  test(
    'opens the filters on a phone',
    () =>
      visit(browser, stack, { viewport: phone, hasTouch: true, isMobile: true }, async (page) => {
        await page.goto(origin + paris)
        expect(await page.getByRole('checkbox', { name: '5 stars' }).isVisible()).toBe(false)
        await page.locator('.filters > summary').tap()
        await page.getByRole('checkbox', { name: '5 stars' }).check()
        await page.waitForURL('**stars=5**')
        await page.locator('.busy').waitFor({ state: 'detached' })
        await openFirstHotel(page)
      }),
    30_000,
  )

  test.each(['light', 'dark'] as const)(
    'has no serious barrier in %s',
    async (scheme) => {
      const context = await browser.newContext({ viewport: desktop, colorScheme: scheme, bypassCSP: true })
      try {
        const page = await context.newPage()
        await page.goto(origin + paris)
        const hotel = await page.locator('.card h3 a').first().getAttribute('href')
        for (const [name, path] of [...pages, ['hotel', hotel ?? ''] as const]) {
          await page.goto(origin + path)
          const found = await barriers(page)
          expect({ page: name, found }).toEqual({ page: name, found: [] })
        }
      } finally {
        await context.close()
      }
    },
    60_000,
  )
})
