/** A headless Chromium for tests of pages: the system's own. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { isContinuousIntegration } from '#lib/config'

const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const executable = places.find((path) => existsSync(path))

/** False where there is none, so that its tests are skipped; never in continuous integration, where they must run. */
export const hasChromium = executable !== undefined || isContinuousIntegration()

export async function launchChromium(): Promise<Browser> {
  if (executable === undefined)
    throw new Error(`no Chromium in ${places.join(', ')}: install one (apt-get install chromium)`)
  return chromium.launch({
    executablePath: executable,
    args: [
      // Containers run as root and have a small /dev/shm.
      ...['--no-sandbox', '--disable-dev-shm-usage'],
      // An answer that a test gives instead of a server comes from no address, and may frame none of this machine.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  })
}
