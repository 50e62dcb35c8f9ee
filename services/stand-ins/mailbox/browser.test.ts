/** The inbox in a real browser: what a stranger's mail can do there, which is nothing, and what a person can. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { root } from '#lib/child'
import { readConfig } from '#lib/config'
import { renderEmail } from '#lib/email/layout'
import { logger } from '#lib/log'
import { freePortBase } from '#lib/ports'
import { type RunningServer, serve } from '#lib/server'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { port_offsets, portOf } from '#lib/topology'
import { mailboxClient } from './client.ts'
import { build } from './service.ts'

const log = logger({ service: 'mailbox', level: 'silent' })
let server: RunningServer
let base_port: number
let browser: Browser
/** Stands for the rest of the world; whatever mail loads or sends would arrive here. */
const asked: string[] = []
const world = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => {
    asked.push(new URL(request.url).pathname)
    return new Response('<title>The world</title>', { headers: { 'content-type': 'text/html' } })
  },
})

const send = (fields: object) =>
  createTransport({ host: '127.0.0.1', port: portOf(base_port, 'mailbox-smtp') }).sendMail({
    from: 'eve@evil.example',
    to: 'ann@guests.example',
    ...fields,
  })
const newest = () => mailboxClient(server.url).waitFor({ to: 'ann@guests.example' })

describe.skipIf(!hasChromium)('the inbox', () => {
  beforeAll(async () => {
    base_port = await freePortBase(1, Object.values(port_offsets))
    const config = readConfig({ VACANCY_BASE_PORT: String(base_port) })
    server = serve(await build({ config, log }), {
      host: '127.0.0.1',
      port: portOf(base_port, 'mailbox'),
      grace_ms: 1_000,
      log,
    })
    browser = await launchChromium()
  }, 30_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await world.stop(true)
  }, 20_000)
  beforeEach(async () => {
    await mailboxClient(server.url).clear()
    asked.length = 0
  })

  async function visit(
    options: Parameters<Browser['newContext']>[0],
    journey: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(10_000)
    context.on('dialog', async (dialog) => {
      asked.push('a dialog')
      await dialog.dismiss()
    })
    try {
      await journey(await context.newPage(), context)
    } finally {
      await context.close()
    }
  }

  test('shows a hostile subject, sender and file name as words', async () => {
    const hostile = `"><img src=${world.url}x onerror=alert(1)><script>alert(2)</script>`
    await send({
      from: { name: hostile, address: 'eve@evil.example' },
      subject: hostile,
      text: hostile,
      attachments: [{ filename: `${hostile.replaceAll('/', '')}.html`, content: hostile }],
    })
    await visit({}, async (page) => {
      await page.goto(server.url)
      expect(await page.locator('.subject').textContent()).toBe(hostile)
      expect(await page.locator('main :is(img, script)').count()).toBe(0)
      await page.locator('.messages a').first().click()
      expect(await page.locator('h1').textContent()).toBe(hostile)
      expect(await page.locator('main :is(img, script)').count()).toBe(0)
    })
    await visit({}, async (page) => {
      await page.goto(`${server.url}/?subject=${encodeURIComponent(hostile)}`)
      expect(await page.getByLabel('Subject').inputValue()).toBe(hostile)
      expect(await page.locator('script').count()).toBe(0)
    })
    expect(asked).toEqual([])
  })

  test('runs nothing of a hostile mail and loads nothing for it, framed or opened by itself', async () => {
    const to = (path: string) => `${world.url}${path}`
    await send({
      subject: 'Hostile',
      html: `<!doctype html><meta http-equiv="refresh" content="0;url=${to('refresh')}">
        <script>fetch('${to('script')}'); document.title = 'ran'</script>
        <script src="${to('script-src')}"></script><link rel="stylesheet" href="${to('css')}">
        <style>@import url('${to('import')}'); body { background: url('${to('background')}') }</style>
        <img src="${to('pixel')}" onerror="fetch('${to('onerror')}')"><svg onload="alert(1)"></svg>
        <iframe src="${to('frame')}"></iframe><iframe srcdoc="<script>parent.x = 1</script>"></iframe>
        <object data="${to('object')}"></object><video src="${to('video')}"></video>
        <form action="${to('form')}"><input name="q" autofocus onfocus="alert(2)"><button>Send</button></form>
        <a id="js" href="javascript:fetch('${to('javascript')}')">go</a>
        <a id="top" target="_top" href="${to('top')}">top</a>
        <b id="last">The end</b>`,
    })
    const { id } = await newest()
    await visit({}, async (page, context) => {
      const address = `${server.url}/messages/${id}`
      await page.goto(address)
      const mail = page.frameLocator('iframe')
      await mail.locator('#last').waitFor()
      expect(await mail.locator('#last').textContent()).toBe('The end')
      await mail.locator('button').click()
      await mail.locator('#js').click()
      await mail.locator('#top').click()
      await page.waitForTimeout(300)
      expect(page.url()).toBe(address)
      expect(await page.locator('h1').textContent()).toBe('Hostile')
      for (const other of context.pages()) if (other !== page) await other.close()
      await page.goto(`${address}/html`)
      await page.locator('#last').waitFor()
      expect(await page.title()).not.toBe('ran')
      await page.locator('button').click()
      await page.waitForTimeout(200)
    })
    expect(asked).toEqual([])
  })

  test('lets a person follow the link that they were sent, in the mail and in the text', async () => {
    const { html, text } = renderEmail({
      title: 'Confirm',
      paragraphs: ['Is this you?'],
      button: { label: 'Confirm', url: `${world.url}confirm?token=a&b=c` },
      footer: 'Vacancy',
    })
    await send({ subject: 'Confirm', html, text })
    const { id } = await newest()
    await visit({}, async (page, context) => {
      await page.goto(`${server.url}/messages/${id}`)
      const opened = context.waitForEvent('page')
      await page.frameLocator('iframe').getByRole('link', { name: 'Confirm', exact: true }).click()
      const tab = await opened
      await tab.waitForLoadState()
      expect([tab.url(), await tab.title()]).toEqual([`${world.url}confirm?token=a&b=c`, 'The world'])
      await page.getByText('Text', { exact: true }).click()
      expect(await page.locator('pre a').getAttribute('href')).toBe(`${world.url}confirm?token=a&b=c`)
    })
  })

  test('finds mail by recipient and subject, and has pages', async () => {
    for (let i = 0; i < 3; i++) await send({ to: `guest${i}@guests.example`, subject: `Receipt ${i}` })
    await visit({}, async (page) => {
      await page.goto(server.url)
      await page.getByLabel('To', { exact: true }).fill('guest1@guests.example')
      await page.getByRole('button', { name: 'Show' }).click()
      expect(await page.locator('.subject').allInnerTexts()).toEqual(['Receipt 1'])
      await page.goto(`${server.url}/?limit=2`)
      await page.getByRole('link', { name: 'Older' }).click()
      expect(await page.locator('.subject').allInnerTexts()).toEqual(['Receipt 0'])
    })
  })

  test.each([
    ['phone', 'light', 390],
    ['phone', 'dark', 390],
    ['desktop', 'light', 1280],
    ['desktop', 'dark', 1280],
  ] as const)(
    'fits a %s in the %s and is accessible',
    async (_device, colorScheme, width) => {
      await send({
        subject: 'A'.repeat(150),
        text: 'https://vacancy.example/'.repeat(20),
        messageId: '<a@x.example>',
      })
      await send({ subject: 'Two', html: '<p>Hello</p>', text: 'Hello', messageId: '<a@x.example>' })
      const [two, one] = (await mailboxClient(server.url).messages()).data
      // axe-core is put into the page by the test; its own policy would forbid that to everybody.
      await visit({ colorScheme, bypassCSP: true, viewport: { width, height: 800 } }, async (page) => {
        for (const path of [
          '/',
          `/messages/${one?.id}`,
          `/messages/${two?.id}`,
          '/messages/none',
          '/?to=nobody',
        ]) {
          await page.goto(server.url + path)
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
          await page.addScriptTag({ path: join(root, 'node_modules/axe-core/axe.min.js') })
          const { violations } = (await page.evaluate(`axe.run(document, { iframes: false })`)) as {
            violations: { id: string; nodes: { html: string }[] }[]
          }
          expect(violations.map(({ id, nodes }) => [path, id, nodes.map(({ html }) => html)])).toEqual([])
        }
      })
    },
    30_000,
  )
})
