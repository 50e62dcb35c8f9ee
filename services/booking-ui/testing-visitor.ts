/** For tests: a visitor of a running platform without a browser, who keeps cookies and fills in forms. */
import type { Stack } from '#lib/test/stack'
import { PASSWORD } from '../test-person.ts'
import { siteUrl } from './testing.ts'

export interface Visited {
  status: number
  url: string
  html: string
  headers: Headers
}

export interface Visitor {
  /** Redirects are followed, other services' among them. */
  get(path: string): Promise<Visited>
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Visited>
  /** As a browser sends it that was told to: the body as it is. */
  send(path: string, body: string, type?: string): Promise<Visited>
  signIn(email: string, password?: string): Promise<void>
}

const MAX_REDIRECTS = 10

export function visitor(stack: Stack, headers: Readonly<Record<string, string>> = {}): Visitor {
  const site = siteUrl(stack)
  // Of one host: browsers do not tell ports apart.
  const cookies = new Map<string, string>()

  const once = async (url: URL, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', cookie, ...headers, ...(init.headers as Record<string, string>) },
    })
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
    for (let i = 0; i < MAX_REDIRECTS && response.status === 303; i++) {
      await response.arrayBuffer()
      url = new URL(response.headers.get('location') ?? '', url)
      response = await once(url)
    }
    return { status: response.status, url: url.href, html: await response.text(), headers: response.headers }
  }
  const send = (path: string, body: string, type = 'application/x-www-form-urlencoded') =>
    follow(path, { method: 'POST', body, headers: { 'content-type': type } })
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    send(path, new URLSearchParams(fields).toString())

  return {
    get: (path) => follow(path),
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
  }
}

/** A room of the first hotel of these results, held: the checkout's address, and the trip's. */
export async function holdRoom(
  guest: Visitor,
  results: string,
): Promise<{ hotel: string; book: string; trip: string }> {
  const hotel = linkTo('/hotels/', await guest.get(results))
  const book = linkTo('/book?', await guest.get(hotel))
  const form = formsOf((await guest.get(book)).html).find(({ action }) => action === '/book')
  if (form === undefined) throw new Error(`no form at ${book}`)
  const held = await guest.post('/book', form.values)
  const trip = /\/trips\/res_\w+/.exec(held.url)?.[0]
  if (trip === undefined) throw new Error(`no room was held: ${held.status} at ${held.url}`)
  return { hotel, book, trip }
}

function linkTo(prefix: string, { html, url }: Visited): string {
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'))
  const link = links.find((one) => one.startsWith(prefix))
  if (link === undefined) throw new Error(`no link to ${prefix} at ${url}`)
  return link
}

export interface Form {
  action: string
  method: string
  /** As they stand in the page. */
  values: Record<string, string>
}

/** The forms of a page, as we write them. */
export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', body = '']) => {
    const fields = [...body.matchAll(/<(input|select|textarea)([^>]*)>/g)]
    const values = fields.flatMap(([, , attributes = '']) => {
      const name = attribute(attributes, 'name')
      return name === undefined ? [] : [[name, attribute(attributes, 'value') ?? ''] as const]
    })
    return {
      action: attribute(head, 'action') ?? '',
      method: attribute(head, 'method') ?? 'get',
      values: Object.fromEntries(values),
    }
  })
}

const attribute = (text: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&quot;', '"')
