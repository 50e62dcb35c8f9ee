/** A person from the first search to the receipt, a change and a cancellation, in a real browser, in both compositions. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { addDays } from '#lib/dates'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { runCommand } from '#lib/test/command'
import { type Stack, shapes, startStack, TEST_TODAY } from '#lib/test/stack'
import { codeFrom, newEmail, PASSWORD, registeredPerson } from '../test-person.ts'
import { siteUrl } from './testing/addresses.ts'
import { barriers, payWith, signInAs, visit } from './testing/browser.ts'
import { desktop, excessWidth, phone } from './testing/show.ts'

let browser: Browser
beforeAll(async () => {
  if (hasChromium) browser = await launchChromium()
}, 30_000)
afterAll(() => browser?.close())

/** The tiny dataset has rates for sixty nights. */
const today = TEST_TODAY
const from = (days: number, nights: number) =>
  `check_in=${addDays(today, days)}&check_out=${addDays(today, days + nights)}&adults=2`
const cards = { good: '4242 4242 4242 4242', poor: '4000 0000 0000 9995', confirm: '4000 0000 0000 3220' }

const widths = [
  ['at a desk', { viewport: desktop }],
  ['on a phone', { viewport: phone, hasTouch: true, isMobile: true }],
] as const

describe.skipIf(!hasChromium).each(shapes)('booking on the site as a %s', (shape) => {
  let stack: Stack
  let site: string
  beforeAll(async () => {
    stack = await startStack({ shape })
    site = siteUrl(stack)
  }, 60_000)
  afterAll(async () => {
    expect(await stack?.stop()).toBe(0)
  }, 30_000)

  const toHotel = async (page: Page, stay: string) => {
    await page.goto(`${site}/search?destination_id=geo_2988507&${stay}`)
    await page.locator('.card h3 a').last().click()
    await page.waitForURL('**/hotels/**')
  }
  const reserve = (page: Page) =>
    page
      .getByRole('link', { name: /^Reserve / })
      .first()
      .click()
  const confirmed = (page: Page) => page.locator('.badge-confirmed').waitFor()
  /** Signed in, with a room held: at the bank's form. */
  const toPay = async (page: Page, email: string, stay: string) => {
    await toHotel(page, stay)
    await reserve(page)
    await signInAs(page, email, PASSWORD)
    await page.waitForURL('**/book**')
    await page.getByRole('button', { name: /^Hold the room/ }).click()
    await page.waitForURL('**/pay')
  }

  describe.each(widths)('%s', (_, width) => {
    test('a stranger signs up, books, is declined, confirms, and gets the papers', async () => {
      const email = newEmail()
      await visit(browser, stack, { ...width, expected: [422] }, async (page) => {
        // By the machine's other name: the site leads to the one that its cookies belong to.
        await page.goto(`${site.replace('localhost', '127.0.0.1')}/account/sign-up`)
        expect(new URL(page.url()).origin).toBe(site)
        await page.getByLabel('Name').fill('Łukasz 王小明')
        await page.getByLabel('Email address').fill(email)
        await page.getByLabel('Password').fill('short')
        await page.getByRole('button', { name: 'Sign up' }).click()
        await page.getByRole('alert').getByText('Use at least 10 characters').waitFor()
        expect(await page.getByLabel('Name').inputValue()).toBe('Łukasz 王小明')
        await page.getByLabel('Password').fill(PASSWORD)
        await page.getByRole('button', { name: 'Sign up' }).click()
        await page.waitForURL('**/account/verify')
        await page.getByLabel('Code from the email').fill('vrf_wrong')
        await page.getByRole('button', { name: 'Confirm' }).click()
        await page.getByRole('alert').getByText('This code is not good').waitFor()
        await page
          .getByLabel('Code from the email')
          .fill(await codeFrom(stack, email, 'Confirm your email address'))
        await page.getByRole('button', { name: 'Confirm' }).click()
        await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()

        await toHotel(page, from(20, 3))
        const hotel = await page.locator('h1').textContent()
        await reserve(page)
        await signInAs(page, email, PASSWORD)
        await page.waitForURL('**/book**')
        expect(await page.getByLabel('Name of the guest').inputValue()).toBe('Łukasz 王小明')
        expect(await page.getByLabel('Email address').inputValue()).toBe(email)
        const total = (await page.locator('.breakdown .total-row td').textContent()) ?? ''
        await page.getByLabel('Special requests').fill('<b>quiet</b> room & "late" arrival')
        // Twice as fast as anybody can: one room is held.
        await page.getByRole('button', { name: `Hold the room for ${total}` }).dblclick()
        await page.waitForURL('**/pay')
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

        const files = await Promise.all(
          ['Receipt (PDF)', 'Add to calendar'].map(async (name) => {
            const address = await page.getByRole('link', { name }).getAttribute('href')
            const answer = await page.request.get(`${site}${address}`)
            return { type: answer.headers()['content-type'], text: (await answer.body()).toString('latin1') }
          }),
        )
        expect(files[0]).toMatchObject({ type: 'application/pdf' })
        expect(files[0]?.text.slice(0, 5)).toBe('%PDF-')
        expect(files[1]?.text).toContain(`DTSTART;VALUE=DATE:${addDays(today, 20).replaceAll('-', '')}`)
        expect(files[1]?.text).toContain(`DTEND;VALUE=DATE:${addDays(today, 23).replaceAll('-', '')}`)

        await page.getByRole('link', { name: 'Your trips' }).click()
        expect(await page.locator('.trip-row').count()).toBe(1)
      })
    }, 90_000)

    test('changes and cancels a trip, sees the money, and signs out', async () => {
      const { email } = await registeredPerson(stack)
      await visit(browser, stack, { ...width, expected: [409] }, async (page) => {
        await toPay(page, email, from(25, 2))
        await payWith(page, cards.good)
        await page.waitForURL('**/trips/res_**')
        await confirmed(page)
        const before = await page.locator('.breakdown .total-row td').textContent()
        await page.getByRole('link', { name: 'Change dates or room' }).click()
        // Some of them is free.
        for (let day = 28; ; day++) {
          expect(day).toBeLessThan(55)
          await page.getByLabel('Check-in', { exact: true }).fill(addDays(today, day))
          await page.getByLabel('Check-out', { exact: true }).fill(addDays(today, day + 3))
          await page.getByRole('button', { name: 'See the price' }).click()
          await page.waitForURL(`**check_in=${addDays(today, day)}**`)
          if ((await page.getByRole('button', { name: 'Change the booking' }).count()) > 0) break
        }
        const after = await page.locator('.breakdown .total-row td').textContent()
        expect(after).not.toBe(before)
        await page.getByRole('button', { name: 'Change the booking' }).click()
        await page.getByText('Your booking is changed.').waitFor()
        await page.locator('.spinner').waitFor({ state: 'detached' })
        expect(await page.locator('.breakdown .total-row td').textContent()).toBe(after)

        await page.getByRole('link', { name: 'Cancel the booking' }).click()
        await page.getByRole('heading', { name: 'Cancel this booking?' }).waitFor()
        await page.getByRole('button', { name: 'Cancel the booking' }).click()
        await page.getByText('This booking is cancelled.', { exact: true }).waitFor()
        await page.locator('.spinner').waitFor({ state: 'detached' })
        // A second time from a page that was left open leads back to it.
        await page.goto(`${page.url().split('?')[0]}/change`)
        await page.getByText('This booking is cancelled.', { exact: true }).waitFor()

        await page.getByRole('link', { name: 'Account' }).click()
        await page.getByRole('link', { name: 'Sign out' }).click()
        await page.getByRole('button', { name: 'Sign out' }).click()
        await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
        await page.goto(`${site}/trips`)
        // Of `auth`, too: it asks who is there.
        await page.getByLabel('Password').waitFor()
      })
    }, 90_000)

    test('changes a profile, a password, and closes an account', async () => {
      const { email } = await registeredPerson(stack)
      await visit(browser, stack, { ...width, expected: [422] }, async (page) => {
        await page.goto(`${site}/account`)
        await signInAs(page, email, PASSWORD)
        await page.waitForURL('**/account')
        await page.getByLabel('Phone').fill('call me')
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByRole('alert').getByText('begins with +').waitFor()
        await page.getByLabel('Phone').fill('+41 61 555 01 23')
        await page.getByLabel('Name').fill('Renée')
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByText('Saved.').waitFor()
        expect(await page.getByLabel('Name').inputValue()).toBe('Renée')

        const download = await page.request.get(`${site}/account/export`)
        expect(await download.text()).toContain(email)

        await page.getByLabel('Your password').nth(1).fill('wrong')
        await page.getByLabel('New password').fill('another lamp of architecture')
        await page.getByRole('button', { name: 'Change the password' }).click()
        await page.getByRole('alert').getByText('That is not your password').waitFor()
        await page.getByLabel('Your password').nth(1).fill(PASSWORD)
        await page.getByLabel('New password').fill('another lamp of architecture')
        await page.getByRole('button', { name: 'Change the password' }).click()
        await page.getByRole('heading', { name: 'Your password is changed' }).waitFor()
        await page.goto(`${site}/account`)
        await signInAs(page, email, 'another lamp of architecture')
        await page.waitForURL('**/account')
        await page.locator('.danger summary').click()
        await page.locator('.danger').getByLabel('Your password').fill('another lamp of architecture')
        await page.getByRole('button', { name: 'Close my account for ever' }).click()
        await page.getByRole('heading', { name: 'Your account is closed' }).waitFor()
      })
    }, 60_000)

    test('a hotel sees who arrives, stops the sale, and sets a rate', async () => {
      const { email } = await registeredPerson(stack)
      await visit(browser, stack, { ...width, expected: [422] }, async (page) => {
        await page.goto(`${site}/desk`)
        await signInAs(page, email, PASSWORD)
        await page.getByRole('heading', { name: 'No hotel yet' }).waitFor()

        await toHotel(page, from(10, 2))
        const stay = page.url()
        const hotel_id = /htl_\w{26}/.exec(stay)?.[0] ?? ''
        const room = (await page.locator('.room-type:not(.unavailable) h3').first().textContent()) ?? ''
        await reserve(page)
        await page.waitForURL('**/book**')
        await page.getByLabel('Name of the guest').fill('<i>Ångström</i>')
        await page.getByRole('button', { name: /^Hold the room/ }).click()
        await page.waitForURL('**/pay')
        await payWith(page, cards.good)
        await page.waitForURL('**/trips/res_**')
        await confirmed(page)
        await page.getByRole('button', { name: 'Send the email again' }).click()
        await page.getByText('The email is on its way again.').waitFor()
        await page.getByRole('button', { name: 'Send the email again' }).click()
        await page.getByText('It was sent a moment ago').waitFor()

        const places = ['--shape', shape, '--data-dir', stack.data_dir]
        const enter = ['services/admin.ts', 'staff', 'add', '--hotel', hotel_id, '--email', email, ...places]
        expect(await runCommand(enter)).toMatchObject({ code: 0, err: [] })
        await page.goto(`${site}/desk`)
        await page.locator('.choices a').click()
        await page.goto(`${page.url()}?from=${addDays(today, 8)}&days=7`)
        await page
          .getByRole('row', { name: /<i>Ångström<\/i>/ })
          .first()
          .waitFor()

        const panel = page.locator('.desk-room', { hasText: room }).first()
        await unfold(panel)
        await panel.getByLabel('Sale').selectOption('stop')
        await panel.getByRole('button', { name: 'Save' }).first().click()
        await page.getByText('Saved.').waitFor()
        await page.goto(stay)
        await page
          .locator('.room-type.unavailable', { hasText: room })
          .waitFor()
          .catch(async () => {
            // The site follows within a second.
            await page.reload()
            await page.locator('.room-type.unavailable', { hasText: room }).waitFor()
          })

        await page.goto(`${site}/desk/${hotel_id}?from=${addDays(today, 8)}&days=7`)
        await unfold(panel)
        await panel.getByLabel('Sale').selectOption('go on')
        await panel.getByRole('button', { name: 'Save' }).first().click()
        await page.getByText('Saved.').waitFor()
        await unfold(panel)
        await panel.getByLabel(/^Price in/).fill('a lot')
        await panel.getByRole('button', { name: 'Save' }).nth(1).click()
        await page.getByRole('alert').getByText('Enter a price').waitFor()
        await panel.getByLabel(/^Price in/).fill('1234.00')
        await panel.getByRole('button', { name: 'Save' }).nth(1).click()
        await page.getByText('Saved.').waitFor()
        await unfold(panel)
        await panel.getByRole('cell', { name: '€1,234.00' }).first().waitFor()
      })
      // At a hotel where they do not work there is nothing.
      await visit(browser, stack, { ...width, expected: [404] }, async (page) => {
        const other = await registeredPerson(stack)
        await page.goto(`${site}/desk/htl_00000000000000000000000000`)
        await signInAs(page, other.email, PASSWORD)
        await page.getByRole('heading', { name: 'We have no such hotel' }).waitFor()
      })
    }, 90_000)
  })

  test('books from the keyboard alone', async () => {
    const { email } = await registeredPerson(stack)
    await visit(browser, stack, {}, async (page) => {
      /** To the next thing of that name, as a person without a mouse gets there. */
      const tabTo = async (name: RegExp) => {
        for (let i = 0; i < 80; i++) {
          await page.keyboard.press('Tab')
          const focused = await page.evaluate<string>(focused_name)
          if (name.test(focused)) return
        }
        throw new Error(`nothing called ${name} can be reached on ${page.url()}`)
      }
      await toHotel(page, from(35, 2))
      await tabTo(/^Reserve /)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/oauth/authorize**')
      await page.locator('input:focus').waitFor()
      await page.keyboard.type(email)
      await page.keyboard.press('Tab')
      await page.keyboard.type(PASSWORD)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/book**')
      await tabTo(/^Hold the room/)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/pay')
      await page.frameLocator('iframe').getByLabel('Card number').waitFor()
      const frame = page.frames().find((one) => one.url().includes('/card-form'))
      if (frame === undefined) throw new Error('the bank has no frame')
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab')
        if ((await frame.evaluate<string>(focused_name)) === 'Card number') break
      }
      for (const text of ['4242424242424242', '1240', '123', 'A Guest']) {
        await page.keyboard.type(text)
        await page.keyboard.press('Tab')
      }
      await page.keyboard.press('Enter')
      await page.waitForURL('**/trips/res_**')
      await confirmed(page)
    })
  }, 60_000)

  test('speaks German and Chinese, by the browser and by choice, and fits a phone in both', async () => {
    const options = { viewport: phone, hasTouch: true, isMobile: true, locale: 'de-CH' }
    const paths = [
      '/',
      `/search?destination_id=geo_2988507&${from(20, 2)}`,
      '/account/sign-up',
      '/lab',
      '/nowhere',
    ]
    await visit(browser, stack, { ...options, expected: [404] }, async (page) => {
      for (const path of paths) {
        await page.goto(site + path)
        expect(await page.locator('html').getAttribute('lang')).toBe('de')
        expect(await excessWidth(page)).toBeLessThanOrEqual(0)
      }
      await toHotel(page, from(20, 2))
      await page
        .getByRole('link', { name: /reservieren$/ })
        .first()
        .waitFor()
      const hotel = page.url()
      await page.getByRole('link', { name: '中文' }).click()
      await page.getByRole('heading', { name: '您入住期间的房间' }).waitFor()
      // The very same hotel and stay.
      expect(page.url()).toBe(hotel)
      for (const path of paths) {
        await page.goto(site + path)
        expect(await page.locator('html').getAttribute('lang')).toBe('zh')
        expect(await excessWidth(page)).toBeLessThanOrEqual(0)
      }
      await page.goto(`${site}/language?language=en&to=//elsewhere.example`)
      expect(page.url()).toBe(`${site}/`)
    })
  }, 60_000)

  // They are the same pages in both compositions.
  test.skipIf(shape === 'microservices')(
    'no page has a serious barrier, in light or dark',
    async () => {
      const { email } = await registeredPerson(stack)
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: desktop, colorScheme, bypassCSP: true })
        try {
          const page = await context.newPage()
          const found: Record<string, string[]> = {}
          const look = async (name: string) => {
            const here = await barriers(page)
            if (here.length > 0) found[name] = here
          }
          for (const path of ['sign-up', 'verify', 'forgot', 'reset', 'callback', 'signed-out']) {
            await page.goto(`${site}/account/${path}`)
            await look(path)
          }
          await toHotel(page, from(40, 2))
          await look('hotel')
          const hotel_id = /htl_\w{26}/.exec(page.url())?.[0] ?? ''
          await reserve(page)
          await page.waitForURL('**/oauth/authorize**')
          await look('sign in')
          await signInAs(page, email, PASSWORD)
          await page.waitForURL('**/book**')
          await look('book')
          await page.goto(page.url().replace(/price=\d+/, 'price=1'))
          await look('price changed')
          await page.goto(page.url().replace(/check_in=[\d-]+/, `check_in=${addDays(today, -3)}`))
          await look('not possible')
          await page.goBack()
          await page.goBack()
          await page.getByRole('button', { name: /^Hold the room/ }).click()
          await page.waitForURL('**/pay')
          await page.goto(`${page.url()}?declined=card_declined`)
          await look('pay')
          await payWith(page, cards.good)
          await page.waitForURL('**/trips/res_**')
          await confirmed(page)
          await look('trip')
          const trip = page.url().split('?')[0]
          await page.goto(`${site}/desk`)
          await look('desk of nobody, or of one hotel')
          const places = ['--shape', shape, '--data-dir', stack.data_dir]
          await runCommand([
            'services/admin.ts',
            'staff',
            'add',
            '--hotel',
            hotel_id,
            '--email',
            email,
            ...places,
          ])
          const new_stay = from(45, 2).replace('&adults=2', '')
          for (const path of [
            ...[`${trip}/change`, `${trip}/change?${new_stay}`, `${trip}/cancel`, `${trip}/nothing`],
            ...['/trips', '/account', '/desk', `/desk/${hotel_id}`, '/account/sign-out'].map(
              (one) => site + one,
            ),
          ]) {
            await page.goto(path)
            await look(path.replace(site, ''))
          }
          expect({ colorScheme, found }).toEqual({ colorScheme, found: {} })
        } finally {
          await context.close()
        }
      }
    },
    90_000,
  )
})

/** The first of a desk's rooms is open, the others are not. */
async function unfold(panel: Locator): Promise<void> {
  if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click()
}

const focused_name = `(() => {
  const one = document.activeElement
  if (!one) return ''
  return one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent ?? ''
})()`
