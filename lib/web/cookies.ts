/** Cookies of one public address. Everything of ours is for the server alone: no script reads them. */

export interface CookieOptions {
  /** Until the browser is closed, where it is left out; 0 takes the cookie away. */
  max_age_s?: number
}

export interface Cookies {
  /** The value that the browser sent, as it is. */
  read(request: Request, name: string): string | undefined
  /** Names, as `read` takes them, of those that begin so. */
  names(request: Request, prefix: string): string[]
  /** The text of a `Set-Cookie`. */
  write(name: string, value: string, options?: CookieOptions): string
}

/** `public_url` as browsers see us: with TLS the browser itself keeps the prefix's promise, this host alone and never over plain HTTP. */
export function cookiesOf(public_url: string): Cookies {
  const tls = public_url.startsWith('https:')
  const full = (name: string) => (tls ? `__Host-vacancy-${name}` : `vacancy-${name}`)
  const sent = (request: Request) =>
    (request.headers.get('cookie') ?? '').split(';').map((pair) => {
      const equals = pair.indexOf('=')
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()] as const
    })
  return {
    read: (request, name) => sent(request).find(([one]) => one === full(name))?.[1],
    names: (request, prefix) => {
      const [ours, wanted] = [full(''), full(prefix)]
      return sent(request).flatMap(([one]) => (one.startsWith(wanted) ? [one.slice(ours.length)] : []))
    },
    write: (name, value, { max_age_s } = {}) => {
      const age = max_age_s === undefined ? '' : `; Max-Age=${max_age_s}`
      // Lax: the way to our pages leads through links and redirects from other sites.
      return `${full(name)}=${value}; Path=/; HttpOnly; SameSite=Lax${tls ? '; Secure' : ''}${age}`
    },
  }
}
