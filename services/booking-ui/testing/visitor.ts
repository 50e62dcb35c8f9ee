/** For tests: a visitor of a running platform without a browser, who keeps cookies and fills in forms. */
import type { Stack } from '#lib/test/stack'
import { PASSWORD } from '#service/test-person'
import { siteUrl } from './addresses.ts'
import { decoded, formsOf, formTo } from './forms.ts'

export interface Visited {
  status: number
  url: string
  /** Redirects that led there. */
  hops: number
  html: string
  headers: Headers
  /** Of the body, as it came over the wire. */
  wire_bytes: number
}

export interface Visitor {
  /** Redirects are followed, other services' among them. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Visited>
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Visited>
  /** As a browser sends it that was told to: the body as it is. */
  send(path: string, body: string, type?: string): Promise<Visited>
  signIn(email: string, password?: string): Promise<void>
  /** The same browser at another process of the site, or with other headers. */
  at(handle: Handle): Visitor
  as(headers: Readonly<Record<string, string>>): Visitor
  readonly cookies: ReadonlyMap<string, string>
}

/** Answers instead of the running site. */
export type Handle = (request: Request) => Promise<Response>

const MAX_REDIRECTS = 10

interface Browser {
  headers: Readonly<Record<string, string>>
  /** Of one host: browsers do not tell ports apart. */
  cookies: Map<string, string>
  handle?: Handle | undefined
}

export const visitor = (stack: Stack, headers: Readonly<Record<string, string>> = {}): Visitor =>
  visitorAs(stack, { headers, cookies: new Map() })

function visitorAs(stack: Stack, browser: Browser): Visitor {
  const site = siteUrl(stack)
  const { cookies, headers, handle } = browser

  const once = async (url: URL, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const request = new Request(url.href, {
      redirect: 'manual',
      ...init,
      headers: {
        ...{ accept: 'text/html', 'accept-encoding': 'gzip', cookie },
        ...headers,
        ...(init.headers as Record<string, string>),
      },
    })
    const response =
      handle !== undefined && url.origin === site
        ? await handle(request)
        : await fetch(request, { decompress: false, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const follow = async (path: string, init?: RequestInit): Promise<Visited> => {
    let url = new URL(path, site)
    let response = await once(url, init)
    let hops = 0
    for (; hops < MAX_REDIRECTS && response.status === 303; hops++) {
      await response.arrayBuffer()
      url = new URL(response.headers.get('location') ?? '', url)
      response = await once(url)
    }
    const bytes = new Uint8Array(await response.arrayBuffer())
    const body = response.headers.get('content-encoding') === 'gzip' ? Bun.gunzipSync(bytes) : bytes
    return {
      ...{ status: response.status, url: url.href, hops, headers: response.headers },
      ...{ html: new TextDecoder().decode(body), wire_bytes: bytes.length },
    }
  }
  const send = (path: string, body: string, type = 'application/x-www-form-urlencoded') =>
    follow(path, {
      method: 'POST',
      body,
      // What a browser says of a form of our own page; `headers` of a visitor say otherwise.
      headers: { 'content-type': type, 'sec-fetch-site': 'same-origin', ...headers },
    })
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    send(path, new URLSearchParams(fields).toString())

  return {
    get: (path, more) => follow(path, more === undefined ? undefined : { headers: more }),
    post,
    send,
    signIn: async (email, password = PASSWORD) => {
      const page = await follow('/account/sign-in?to=/account')
      const form = formsOf(page.html)[0]
      if (form === undefined) throw new Error(`no sign-in form at ${page.url}: ${page.status}`)
      const address = new URL(form.action, page.url).href
      const done = await post(address, { ...form.values, login: email, password })
      if (!done.url.startsWith(`${site}/account`))
        throw new Error(`not signed in: ${done.status} at ${done.url}`)
    },
    at: (other) => visitorAs(stack, { ...browser, handle: other }),
    as: (more) => visitorAs(stack, { ...browser, headers: { ...headers, ...more } }),
    cookies,
  }
}

export interface Held {
  hotel: string
  book: string
  trip: string
}

/** A room of the first hotel of these results, held: the checkout's address, and the trip's. */
export async function holdRoom(guest: Visitor, results: string, guest_name?: string): Promise<Held> {
  const hotel = linkTo('/hotels/', await guest.get(results))
  const book = linkTo('/book?', await guest.get(hotel))
  const form = formTo((await guest.get(book)).html, '/book')
  const held = await guest.post('/book', {
    ...form.values,
    ...(guest_name === undefined ? {} : { name: guest_name }),
  })
  const trip = /\/trips\/res_\w+/.exec(held.url)?.[0]
  if (trip === undefined) throw new Error(`no room was held: ${held.status} at ${held.url}`)
  return { hotel, book, trip }
}

export function linkTo(prefix: string, { html, url }: Pick<Visited, 'html' | 'url'>): string {
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => decoded(link))
  const link = links.find((one) => one.startsWith(prefix))
  if (link === undefined) throw new Error(`no link to ${prefix} at ${url}`)
  return link
}
