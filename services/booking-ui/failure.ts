/** From whatever was thrown to the page that says so. */
import { toProblem } from '#lib/errors'
import type { Logger } from '#lib/log'
import { Problem } from '#lib/problem'
import { UpstreamProblem, UpstreamUnavailable } from '#lib/transport'
import type { Retry } from './components/retry.tsx'
import { readForm } from './form.ts'
import * as errorPages from './pages/errors.tsx'
import type { Page, Site } from './pages/page.ts'
import { SignedOut } from './session/people.ts'

interface Failure {
  request: Request
  retry: Retry
  error: unknown
  log: Logger
}

/** `auth` ended the grant, or has revoked the token since. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof SignedOut ||
  (error instanceof UpstreamProblem && error.problem.status === 401 && error.service !== 'search')

export function failurePage(site: Site, { request, retry, error, log }: Failure): Page {
  if (error instanceof UpstreamProblem) {
    const page = refusalPage(site, request, error, retry)
    if (page !== undefined) return page
  }
  const problem = error instanceof Problem ? error : toProblem(error)
  if (problem.status === 400 || problem.status === 415) return errorPages.unreadablePage(site)
  if (problem.status === 413) return errorPages.tooLargePage(site)
  if (problem.status === 404) return errorPages.notFoundPage(site)
  log.error({ err: problem.cause ?? problem }, problem.code)
  if (problem.status !== 503) return errorPages.brokenPage(site, retry)
  return errorPages.awayPage(site, missing(error), retry, Number(problem.headers['retry-after'] ?? 2))
}

/** What a service would not do. */
function refusalPage(
  site: Site,
  request: Request,
  { problem: { code, status }, retry_after }: UpstreamProblem,
  retry: Retry,
): Page | undefined {
  const { pathname } = new URL(request.url)
  if (code === 'unknown_hotel' || (status === 422 && pathname.startsWith('/hotels/')))
    return errorPages.unknownHotelPage(site)
  if (code === 'unknown_reservation' || code === 'unknown_payment') return errorPages.unknownTripPage(site)
  if (code === 'cursor_invalid' || code === 'cursor_mismatch')
    return errorPages.pageGonePage(site, readForm(request.url, site.clock).form)
  if (status === 404) return errorPages.notFoundPage(site)
  // The address, or the hidden part of a form, asked for what cannot be: nobody is at fault but whoever wrote it.
  if (status === 400 || status === 422)
    return request.method === 'GET'
      ? errorPages.unreadablePage(site)
      : errorPages.spoiledFormPage(site, retry.href)
  if (status === 429) return errorPages.tooManyPage(site, retry, Number(retry_after ?? 60))
  return undefined
}

/** Who did not answer, however far behind us. */
function missing(error: unknown): string {
  if (error instanceof UpstreamProblem) return error.missing
  return error instanceof UpstreamUnavailable ? error.service : 'other'
}
