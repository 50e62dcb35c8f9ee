/** The card form and the confirmation in a real browser, with and without scripts, alone and in a frame of the site. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { root } from '#lib/child'
import { readConfig, SANDBOX_BANK_KEY } from '#lib/config'
import { logger } from '#lib/log'
import { freePort } from '#lib/ports'
import { type RunningServer, serve } from '#lib/server'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { bankTestClient } from './client.ts'
import type { Authorization } from './contract.ts'
import { build } from './service.ts'

const log = logger({ service: 'bank', level: 'silent' })
let data_dir: string
let bank: RunningServer
let browser: Browser

/** Stands for the site: a page with the form in a frame, and the page that a person comes back to. */
const site = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request): Response => {
    const { pathname } = new URL(request.url)
    const framed = pathname === '/framed'
    const html = framed
      ? `<title>Checkout</title><iframe title="Card" width="380" height="700"
           sandbox="allow-forms allow-top-navigation-by-user-activation"
           src="${formAddress(`${site.url.origin}/paid`)}&embedded=true"></iframe>`
      : '<title>Paid</title>'
    return new Response(`<!doctype html><html lang="en">${html}`, {
      headers: {
        'content-type': 'text/html',
        // The page that they come back to lets nobody frame it.
        'content-security-policy': `frame-ancestors 'none'; frame-src ${bank.url}`,
      },
    })
  },
})
const formAddress = (return_url: string) =>
  `${bank.url}/card-form?return_url=${encodeURIComponent(return_url)}`

describe.skipIf(!hasChromium)('the pages of the bank', () => {
  beforeAll(async () => {
    data_dir = await mkdtemp(join(tmpdir(), 'vacancy-bank-'))
    const port = await freePort()
    const config = readConfig({
      VACANCY_DATA_DIR: data_dir,
      VACANCY_SITE_URL: site.url.origin,
      VACANCY_BANK_PAGES_URL: `http://127.0.0.1:${port}`,
    })
    bank = serve(await build({ config, log }), { host: '127.0.0.1', port, grace_ms: 1_000, log })
    browser = await launchChromium()
  }, 30_000)
  afterAll(async () => {
    await browser?.close()
    await bank?.stop()
    await site.stop(true)
    await rm(data_dir, { recursive: true, force: true })
  }, 20_000)

  async function visit(
    options: Parameters<Browser['newContext']>[0],
    journey: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(10_000)
    try {
      await journey(await context.newPage())
    } finally {
      await context.close()
    }
  }

  type Fields = Pick<Page, 'getByLabel' | 'getByRole'>
  async function fill(form: Fields, number: string): Promise<void> {
    await form.getByLabel('Card number').fill(number)
    await form.getByLabel('Expires').fill('04 / 98')
    await form.getByLabel('Security code').fill('123')
    await form.getByLabel('Name on the card').fill('Ann Müller')
    await form.getByRole('button', { name: 'Use this card' }).click()
  }

  test('take a card without a script, and lead back with a token', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      const back = `${site.url.origin}/paid?booking=7`
      await page.goto(formAddress(back))
      await fill(page, '4242 4242 4242 4242')
      await page.waitForURL('**/paid**')
      const { searchParams } = new URL(page.url())
      expect([...searchParams.keys()]).toEqual(['booking', 'card_token', 'brand', 'last4'])
      expect(searchParams.get('last4')).toBe('4242')
      expect(searchParams.get('card_token')).toMatch(/^tok_/)
    })
  })

  test('say what is wrong beside the field, and do not keep the number', async () => {
    await visit({}, async (page) => {
      await page.goto(formAddress(`${site.url.origin}/paid`))
      await fill(page, '4242 4242 4242 4241')
      const number = page.getByLabel('Card number')
      expect(await number.getAttribute('aria-invalid')).toBe('true')
      const described = await number.getAttribute('aria-describedby')
      expect(await page.locator(`#${described}`).textContent()).toContain('mistyped')
      expect(await page.getByRole('alert').count()).toBe(1)
      expect(await page.evaluate('document.activeElement.id')).toBe('number')
      expect([await number.inputValue(), await page.getByLabel('Security code').inputValue()]).toEqual([
        '',
        '',
      ])
      expect(await page.getByLabel('Name on the card').inputValue()).toBe('Ann Müller')
      expect(await page.content()).not.toContain('4242 4242 4242 4241')
      await fill(page, '5555555555554444')
      await page.waitForURL('**/paid**')
    })
  })

  test('work in a frame of the site, and are not framed by others', async () => {
    await visit({}, async (page) => {
      await page.goto(`${site.url.origin}/framed`)
      await fill(page.frameLocator('iframe'), '4242424242424242')
      await page.waitForURL('**/paid?card_token=*')
      expect(await page.title()).toBe('Paid')
    })
    for (const [path, ancestors] of [
      [
        `/card-form?return_url=${site.url.origin}`,
        `frame-ancestors ${site.url.origin} http://localhost:* http://127.0.0.1:*`,
      ],
      ['/confirmations/none', "frame-ancestors 'none'"],
      ['/', "frame-ancestors 'none'"],
    ]) {
      const policy = (await fetch(bank.url + path)).headers.get('content-security-policy')
      expect(policy).toContain("default-src 'none'")
      expect(policy).toEndWith(ancestors ?? '')
    }
  })

  test('lead nowhere else, and say hostile words as words', async () => {
    for (const return_url of [
      '',
      'https://evil.example/',
      'javascript:alert(1)',
      '//evil.example',
      'http://127.0.0.1@evil.example',
    ])
      expect((await fetch(`${bank.url}/card-form?return_url=${encodeURIComponent(return_url)}`)).status).toBe(
        400,
      )
    const hostile = '"><script>document.title = 1</script>'
    const form = {
      return_url: `${site.url.origin}/?a=${hostile}`,
      number: '1',
      expiry: hostile,
      cvc: '1',
      name: hostile,
    }
    const answer = await fetch(`${bank.url}/card-form`, { method: 'POST', body: new URLSearchParams(form) })
    expect(answer.status).toBe(422)
    expect(await answer.text()).not.toContain('<script')
    const elsewhere = new URLSearchParams({ ...form, return_url: 'https://evil.example/' })
    expect((await fetch(`${bank.url}/card-form`, { method: 'POST', body: elsewhere })).status).toBe(400)
    expect((await fetch(`${bank.url}/card-form`, { method: 'POST', body: '{}' })).status).toBe(415)
  })

  async function toConfirm(): Promise<string> {
    const card_token = await bankTestClient(bank.url, SANDBOX_BANK_KEY).cardToken('4000000000003220')
    const response = await fetch(`${bank.url}/v1/authorizations`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${SANDBOX_BANK_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      body: JSON.stringify({
        card_token,
        amount: 12_900,
        currency: 'EUR',
        reference: 'order-1',
        return_url: `${site.url.origin}/paid`,
      }),
    })
    return ((await response.json()) as Authorization).confirmation_url ?? ''
  }

  test.each(['Confirm', 'Decline'])('ask a person to %s, and lead back', async (button) => {
    const address = await toConfirm()
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(address)
      expect(await page.locator('.amount').textContent()).toBe('€129.00')
      await page.getByRole('button', { name: button }).click()
      await page.waitForURL('**/paid?authorization_id=aut_*')
      await page.goto(address)
      expect(await page.getByRole('status').textContent()).toContain(
        button === 'Confirm' ? 'confirmed' : 'declined',
      )
      expect(await page.getByRole('button').count()).toBe(0)
    })
  })

  test.each([
    ['phone', 'light', 390],
    ['desktop', 'dark', 1280],
  ] as const)(
    'fit a %s in the %s and are accessible',
    async (_device, colorScheme, width) => {
      const confirmation = new URL(await toConfirm()).pathname
      const form = new URL(formAddress(`${site.url.origin}/paid`))
      // axe-core is put into the page by the test; its own policy would forbid that to everybody.
      await visit({ colorScheme, bypassCSP: true, viewport: { width, height: 800 } }, async (page) => {
        const look = async (what: string) => {
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
          await page.addScriptTag({ path: join(root, 'node_modules/axe-core/axe.min.js') })
          const { violations } = (await page.evaluate('axe.run(document)')) as {
            violations: { id: string; nodes: { html: string }[] }[]
          }
          expect(violations.map(({ id, nodes }) => [what, id, nodes.map(({ html }) => html)])).toEqual([])
        }
        const address = form.pathname + form.search
        for (const path of ['/', address, `${address}&embedded=true`, confirmation, '/confirmations/none']) {
          await page.goto(bank.url + path)
          await look(path)
        }
        await page.goto(bank.url + address)
        await fill(page, '4111 1111 1111 1111')
        await page.getByRole('alert').waitFor()
        await look('errors')
      })
    },
    30_000,
  )
})
