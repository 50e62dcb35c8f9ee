/** Journeys that are made once: by keyboard, in other languages, and while something is away. */
import { expect } from 'bun:test'
import { PASSWORD, registeredPerson } from '#service/test-person'
import { formTo } from '../testing/forms.ts'
import { excessWidth, show } from '../testing/show.ts'
import { siteBeside } from '../testing/site.ts'
import { person, resultsFor, stayIn } from '../testing/world.ts'
import { confirmed, type Setting, toHotel } from './setting.ts'

/** From a name that is typed to the receipt: no mouse is touched, and nothing is filled in by other means. */
export const keyboardAlone = async ({ stack, site, visit }: Setting) => {
  const { email } = await registeredPerson(stack)
  await visit({}, async (page) => {
    const { keyboard } = page
    /** To the next thing of that name, as a person without a mouse gets there. */
    const tabTo = async (name: RegExp) => {
      for (let i = 0; i < 120; i++) {
        await keyboard.press('Tab')
        if (name.test(await page.evaluate<string>(focused_name))) return
      }
      throw new Error(`nothing called ${name} can be reached on ${page.url()}`)
    }
    await page.goto(site)
    await tabTo(/^Where to/)
    await keyboard.type('paris')
    await page.getByRole('option', { name: /Paris, France/ }).waitFor()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await tabTo(/^Check-in: Choose dates/)
    await keyboard.press('Enter')
    await page.locator('.picker button[data-date]:focus').waitFor()
    // Arrival four weeks later, two nights.
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await keyboard.press(key)
    await page.getByText('Choose the day of departure').waitFor()
    await page.locator('.picker button[data-date]:focus').waitFor()
    await keyboard.press('ArrowLeft')
    await keyboard.press('Enter')
    await tabTo(/^Search/)
    await keyboard.press('Enter')
    await page.waitForURL('**/search?**')
    await page.locator('.card:first-child h3 a').waitFor()
    for (let i = 0; i < 120 && (await page.locator('.card h3 a:focus').count()) === 0; i++)
      await keyboard.press('Tab')
    await keyboard.press('Enter')
    await page.waitForURL('**/hotels/**')
    await tabTo(/^Reserve /)
    await keyboard.press('Enter')
    await page.waitForURL('**/oauth/authorize**')
    await page.locator('input:focus').waitFor()
    await keyboard.type(email)
    await keyboard.press('Tab')
    await keyboard.type(PASSWORD)
    await keyboard.press('Enter')
    await page.waitForURL('**/book**')
    await tabTo(/^Name of the guest/)
    await keyboard.press('ControlOrMeta+A')
    await keyboard.type('Kei Board')
    await tabTo(/^Special requests/)
    await keyboard.type('no stairs')
    await tabTo(/^Hold the room/)
    await keyboard.press('Enter')
    await page.waitForURL('**/pay')
    await page.frameLocator('iframe').getByLabel('Card number').waitFor()
    const frame = page.frames().find((one) => one.url().includes('/card-form'))
    if (frame === undefined) throw new Error('the bank has no frame')
    for (let i = 0; i < 40; i++) {
      await keyboard.press('Tab')
      if ((await frame.evaluate<string>(focused_name)) === 'Card number') break
    }
    for (const text of ['4242424242424242', '1240', '123', 'A Guest']) {
      await keyboard.type(text)
      await keyboard.press('Tab')
    }
    await keyboard.press('Enter')
    await page.waitForURL('**/trips/res_**')
    await confirmed(page)
    await page.getByText('Kei Board').waitFor()
    await page.getByText('no stairs').waitFor()
  })
}

const focused_name = `(() => {
  const one = document.activeElement
  if (!one) return ''
  return one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent ?? ''
})()`

export const otherLanguages = async (setting: Setting) => {
  const { stack, site, visit } = setting
  const { email } = await registeredPerson(stack)
  const results = resultsFor(stayIn(20, 2))
  await visit({ locale: 'de-CH' }, async (page) => {
    await page.goto(site)
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    await page.getByRole('combobox', { name: 'Wohin?' }).pressSequentially('par')
    await page.getByRole('option', { name: /Paris, Frankreich/ }).click()
    await page.getByRole('button', { name: 'Suchen' }).click()
    await page.waitForURL('**/search?**')
    // What the script makes is in the language, too.
    await page.getByLabel('Sortieren nach').selectOption('price')
    await page.waitForURL('**sort=price**')
    await page.locator('.busy').waitFor({ state: 'detached' })
    expect(await page.locator('#count').textContent()).toMatch(/Hotels haben ein Zimmer$/)
    await toHotel(setting, page, results)
    await page
      .getByRole('link', { name: /reservieren$/ })
      .first()
      .waitFor()
    const hotel = page.url()
    await page.getByRole('link', { name: '中文' }).click()
    await page.getByRole('heading', { name: '您入住期间的房间' }).waitFor()
    // The very same hotel and stay.
    expect(page.url()).toBe(hotel)
    // Chosen here, it holds where one signs in and out.
    await page.goto(`${site}/account`)
    await page.getByRole('heading', { name: '登录' }).waitFor()
    await page.getByLabel('邮箱地址').fill(email)
    await page.getByLabel('密码').fill(PASSWORD)
    await page.getByRole('button', { name: '登录' }).click()
    await page.waitForURL('**/account')
    expect(await excessWidth(page)).toBeLessThanOrEqual(0)
    await page.goto(`${site}/account/sign-out`)
    await page.getByRole('heading', { name: '退出登录？' }).waitFor()
    await page.goto(`${site}/language?language=en&to=//elsewhere.example`)
    expect(page.url()).toBe(`${site}/`)
  })
}

/**
 * Answers of a process of the site that some services do not reach, in the window of somebody whose site reaches them
 * again: what is offered there works.
 */
export const triesAgain = async ({ stack, site, visit }: Setting) => {
  const { guest } = await person(stack)
  const results = resultsFor(stayIn(14, 2))
  const beside = await siteBeside(
    stack,
    { users: 'gone', search: 'gone' },
    { reading_ms: 2_000, doing_ms: 2_000 },
  )
  try {
    const form = formTo((await guest.get('/account')).html, '/account/profile')
    const typed = { ...form.values, name: 'Renée <b>', phone: '+41 61 555 01 23' }
    const states = {
      saving: await guest.at(beside.handle).post(form.action, typed),
      searching: await guest.at(beside.handle).get(results),
    }
    await visit({ expected: [503] }, async (page, context) => {
      await context.addCookies([...guest.cookies].map(([name, value]) => ({ name, value, url: site })))
      await show(page, { name: 'saving', visited: states.saving })
      await page.getByRole('heading', { name: 'Accounts are not answering right now' }).waitFor()
      await page.getByRole('button', { name: 'Send it again' }).click()
      await page.getByText('Saved.').waitFor()
      expect(await page.getByLabel('Name').inputValue()).toBe('Renée <b>')
      await show(page, { name: 'searching', visited: states.searching })
      await page.getByRole('heading', { name: 'Hotel search is not answering right now' }).waitFor()
      await page.getByRole('link', { name: 'Try again' }).click()
      await page.getByRole('heading', { name: 'Hotels in Paris' }).waitFor()
    })
  } finally {
    await beside.close()
  }
}
