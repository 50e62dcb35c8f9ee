/** From an account to the receipt, and to the end of a trip. */
import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { SANDBOX_BANK_KEY } from '#lib/config'
import { addDays } from '#lib/dates'
import { bankTestClient } from '#service/stand-ins/bank/client'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import { codeFrom, newEmail, PASSWORD, registeredPerson } from '#service/test-person'
import { payWith, signInAs } from '../testing/browser.ts'
import { cards, resultsFor, stayIn } from '../testing/world.ts'
import { amountIn, confirmed, pays, reserve, type Setting, today, toHotel } from './setting.ts'

export const strangerBooks = (setting: Setting) => {
  const { stack, site, visit } = setting
  const email = newEmail()
  return visit({ expected: [422] }, async (page) => {
    // By the machine's other name: the site leads to the one that its cookies belong to.
    await page.goto(`${site.replace('localhost', '127.0.0.1')}/account/sign-up`)
    expect(new URL(page.url()).origin).toBe(site)
    await page.getByLabel('Name').fill('Łukasz 王小明')
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByRole('alert').getByText('Use at least 10 characters').waitFor()
    // A form that was sent is sent again by a reload: it says the same.
    await page.reload()
    await page.getByRole('alert').getByText('Use at least 10 characters').waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('Łukasz 王小明')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.waitForURL('**/account/verify')
    await page.getByLabel('Code from the email').fill('vrf_wrong')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('alert').getByText('This code is not good').waitFor()
    const code = await codeFrom(stack, email, 'Confirm your email address')
    await page.locator('.aside').getByLabel('Email address').fill(email)
    await page.getByRole('button', { name: 'Send it again' }).click()
    await page.getByText('another one is on its way').waitFor()
    // As the letter's link leads here: filled in, and gone from the address.
    await page.goto(`${site}/account/verify#code=${code}`)
    await page.waitForURL(`${site}/account/verify`)
    expect(await page.getByLabel('Code from the email').inputValue()).toBe(code)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()

    await toHotel(setting, page, resultsFor(stayIn(20, 3)))
    const hotel = await page.locator('h1').textContent()
    await reserve(page)
    await signInAs(page, email, PASSWORD)
    await page.waitForURL('**/book**')
    expect(await page.getByLabel('Name of the guest').inputValue()).toBe('Łukasz 王小明')
    expect(await page.getByLabel('Email address').inputValue()).toBe(email)
    const total = (await page.locator('.breakdown .total-row td').textContent()) ?? ''
    expect(await page.locator('.until-left').textContent()).toMatch(/^1[45]:\d\d$/)
    await page.getByLabel('Special requests').fill('<b>quiet</b> room & "late" arrival')
    // Twice as fast as anybody can: one room is held.
    await page.getByRole('button', { name: `Hold the room for ${total}` }).dblclick()
    await page.waitForURL('**/pay')
    const trip = page.url()
    await page.goBack()
    await page.getByRole('button', { name: `Hold the room for ${total}` }).click()
    await page.waitForURL('**/pay')
    expect(page.url()).toBe(trip)
    expect(await page.locator('h1').textContent()).toBe(`Pay ${total}`)
    await payWith(page, cards.poor)
    await page.waitForURL('**/pay?declined=insufficient_funds')
    await page.getByRole('alert').getByText('not enough money').waitFor()
    await payWith(page, cards.confirm)
    await page.waitForURL('**/confirmations/**')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.waitForURL('**/trips/res_**')
    // By itself: nobody reloads.
    await confirmed(page)
    await page.getByText('Visa ending in 3220, paid').waitFor()
    expect(await page.locator('h1').textContent()).toBe(`Your stay at ${hotel}`)
    await page.getByText('<b>quiet</b> room & "late" arrival').waitFor()

    const letter = await mailboxClient(stack.url('mailbox')).waitFor({ to: email, subject: 'Your receipt' })
    expect(letter.attachments).toMatchObject([{ content_type: 'application/pdf' }])
    const files = await Promise.all(
      ['Receipt (PDF)', 'Add to calendar'].map(async (name) => {
        const address = await page.getByRole('link', { name }).getAttribute('href')
        const answer = await page.request.get(`${site}${address}`)
        return { status: answer.status(), text: (await answer.body()).toString('latin1') }
      }),
    )
    expect([files[0]?.status, files[0]?.text.slice(0, 5)], files[0]?.text.slice(0, 1_000)).toEqual([
      200,
      '%PDF-',
    ])
    expect(files[1]?.text).toContain(`DTSTART;VALUE=DATE:${addDays(today, 20).replaceAll('-', '')}`)
    expect(files[1]?.text).toContain(`DTEND;VALUE=DATE:${addDays(today, 23).replaceAll('-', '')}`)
    await page.getByRole('link', { name: 'Your trips' }).click()
    expect(await page.locator('.trip-row').count()).toBe(1)
  })
}

/** One of each payment of a trip that was changed. */
async function twoPapers({ site }: Setting, page: Page, name: RegExp): Promise<void> {
  const links = page.locator('.payments').getByRole('link', { name })
  await links.nth(1).waitFor()
  const papers = await Promise.all(
    (await links.all()).map(async (one) => {
      const answer = await page.request.get(`${site}${await one.getAttribute('href')}`)
      return { name: answer.headers()['content-disposition'], bytes: await answer.body() }
    }),
  )
  for (const { bytes } of papers) expect(bytes.toString('latin1').slice(0, 5)).toBe('%PDF-')
  expect(new Set(papers.map((paper) => paper.name)).size).toBe(2)
}

export const changesAndCancels = async (setting: Setting) => {
  const { stack, site, visit } = setting
  const { email } = await registeredPerson(stack)
  await visit({}, async (page) => {
    // One that gives something back.
    await page.goto(site + resultsFor(stayIn(25, 2)))
    await page
      .locator('.card', { hasText: /Free cancellation/ })
      .last()
      .locator('h3 a')
      .click()
    await page.waitForURL('**/hotels/**')
    await page
      .locator('.room-type:not(.unavailable)', { hasText: /Free cancellation/ })
      .first()
      .getByRole('link', { name: /^Reserve/ })
      .click()
    await signInAs(page, email, PASSWORD)
    await page.waitForURL('**/book**')
    await page.getByRole('button', { name: /^Hold the room/ }).click()
    await pays(page)
    const total = async () => amountIn(await page.locator('.breakdown .total-row td').textContent())
    const before = await total()
    await page.getByRole('link', { name: 'Change dates or room' }).click()
    await page.waitForURL('**/change')
    // Some longer stay is free, and costs more: asked beside the page, whose console complains of those that are not free.
    const costsMore = async (day: number) => {
      const address = new URL(page.url())
      address.searchParams.set('check_in', addDays(today, day))
      address.searchParams.set('check_out', addDays(today, day + 4))
      const answer = await page.request.get(address.href)
      return /It costs €.* more/.test(await answer.text())
    }
    let day = 28
    while (!(await costsMore(day))) {
      day++
      expect(day).toBeLessThan(50)
    }
    await page.getByLabel('Check-in').fill(addDays(today, day))
    await page.getByLabel('Check-out').fill(addDays(today, day + 4))
    await page.getByRole('button', { name: 'See the price' }).click()
    await page.waitForURL(`**check_in=${addDays(today, day)}**`)
    const after = await total()
    const more = amountIn(await page.getByText(/^It costs €.* more/).textContent())
    expect(more).toBeCloseTo(after - before, 2)
    await page.getByRole('button', { name: 'Change the booking' }).click()
    await page.getByText('Your booking is changed.').waitFor()
    await page.locator('.spinner').waitFor({ state: 'detached' })
    expect(await total()).toBe(after)
    // Two payments, a receipt of each.
    await twoPapers(setting, page, /^Receipt/)

    await page.getByRole('link', { name: 'Cancel the booking' }).click()
    await page.getByRole('heading', { name: 'Cancel this booking?' }).waitFor()
    const promised = amountIn(await page.getByText(/^You get back €/).textContent())
    expect(promised).toBeCloseTo(after, 2)
    await page.getByRole('button', { name: 'Cancel the booking' }).click()
    await page.getByText('This booking is cancelled.', { exact: true }).waitFor()
    await page.locator('.spinner').waitFor({ state: 'detached' })
    const refunds = await page.locator('.payments .refund').allInnerTexts()
    expect(refunds.every((line) => line.includes('paid back'))).toBe(true)
    const back = refunds.reduce((sum, line) => sum + amountIn(/−(.*)/.exec(line)?.[1] ?? ''), 0)
    expect(back).toBeCloseTo(promised, 2)
    await twoPapers(setting, page, /^Credit note/)
    // A second time from a page that was left open leads back to it.
    await page.goto(`${page.url().split('?')[0]}/change`)
    await page.getByText('This booking is cancelled.', { exact: true }).waitFor()
  })
}

/** Without the script that keeps a second click from being sent, the server does it once. */
export const doubleClickWithoutScript = async (setting: Setting) => {
  const { stack, site, visit } = setting
  const { email } = await registeredPerson(stack)
  await visit({ javaScriptEnabled: false }, async (page) => {
    await toHotel(setting, page, resultsFor(stayIn(18, 1)))
    await reserve(page)
    await signInAs(page, email, PASSWORD)
    await page.waitForURL('**/book**')
    await page.getByRole('button', { name: /^Hold the room/ }).dblclick()
    // Its page reloads every few seconds by itself.
    await pays(page)
    await page.goto(`${site}/trips`)
    expect(await page.locator('.trip-row').count()).toBe(1)
  })
}

/** Each of two tabs that sign in at once gets to where it was going. */
export const twoTabs = async ({ stack, site, visit }: Setting) => {
  const { email } = await registeredPerson(stack)
  await visit({}, async (page, context) => {
    const other = await context.newPage()
    await page.goto(`${site}/account`)
    await other.goto(`${site}/trips`)
    await page.bringToFront()
    await signInAs(page, email, PASSWORD)
    await page.waitForURL('**/account')
    await other.bringToFront()
    await signInAs(other, email, PASSWORD)
    await other.waitForURL('**/trips')
  })
}

/** What was begun to be pressed is still there at the end of it. */
export const pressesWhileItRenews = async (setting: Setting) => {
  const { stack, visit } = setting
  const bank = bankTestClient(stack.url('bank'), SANDBOX_BANK_KEY)
  const { email } = await registeredPerson(stack)
  await visit({}, async (page) => {
    await toHotel(setting, page, resultsFor(stayIn(40, 1)))
    await reserve(page)
    await signInAs(page, email, PASSWORD)
    await page.waitForURL('**/book**')
    await page.getByRole('button', { name: /^Hold the room/ }).click()
    await bank.behave({ manner: 'broken', path: 'capture' })
    await pays(page)
    await page.getByRole('link', { name: 'Change dates or room' }).hover()
    await page.mouse.down()
    const renewed = page.waitForResponse((answer) => /\/trips\/res_\w+$/.test(answer.url()))
    await bank.behave({})
    await (await renewed).finished()
    // Were it to be exchanged now, it would be by then.
    await Bun.sleep(100)
    await page.mouse.up()
    await page.waitForURL('**/change')
  }).finally(() => bank.behave({}))
}
