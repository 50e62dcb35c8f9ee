/** Answers that a cache may keep: a strong tag of their bytes, and 304 for who has them already (RFC 9110). */
import { createHash } from 'node:crypto'

/** By content: two processes, or the same one after a restart, give the same bytes the same tag. */
export const etagOf = (body: string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`

/** JSON with its tag, or 304 when the request names it. */
export function cacheable(request: Request, body: object, cache_control: string): Response {
  const text = JSON.stringify(body)
  const headers = { etag: etagOf(text), 'cache-control': cache_control }
  if (isKnown(request.headers.get('if-none-match'), headers.etag))
    return new Response(null, { status: 304, headers })
  return new Response(text, { headers: { 'content-type': 'application/json; charset=utf-8', ...headers } })
}

/** `If-None-Match` compares weakly: a proxy that compressed the answer made its tag weak. */
export function isKnown(if_none_match: string | null, etag: string): boolean {
  if (if_none_match === null) return false
  if (if_none_match.trim() === '*') return true
  return if_none_match.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}
