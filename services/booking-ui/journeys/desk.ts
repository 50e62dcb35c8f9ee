/** A hotel's desk, and what it does to who is booking there: gone rooms, other prices, prices that are over. */
import { expect } from 'bun:test'
import type { Locator, Page } from 'playwright-core'
import { addDays } from '#lib/dates'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import { PASSWORD, registeredPerson } from '#service/test-person'
import { signInAs } from '../testing/browser.ts'
import { hire, hotelIn, resultsFor, stayIn } from '../testing/world.ts'
import { pays, reserve, type Setting, today, toHotel } from './setting.ts'

/** The first of a desk's rooms is open, the others are not. */
async function unfold(panel: Locator): Promise<void> {
  if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click()
}

export const runsADesk = async (setting: Setting) => {
  const { stack, site, visit } = setting
  const { email } = await registeredPerson(stack)
  await visit({ expected: [409, 422] }, async (page, context) => {
    await page.goto(`${site}/desk`)
    await signInAs(page, email, PASSWORD)
    await page.getByRole('heading', { name: 'No hotel yet' }).waitFor()

    await toHotel(setting, page, resultsFor(stayIn(10, 2)))
    const hotel_page = page.url()
    const hotel_id = hotelIn(hotel_page)
    const room = (await page.locator('.room-type:not(.unavailable) h3').first().textContent()) ?? ''
    await reserve(page)
    await page.waitForURL('**/book**')
    const checkout = page.url()
    await page.getByLabel('Name of the guest').fill('<i>Ångström</i>')
    await page.getByRole('button', { name: /^Hold the room/ }).click()
    await pays(page)
    // Before that there is none that could be sent again.
    await mailboxClient(stack.url('mailbox')).waitFor({ to: email, subject: 'Confirmed: ' })
    await page.getByRole('button', { name: 'Send the email again' }).click()
    await page.getByText('The email is on its way again.').waitFor()
    await page.getByRole('button', { name: 'Send the email again' }).click()
    await page.getByText('It was sent a moment ago').waitFor()

    // Somebody else has a checkout open.
    const guest = await context.newPage()
    await guest.goto(checkout)
    await guest.getByLabel('Special requests').fill('a quiet room')
    // A window that is not in front draws nothing, and nothing can be pressed before it has.
    await page.bringToFront()

    await hire(stack, email, hotel_id)
    await page.goto(`${site}/desk`)
    await page.locator('.choices a').click()
    await page.getByLabel('From').fill(addDays(today, 8))
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('listitem').filter({ hasText: '<i>Ångström</i>' }).first().waitFor()
    const panel = page.locator('.desk-room', { hasText: room }).first()
    await unfold(panel)
    await setsRates(page, panel)
    await guest.bringToFront()
    await otherPrices(guest, checkout)
    await page.bringToFront()

    await panel.getByLabel('Last night').first().fill(addDays(today, 11))
    await panel.getByLabel('First night').first().fill(addDays(today, 10))
    await panel.getByLabel('Sale').selectOption('stop')
    await panel.getByRole('button', { name: 'Save' }).first().click()
    await page.getByText('Saved.').waitFor()
    await guest.bringToFront()
    await guest.getByRole('button', { name: /^Hold the room/ }).click()
    await guest.getByRole('heading', { name: 'This room is gone' }).waitFor()
    await guest.getByRole('heading', { name: 'Other hotels for these dates' }).waitFor()
    await guest.getByRole('heading', { name: /^Other dates at/ }).waitFor()
    const others = guest.locator('.instead .card h3 a')
    expect(await others.count()).toBeGreaterThan(0)
    await others.first().click()
    await guest.waitForURL('**/hotels/**')
    expect(hotelIn(guest.url())).not.toBe(hotel_id)
    await guest.goto(hotel_page)
    await guest.locator('.room-type.unavailable', { hasText: room }).waitFor()
  })
  // At a hotel where they do not work there is nothing.
  await visit({ expected: [404] }, async (page) => {
    const other = await registeredPerson(stack)
    await page.goto(`${site}/desk/htl_00000000000000000000000000`)
    await signInAs(page, other.email, PASSWORD)
    await page.getByRole('heading', { name: 'We have no such hotel' }).waitFor()
  })
}

/** What is left empty stays: a price does not take the restrictions away. */
async function setsRates(page: Page, panel: Locator): Promise<void> {
  const save = () => panel.getByRole('button', { name: 'Save' }).nth(1).click()
  const night = (ahead: number) => addDays(today, ahead)
  const nights = async (first: number, last: number) => {
    await panel.getByLabel('First night').nth(1).fill(night(first))
    await panel.getByLabel('Last night').nth(1).fill(night(last))
  }
  const row = panel.locator('tbody tr').nth(2)
  await save()
  await page.getByRole('alert').getByText('Enter a price, least nights').waitFor()
  await panel.getByLabel(/^Price in/).fill('a lot')
  await save()
  await page.getByRole('alert').getByText('Enter a price such as').waitFor()
  await panel.getByLabel(/^Price in/).fill('')
  await nights(12, 10)
  await panel.getByLabel('Least nights').fill('2')
  await save()
  await page.getByRole('alert').getByText('must not be before the first').waitFor()
  await nights(10, 11)
  await save()
  await page.getByText('Saved.').waitFor()
  await unfold(panel)
  expect(await row.locator('td').nth(1).textContent()).toBe('2')
  await nights(10, 11)
  await panel.getByLabel(/^Price in/).fill('1234.00')
  await save()
  await page.getByText('Saved.').waitFor()
  await unfold(panel)
  await panel.getByRole('cell', { name: '€1,234.00' }).nth(1).waitFor()
  expect(await row.locator('td').allTextContents()).toEqual(expect.arrayContaining(['€1,234.00', '2']))
}

/** The price that was seen has changed, and then its quarter of an hour is over while they type. */
async function otherPrices(guest: Page, checkout: string): Promise<void> {
  await guest.goto(checkout)
  await guest.getByRole('heading', { name: 'The price has changed' }).waitFor()
  await guest.getByRole('main').getByText('€').first().waitFor()
  await guest.clock.install()
  await guest.getByRole('link', { name: /^Go on for €/ }).click()
  await guest.waitForURL('**/book**')
  await guest.getByLabel('Special requests').fill('a quiet room')
  await guest.getByLabel('Name of the guest').fill('Zoë Quill')
  await guest.clock.fastForward('16:00')
  await guest.getByText('This price is over.').waitFor()
  await guest.getByRole('button', { name: 'Get the price again' }).click()
  await guest.getByText('The price that you saw was over. This is the price now.').waitFor()
  expect(await guest.getByLabel('Name of the guest').inputValue()).toBe('Zoë Quill')
  expect(await guest.getByLabel('Special requests').inputValue()).toBe('a quiet room')
}
