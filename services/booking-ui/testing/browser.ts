/** For tests of the site in a browser: a visitor whose every complaint counts, and what they do again and again. */

import { expect } from 'bun:test'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { root } from '#lib/child'
import type { Stack } from '#lib/test/stack'
import { desktop, excessWidth } from './show.ts'

const PATIENCE_MS = 20_000

export type Journey = (page: Page, context: BrowserContext) => Promise<void>

/**
 * A page whose every script error, blocked resource, request to a stranger and overflow fails the test; `expected` are the
 * statuses of pages that say that something is wrong.
 */
export type VisitOptions = BrowserContextOptions & { expected?: readonly number[] }

export async function visit(
  browser: Browser,
  stack: Stack,
  options: VisitOptions,
  journey: Journey,
): Promise<void> {
  const { expected = [], ...rest } = options
  const context = await browser.newContext({ viewport: desktop, ...rest })
  context.setDefaultTimeout(PATIENCE_MS)
  const complaints: string[] = []
  const ports = (['booking-ui', 'auth', 'search', 'bank'] as const).map(
    (name) => new URL(stack.url(name)).port,
  )
  try {
    const page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      const status = /status of (\d+)/.exec(message.text())?.[1]
      if (message.type() === 'error' && !expected.includes(Number(status))) complaints.push(message.text())
    })
    page.on('load', async () => {
      // Of a page that is being left there is nothing to say.
      const excess = await excessWidth(page).catch(() => 0)
      if (excess > 0) complaints.push(`${page.url()} is ${excess} px wider than its window`)
    })
    page.on('request', (request) => {
      const { port, protocol, hostname, origin } = new URL(request.url())
      if (!protocol.startsWith('http')) return
      const is_ours = (hostname === 'localhost' || hostname === '127.0.0.1') && ports.includes(port)
      // A page leads elsewhere and has the bank's form in a frame; all that it is made of comes from its own origin.
      const is_led = request.isNavigationRequest()
      const is_own = is_led || new URL(request.frame().url()).origin === origin
      if (!is_ours || !is_own) complaints.push(`request to ${request.url()}`)
    })
    await journey(page, context)
    expect(complaints).toEqual([])
  } finally {
    await context.close()
  }
}

/** The bank's form in its frame, filled in with a test card and sent. */
export async function payWith(page: Page, number: string): Promise<void> {
  const form = page.frameLocator('iframe.bank-form')
  await form.getByLabel('Card number').fill(number)
  await form.getByLabel('Expires').fill('12/40')
  await form.getByLabel('Security code').fill('123')
  await form.getByLabel('Name on the card').fill('A Guest')
  await form.getByRole('button', { name: 'Use this card' }).click()
}

/** The pages of `auth`. */
export async function signInAs(page: Page, email: string, password: string): Promise<void> {
  await page.waitForURL('**/oauth/authorize**')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** The part of axe-core's answer that counts here. */
interface Violation {
  id: string
  impact: string
  nodes: { html: string }[]
}

/**
 * Serious and critical barriers of the page; its context must have been made with `bypassCSP`. What lies outside of all
 * landmarks is never more than moderate, and a third of the work to find.
 */
export async function barriers(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: join(root, 'node_modules/axe-core/axe.min.js') })
  const violations = await page.evaluate<Violation[]>(
    "axe.run({ resultTypes: ['violations'], rules: { region: { enabled: false } } }).then((result) => result.violations)",
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}
