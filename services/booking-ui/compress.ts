/** Bun only. Answers as short as the browser can read them. */

/** Below it a packet is a packet. */
const WORTH_IT = 1_000

export const acceptsGzip = (request: Request): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers.get('accept-encoding') ?? '')

/** For what is whole: a stream would have to be collected first. */
export function compressed(
  request: Request,
  body: string,
  init: { status?: number; headers: Readonly<Record<string, string>> },
): Response {
  if (body.length < WORTH_IT || !acceptsGzip(request)) return new Response(body, init)
  const headers = { ...init.headers, 'content-encoding': 'gzip' }
  return new Response(Bun.gzipSync(body), { ...init, headers })
}
