/** Where a person may be led back to from the bank, and whose pages may frame its form: the site, and nobody else. */

export interface Origins {
  allows(url: string): boolean
  /** For `frame-ancestors` and `form-action` of a Content-Security-Policy. */
  readonly sources: readonly string[]
  /** For `Access-Control-Allow-Origin`. */
  allowsOrigin(origin: string): boolean
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The origin of `site_url`. When that is this machine, so is any port of this machine: it is somebody's workbench. */
export function originsOf(site_url: string): Origins {
  const site = new URL(site_url)
  const at_home = loopback.has(site.hostname)
  const fits = (url: URL) =>
    url.username === '' &&
    url.password === '' &&
    (url.origin === site.origin || (at_home && url.protocol === 'http:' && loopback.has(url.hostname)))
  const parsed = (text: string) => (URL.canParse(text) ? new URL(text) : undefined)
  return {
    // A policy knows no [::1].
    sources: [site.origin, ...(at_home ? ['http://localhost:*', 'http://127.0.0.1:*'] : [])],
    allows: (text) => {
      const url = parsed(text)
      return url !== undefined && fits(url)
    },
    allowsOrigin: (text) => {
      const url = parsed(text)
      return url !== undefined && url.origin === text && fits(url)
    },
  }
}
