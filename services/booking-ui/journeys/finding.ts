/** From a name that is typed to a hotel: with a script and without. */
import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { resultsFor } from '../testing/world.ts'
import { amountIn, type Setting } from './setting.ts'

/** What tells a hotel from another of the same name. */
const pictures = (page: Page) =>
  page.locator('.card .card-picture').evaluateAll((all) => all.map((img) => img.getAttribute('src')))
const totals = async (page: Page) => (await page.locator('.card .total').allInnerTexts()).map(amountIn)
const settled = (page: Page) => page.locator('.busy').waitFor({ state: 'detached' })
const where = (page: Page) => page.getByRole('combobox', { name: 'Where to?' })
const check_in = (page: Page) => page.getByLabel('Check-in', { exact: true })
const check_out = (page: Page) => page.getByLabel('Check-out', { exact: true })

async function openFirstHotel(page: Page): Promise<void> {
  const name = (await page.locator('.card h3 a').first().textContent()) ?? ''
  await page.locator('.card h3 a').first().click()
  await page.waitForURL('**/hotels/**')
  expect(await page.locator('h1').textContent()).toBe(name)
  expect(await page.locator('.room-type:not(.unavailable)').count()).toBeGreaterThan(0)
  expect(await page.locator('.room-type .total').first().textContent()).toMatch(/^€[\d,]+(\.\d\d)?$/)
}

/** The filters, which are folded on a phone. */
async function box(page: Page, name: string) {
  const found = page.getByRole('checkbox', { name })
  if (!(await found.isVisible())) await page.locator('.filters > summary').click()
  return found
}

export const findsARoom = ({ site, visit, is_phone }: Setting) =>
  visit({}, async (page) => {
    await page.goto(site)
    await where(page).pressSequentially('ba')
    // A click fails where something covers the option or cuts it off.
    await page.getByRole('listbox').getByRole('option').nth(1).click()
    expect(await where(page).inputValue()).toBe('Basel, Switzerland')
    await where(page).fill('')
    await where(page).pressSequentially('par')
    await page.getByRole('option', { name: /Paris, France/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await where(page).inputValue()).toBe('Paris, France')

    await choosesDates(page)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL('**/search?**')
    expect(await page.locator('h1').textContent()).toBe('Hotels in Paris')
    expect(await page.locator('.card').count()).toBe(20)
    await refines(page, is_phone)
    await openFirstHotel(page)
    await looksAtOtherMonths(page)
    await page.goBack()
    await page.waitForURL('**stars=4**')
    expect(await (await box(page, '4 stars')).isChecked()).toBe(true)
  })

/** With the keyboard alone and with a pointer, where prices are. */
async function choosesDates(page: Page): Promise<void> {
  const opener = page.getByRole('button', { name: /^Check-in: Choose dates/ })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: 'Dates of your stay' })
  const monday = dialog.getByRole('button', { name: /^Mon 14 Dec, from €\d/ })
  await monday.waitFor()
  await page.keyboard.press('Escape')
  expect(await page.evaluate<string>('document.activeElement.ariaLabel')).toMatch(/^Check-in: Choose dates/)
  await page.keyboard.press('Enter')
  await monday.waitFor()
  // From the seventh, which is chosen, a week on, a day back and on again.
  for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
  await dialog.getByText('Arrival Mon 14 Dec. Choose the day of departure').waitFor()
  expect(await dialog.getByRole('button', { name: /^Sun 13 Dec/ }).getAttribute('aria-disabled')).toBe('true')
  await dialog.getByRole('button', { name: /^Thu 17 Dec/ }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect([await check_in(page).inputValue(), await check_out(page).inputValue()]).toEqual([
    '2037-12-14',
    '2037-12-17',
  ])
}

/** More pages, order, filters, and back: from JSON, and never by another page. */
async function refines(page: Page, is_phone: boolean): Promise<void> {
  await page.evaluate("window.stayed = 'here'")
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname === '/search') asked.push(request.headers().accept ?? '')
  })
  const first_page = await pictures(page)
  const more = page.getByRole('link', { name: 'More hotels' })
  for (let shown = 20; (await more.count()) > 0; shown += 20) {
    await more.click()
    await page.locator('.card').nth(shown).waitFor()
    await settled(page)
  }
  const all = await pictures(page)
  expect(all.slice(0, 20)).toEqual(first_page)
  expect(new Set(all).size).toBe(all.length)
  expect(await page.locator('#count').textContent()).toBe(`${all.length} hotels have a room`)

  await page.getByLabel('Sort by').selectOption('price')
  await page.waitForURL('**sort=price**')
  await settled(page)
  const prices = await totals(page)
  expect(prices).toEqual(prices.toSorted((a, b) => a - b))
  await (await box(page, '4 stars')).check()
  await page.waitForURL('**stars=4**')
  await settled(page)
  await (await box(page, 'Parking')).check()
  await page.waitForURL('**amenities=parking**')
  await settled(page)
  const summary = page.locator('.filters > summary')
  if (is_phone) expect((await summary.textContent())?.trim()).toBe('Filters (2)')
  await page.getByRole('link', { name: 'Remove filter: Parking' }).click()
  await page.waitForURL((url) => !url.href.includes('amenities'))
  await settled(page)
  expect(await page.getByRole('checkbox', { name: 'Parking' }).isChecked()).toBe(false)
  await page.goBack()
  await page.waitForURL('**amenities=parking**')
  await settled(page)
  await page.locator('input[value=parking]:checked').waitFor({ state: 'attached' })
  await page.goForward()
  await page.waitForURL((url) => !url.href.includes('amenities'))
  await settled(page)
  const stars = await page
    .locator('.card .stars')
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label')))
  expect(stars.length).toBeGreaterThan(0)
  expect(new Set(stars)).toEqual(new Set(['4 stars']))
  expect(page.url()).toContain('sort=price')
  expect(await page.evaluate<string>('window.stayed')).toBe('here')
  expect(new Set(asked)).toEqual(new Set(['application/json']))
}

async function looksAtOtherMonths(page: Page): Promise<void> {
  const captions = page.locator('#calendar .months caption')
  expect(await captions.allInnerTexts()).toEqual(['December 2037', 'January 2038'])
  // Twice at once: the later one is shown.
  const later = page.getByRole('link', { name: 'Later months' })
  await later.click()
  await page.locator('#calendar caption', { hasText: 'February 2038' }).waitFor()
  await page.getByRole('link', { name: 'Earlier months' }).click()
  await page.locator('#calendar caption', { hasText: 'December 2037' }).waitFor()
}

export const findsWithoutScript = ({ site, visit }: Setting) =>
  visit({ javaScriptEnabled: false }, async (page) => {
    await page.goto(site)
    await check_in(page).fill('2037-12-07')
    await check_out(page).fill('2037-12-10')
    await page.getByLabel('Adults').selectOption('2')
    await page.getByRole('textbox', { name: 'Where to?' }).fill('paris')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL('**destination_id=geo_2988507**')
    expect(await page.locator('h1').textContent()).toBe('Hotels in Paris')
    expect(await page.locator('.card').count()).toBe(20)
    const first_page = await pictures(page)
    await page.getByRole('link', { name: 'More hotels' }).click()
    const second_page = await pictures(page)
    expect(second_page.filter((picture) => first_page.includes(picture))).toEqual([])
    await page.getByLabel('Sort by').selectOption('price')
    await page.locator('.sort').getByRole('button', { name: 'Apply' }).click()
    const prices = await totals(page)
    expect(prices.length).toBe(20)
    expect(prices).toEqual(prices.toSorted((a, b) => a - b))
    await picksOtherDates(page)
    await openFirstHotel(page)
  })

/** What other dates cost, and a day of them. */
export async function picksOtherDates(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Prices by date' }).click()
  await page.getByRole('heading', { name: 'What it costs when' }).waitFor()
  expect(await page.locator('#calendar .months caption').allInnerTexts()).toEqual([
    'December 2037',
    'January 2038',
  ])
  const day = page.getByRole('link', { name: /^Tue 15 Dec, from €\d/ })
  const from = amountIn((await day.textContent()) ?? '')
  await day.click()
  await page.waitForURL('**check_in=2037-12-15&check_out=2037-12-18**')
  // Nobody is cheaper for three nights than the cheapest of one.
  expect(Math.min(...(await totals(page)))).toBeGreaterThan(from / 10)
  expect(await page.getByRole('heading', { name: 'What it costs when' }).count()).toBe(0)
}

export const picksADateOfAPlace = ({ site, visit }: Setting) =>
  visit({}, async (page) => {
    await page.goto(site + resultsFor('check_in=2037-12-07&check_out=2037-12-10&adults=2'))
    // The way past the header leads to a part of the same page, which stays as it is.
    await page.evaluate("window.stayed = 'here'")
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL('**#main')
    await page.getByRole('link', { name: 'Prices by date' }).click()
    await page.getByRole('link', { name: 'Later months' }).click()
    await page.locator('#calendar caption', { hasText: 'February 2038' }).waitFor()
    await page.getByRole('link', { name: 'Earlier months' }).click()
    await page.locator('#calendar caption', { hasText: 'December 2037' }).waitFor()
    await page.getByRole('link', { name: 'Hide', exact: true }).click()
    await page.getByRole('link', { name: 'Prices by date' }).waitFor()
    expect(await page.evaluate<string>('window.stayed')).toBe('here')
    await picksOtherDates(page)
    // A moved check-in takes the check-out along.
    await check_in(page).fill('2037-12-20')
    await check_in(page).dispatchEvent('change')
    expect(await check_out(page).inputValue()).toBe('2037-12-23')
  })

/** A list that was asked for must not open when the field was left meanwhile. */
export const leavesTheField = ({ site, visit }: Setting) =>
  visit({}, async (page) => {
    await page.goto(site)
    // Held back until the field was left: then nobody waits for it any more.
    await page.route('**/suggest**', async (route) => {
      await page.keyboard.press('Tab')
      await route.continue().catch(() => undefined)
    })
    const given_up = page.waitForEvent('requestfailed', (one) => one.url().includes('/suggest'))
    await where(page).pressSequentially('pa')
    await given_up
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    expect(await page.getByRole('listbox').isVisible()).toBe(false)
  })

export const seesTheLaboratory = ({ site, visit }: Setting) =>
  visit({}, async (page) => {
    await page.goto(site)
    await page.getByRole('link', { name: 'The laboratory' }).click()
    await page.getByRole('heading', { name: 'How should a server wait?' }).waitFor()
    await page.locator('.reports a').first().click()
    await page.waitForURL('**/lab/**')
    // Its plots, in its own style: neither is kept out by the policy of the page, which `visit` would hear of.
    const plot = page.locator('.plot svg').first()
    await plot.waitFor()
    expect((await plot.boundingBox())?.height).toBeGreaterThan(100)
    expect(await page.evaluate<string>('getComputedStyle(document.body).margin')).toBe('0px')
    await page.getByRole('link', { name: 'All reports' }).click()
    await page.waitForURL('**/lab')
  })
