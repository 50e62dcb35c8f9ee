/** Routes of the laboratory's reports. For everybody. */
import { Elysia } from 'elysia'
import { compressed } from '../compress.ts'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { security_headers } from '../document.ts'
import * as errorPages from '../pages/errors.tsx'
import { labPage } from '../pages/lab.tsx'
import { reportPage } from './frame.ts'
import { labReports, readReport } from './reports.ts'

const open = { requires: 'none' } as const

export function labRoutes({ answers: { page }, guard, lab_folder, log }: Deps) {
  return new Elysia({ name: 'booking-ui-lab' })
    .use(guard)
    .get(
      paths.lab,
      page(async (site) => labPage(site, await labReports(lab_folder, log))),
      open,
    )
    .get(
      paths.lab_report,
      page(async (site, { id, request }) => {
        const html = await readReport(lab_folder, id)
        if (html === undefined) return errorPages.notFoundPage(site)
        const { document, policy } = reportPage(html, site.words.text)
        return compressed(request, document, {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-cache',
            vary: 'accept-encoding, accept-language, cookie',
            ...security_headers,
            'content-security-policy': policy,
          },
        })
      }),
      open,
    )
}
