/** Every journey of a person through the site, in one composition, on a desk and on a phone. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { type Shape, type Stack, startStack } from '#lib/test/stack'
import { keepsAnAccount } from './account.ts'
import {
  changesAndCancels,
  doubleClickWithoutScript,
  pressesWhileItRenews,
  strangerBooks,
  twoTabs,
} from './booking.ts'
import { runsADesk } from './desk.ts'
import {
  findsARoom,
  findsWithoutScript,
  leavesTheField,
  picksADateOfAPlace,
  seesTheLaboratory,
} from './finding.ts'
import { keyboardAlone, otherLanguages, triesAgain } from './others.ts'
import { type Setting, settingOf, windows } from './setting.ts'

type Journey = (setting: Setting) => Promise<void>

const journeys: readonly [string, Journey][] = [
  ['finds a room with suggestions, dates by price, filters, order and more pages', findsARoom],
  ['finds the same without a script', findsWithoutScript],
  ['sees what other dates cost at a place, and goes there', picksADateOfAPlace],
  ['a stranger signs up, books, is declined, confirms, and gets the papers', strangerBooks],
  ['changes and cancels a trip, and the money is what was said', changesAndCancels],
  ['changes an address, forgets a password, takes the data along, closes the account', keepsAnAccount],
  ['a hotel sets rates and stops the sale; who is booking there is told', runsADesk],
  ['reads a report of the laboratory', seesTheLaboratory],
]
const once: readonly [string, Journey][] = [
  ['a list of suggestions does not open when its field was left', leavesTheField],
  ['a double click without a script holds one room', doubleClickWithoutScript],
  ['two tabs sign in at once', twoTabs],
  ['a link that is pressed while the page renews itself is followed', pressesWhileItRenews],
  ['what could not be answered is tried again, as it was typed', triesAgain],
  ['from a typed name to the receipt by keyboard alone', keyboardAlone],
]
const PATIENCE_MS = 120_000

export function runJourneys(shape: Shape): void {
  describe.skipIf(!hasChromium)(`the site as a ${shape}`, () => {
    let browser: Browser
    let stack: Stack
    beforeAll(async () => {
      ;[browser, stack] = await Promise.all([launchChromium(), startStack({ shape })])
    }, 90_000)
    afterAll(async () => {
      await browser?.close()
      expect(await stack?.stop()).toBe(0)
    }, 30_000)

    const [[, desk], [, phone]] = windows
    describe.each(windows)('%s', (_, window) => {
      test.each(journeys)(
        '%s',
        (_name, journey) => journey(settingOf({ stack, browser }, window)),
        PATIENCE_MS,
      )
    })
    test.each(once)('%s', (_, journey) => journey(settingOf({ stack, browser }, desk)), PATIENCE_MS)
    test(
      'speaks German and Chinese, by the browser and by choice, where one signs in, too',
      () => otherLanguages(settingOf({ stack, browser }, phone)),
      PATIENCE_MS,
    )
    test(
      'the documentation of search asks no other host',
      () =>
        settingOf({ stack, browser }, desk).visit({}, async (page) => {
          const own =
            shape === 'monolith' ? `${stack.url('booking-ui')}/services/search` : stack.url('search')
          await page.goto(`${own}/openapi`)
          await page.getByRole('heading', { name: 'Vacancy search' }).waitFor()
        }),
      PATIENCE_MS,
    )
  })
}
