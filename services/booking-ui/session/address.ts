/** Addresses of our own site that travel through other hands, and the one host that its cookies belong to. */

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** It travels in a cookie, beside others of its kind. */
const MAX_LENGTH = 1_000

/** A path of the site, as it was given; `fallback` for everything that could lead elsewhere. */
export function ownPath(site_url: string, to: string | undefined, fallback: string): string {
  if (to === undefined || to.length > MAX_LENGTH || !/^\/(?![/\\])[\x21-\x7e]*$/.test(to)) return fallback
  const { origin } = new URL(site_url)
  return URL.canParse(to, origin) && new URL(to, origin).origin === origin ? to : fallback
}

/**
 * Where this request should have gone, when it came to this machine by another of its names: cookies and the redirect
 * URI are those of `site_url`. Undefined when it is right, or came through somebody's proxy, who knows best.
 */
export function canonical(site_url: string, request: Request): string | undefined {
  const [site, here] = [new URL(site_url), new URL(request.url)]
  const mixed = loopback.has(site.hostname) && loopback.has(here.hostname) && site.hostname !== here.hostname
  return mixed ? site.origin + here.pathname + here.search : undefined
}
