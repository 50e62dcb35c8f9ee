/** The platform over HTTP, the same suite for both compositions: routes, refusals, headers, operations. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import type { TSchema } from '@sinclair/typebox'
import Ajv from 'ajv'
import { ProblemDetails } from '#lib/problem'
import { eventually } from '#lib/test/processes'
import { type Stack, shapes, startStack } from '#lib/test/stack'
import * as contract from '#service/search/contract'
import { registry } from './registry.ts'
import { askToken, type Tokens, testClient } from './test-person.ts'

const stay = 'check_in=2037-12-07&check_out=2037-12-10&adults=2'
const paris = `destination_id=geo_2988507&${stay}`
const unknown_hotel = 'htl_00000000000000000000000000'

const ajv = new Ajv({ strict: false, allErrors: true })
/** What is wrong with a body by its schema, as an API customer's own validator would see it. */
function errorsOf(schema: TSchema, body: unknown) {
  ajv.validate(schema, body)
  return ajv.errors ?? []
}

describe.each(shapes)('as a %s', (shape) => {
  let stack: Stack
  let api: string
  let site: string
  beforeAll(async () => {
    stack = await startStack({ shape })
    api = stack.url('search')
    site = stack.url('booking-ui')
  }, 60_000)
  afterAll(async () => {
    expect(await stack?.stop()).toBe(0)
  }, 30_000)

  async function get<T>(path: string, schema: TSchema): Promise<T> {
    const response = await fetch(api + path)
    const body: unknown = await response.json()
    expect({ path, status: response.status, errors: errorsOf(schema, body) }).toEqual({
      path,
      status: 200,
      errors: [],
    })
    return body as T
  }

  async function problem(path: string, init?: RequestInit): Promise<ProblemDetails & { headers: Headers }> {
    const response = await fetch(api + path, init)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const body: unknown = await response.json()
    expect(errorsOf(ProblemDetails, body)).toEqual([])
    const details = body as ProblemDetails
    expect(details.status).toBe(response.status)
    return { ...details, headers: response.headers }
  }

  describe('search', () => {
    test('finds a city by the beginning of its name, in any case', async () => {
      const { data } = await get<contract.DestinationList>('/v1/destinations?q=PAR', contract.DestinationList)
      expect(data.map(({ id, name }) => ({ id, name }))).toEqual([{ id: 'geo_2988507', name: 'Paris' }])
      const one = await get<contract.Destination>('/v1/destinations/geo_2988507', contract.Destination)
      expect(one).toEqual(data[0] as contract.Destination)
    })

    test('answers every hotel of a city once, over all pages', async () => {
      const whole = await get<contract.SearchAnswer>(`/v1/search?${paris}&limit=100`, contract.SearchAnswer)
      expect(whole.total).toBe(whole.data.length)
      expect(whole.total).toBeGreaterThan(10)
      const ids: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: string = `${paris}&limit=7${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
        const page = await get<contract.SearchAnswer>(`/v1/search?${query}`, contract.SearchAnswer)
        ids.push(...page.data.map((hotel) => hotel.id))
        cursor = page.next_cursor
      }
      expect(ids).toEqual(whole.data.map((hotel) => hotel.id))
    })

    test('offers what the hotel itself says is free at that price', async () => {
      const { data } = await get<contract.SearchAnswer>(`/v1/search?${paris}`, contract.SearchAnswer)
      for (const { id, offer } of data.slice(0, 5)) {
        const hotel = await get<contract.Hotel>(`/v1/hotels/${id}`, contract.Hotel)
        const rooms = await get<contract.AvailabilityAnswer>(
          `/v1/hotels/${id}/availability?${stay}`,
          contract.AvailabilityAnswer,
        )
        expect(rooms.data.map((room) => room.id)).toEqual(hotel.room_types.map((room) => room.id))
        const prices = rooms.data.filter((room) => room.bookable).map((room) => room.total?.amount ?? 0)
        expect(offer.total.amount).toBe(Math.min(...prices))
        expect(rooms.data.find((room) => room.id === offer.room_type_id)?.total).toEqual(offer.total)
      }
    })
  })

  describe('refuses with a code and the field', () => {
    const search = (changes: string) => `/v1/search?destination_id=geo_2988507&${changes}`
    const nines = '9'.repeat(400)
    test.each([
      ['nothing at all', '/v1/search', 'check_in', 'required'],
      ['no place', `/v1/search?${stay}`, 'destination_id', 'required'],
      ['check-out before check-in', search('check_in=2037-12-10&check_out=2037-12-07'), 'check_out', 'order'],
      ['no night', search('check_in=2037-12-10&check_out=2037-12-10'), 'check_out', 'order'],
      ['400 nights', search('check_in=2037-12-10&check_out=2039-01-14'), 'check_out', 'too_long'],
      ['past dates', search('check_in=2020-01-01&check_out=2020-01-03'), 'check_in', 'past'],
      ['a date that is none', search('check_in=2027-02-30&check_out=2027-03-02'), 'check_in', 'date'],
      ['99 adults', search(`check_in=2037-12-07&check_out=2037-12-10&adults=99`), 'adults', 'maximum'],
      ['no adult', search(`check_in=2037-12-07&check_out=2037-12-10&adults=0`), 'adults', 'minimum'],
      ['half an adult', search(`check_in=2037-12-07&check_out=2037-12-10&adults=1.5`), 'adults', 'type'],
      [
        'endless digits',
        search(`check_in=2037-12-07&check_out=2037-12-10&adults=${nines}`),
        'adults',
        'type',
      ],
      ['more rooms than adults', `/v1/search?${paris}&rooms=3`, 'rooms', 'more_than_adults'],
      [
        'SQL in a number',
        `/v1/search?${paris}&min_price=1%27%3B%20drop%20table%20hotels`,
        'min_price',
        'type',
      ],
      ['SQL in an id', `/v1/search?destination_id=1%20or%201%3D1&${stay}`, 'destination_id', 'pattern'],
      ['an unknown amenity', `/v1/search?${paris}&amenities=wifi,helipad`, 'amenities', 'enum'],
      ['an unknown order', `/v1/search?${paris}&sort=luck`, 'sort', 'enum'],
      ['a parameter twice', `/v1/search?${paris}&adults=3`, 'adults', 'repeated'],
      ['a parameter that is none', `/v1/search?${paris}&stras=4`, 'stras', 'unknown'],
      ['prices in the wrong order', `/v1/search?${paris}&min_price=5&max_price=4`, 'max_price', 'order'],
      ['a hotel id that is none', '/v1/hotels/1', 'id', 'pattern'],
      ['a stay without dates', `/v1/hotels/${unknown_hotel}/availability`, 'check_in', 'required'],
    ])('%s', async (_what, path, field, code) => {
      const { status, code: problem_code, errors } = await problem(path)
      expect({ status, code: problem_code }).toEqual({ status: 422, code: 'validation_failed' })
      expect(errors?.map((one) => ({ field: one.field, code: one.code }))).toContainEqual({ field, code })
    })

    test('a cursor of another search, and one of nobody', async () => {
      const { next_cursor } = await get<contract.SearchAnswer>(
        `/v1/search?${paris}&limit=1`,
        contract.SearchAnswer,
      )
      const foreign = await problem(`/v1/search?${paris}&sort=price&limit=1&cursor=${next_cursor}`)
      expect([foreign.status, foreign.code, foreign.errors?.[0]?.field]).toEqual([
        400,
        'cursor_mismatch',
        'cursor',
      ])
      const forged = await problem(`/v1/search?${paris}&cursor=AAAA`)
      expect([forged.status, forged.code, forged.errors?.[0]?.field]).toEqual([
        400,
        'cursor_invalid',
        'cursor',
      ])
    })

    test.each([
      ['a place that is not there', `/v1/search?destination_id=geo_1&${stay}`, 404, 'unknown_destination'],
      ['a hotel that is not there', `/v1/hotels/${unknown_hotel}`, 404, 'unknown_hotel'],
      ['an address that is not there', '/v1/hotelz', 404, 'not_found'],
      ['broken UTF-8', `/v1/destinations?q=%ff%fe`, 400, 'malformed_encoding'],
      ['a broken escape', `/v1/destinations?q=%zz`, 400, 'malformed_encoding'],
      ['a megabyte of address', `/v1/destinations?q=${'a'.repeat(1_000_000)}`, 414, 'uri_too_long'],
    ])('%s', async (_what, path, status, code) => {
      const found = await problem(path)
      expect([found.status, found.code]).toEqual([status, code])
    })

    test('a method that the address does not take', async () => {
      const found = await problem(`/v1/search?${paris}`, { method: 'DELETE' })
      expect([found.status, found.code, found.headers.get('allow')]).toEqual([
        405,
        'method_not_allowed',
        'GET',
      ])
    })

    test('a body of two megabytes', async () => {
      const found = await problem('/v1/search', { method: 'POST', body: 'x'.repeat(2_000_000) })
      expect([found.status, found.code]).toEqual([413, 'body_too_large'])
    })

    test('values stay out of the answer', async () => {
      const response = await fetch(`${api}/v1/search?${paris}&sort=hunter2`)
      expect(await response.text()).not.toContain('hunter2')
    })
  })

  test('survives what is not HTTP', async () => {
    const { hostname, port } = new URL(api)
    for (const garbage of [
      '\x16\x03\x01\x02\x00\x01\x00',
      'GET\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: \xff\r\n\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.end(garbage, 'latin1'))
        socket.on('close', () => resolve())
        socket.on('error', () => resolve())
        socket.resume()
      })
    }
    await get('/v1/destinations?q=paris', contract.DestinationList)
  })

  test('answers fifty at once alike', async () => {
    const bodies = await Promise.all(
      Array.from({ length: 50 }, async () => (await fetch(`${api}/v1/search?${paris}`)).text()),
    )
    expect(new Set(bodies).size).toBe(1)
  })

  describe('the site', () => {
    const page = async (path: string, init?: RequestInit) => {
      const response = await fetch(site + path, { redirect: 'manual', ...init })
      return { status: response.status, headers: response.headers, text: await response.text() }
    }

    test('turns a typed city into the address of its results', async () => {
      const { status, headers } = await page(`/search?q=paris&destination_id=&${stay}&children=&utm_source=x`)
      expect([status, headers.get('location')]).toEqual([303, `/search?${paris}`])
    })

    test('shows prices from search on its results', async () => {
      const { data } = await get<contract.SearchAnswer>(`/v1/search?${paris}&limit=20`, contract.SearchAnswer)
      const { status, text } = await page(`/search?${paris}`)
      expect(status).toBe(200)
      for (const hotel of data) expect(text).toContain(`/hotels/${hotel.id}?`)
    })

    test('allows no inline script, no frame and no foreign source', async () => {
      const { headers, text } = await page(`/search?${paris}`)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|https?:\/\/(?!127)/)
    })

    test('writes what was typed as text, never as markup', async () => {
      const hostile = `"><script>alert(1)</script>`
      const { text, status } = await page(`/search?q=${encodeURIComponent(hostile)}`)
      expect(status).toBe(404)
      expect(text).not.toContain('<script>alert')
      expect(text).toContain('&lt;script&gt;')
    })

    test.each([
      ['no place', '/search', 422, 'Enter a city'],
      ['wrong dates', `/search?q=Paris&check_in=2037-12-07&check_out=2037-12-05`, 422, 'after check-in'],
      ['a past date', `/search?q=Paris&check_in=2020-12-07&check_out=2020-12-09`, 422, 'in the past'],
      ['99 adults', `/search?${paris.replace('adults=2', 'adults=99')}`, 422, 'At most 30 adults'],
      ['no such city', '/search?q=Xyzzy', 404, 'could not find that place'],
      ['an unknown place', `/search?destination_id=geo_1&${stay}`, 404, 'could not find that place'],
      ['a lost page of results', `/search?${paris}&cursor=AAAA`, 422, 'page of results is gone'],
      ['no such hotel', `/hotels/${unknown_hotel}`, 404, 'no such hotel'],
      ['a damaged hotel id', '/hotels/%22onclick', 404, 'no such hotel'],
      ['a hotel at wrong dates', `/hotels/${unknown_hotel}?check_in=2020-01-01`, 404, 'no such hotel'],
      ['broken UTF-8', '/search?q=%ff', 400, 'could not read that address'],
    ])('says what is wrong: %s', async (_what, path, status, words) => {
      const answer = await page(path, { redirect: 'follow' })
      expect({ status: answer.status, says: answer.text.includes(words) }).toEqual({ status, says: true })
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    })

    test('has a page for people and a problem for programs where nothing is', async () => {
      const person = await page('/nothing/here', { headers: { accept: 'text/html,*/*' } })
      expect([person.status, person.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
      const program = await page('/nothing/here', { headers: { accept: 'application/json' } })
      expect([program.status, program.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    })

    test('serves its pictures and files, for good and compressed', async () => {
      const { text } = await page('/')
      const files = [...text.matchAll(/(?:src|href)="(\/(?:assets|art|favicon)[^"]*)"/g)].map(
        (match) => match[1] ?? '',
      )
      expect(files.length).toBeGreaterThan(5)
      for (const file of files)
        expect({ file, status: (await page(file)).status }).toEqual({ file, status: 200 })
      const style = files.find((file) => file.endsWith('.css')) ?? ''
      const { headers } = await page(style, { headers: { 'accept-encoding': 'gzip' } })
      expect(headers.get('cache-control')).toContain('immutable')
      expect((await page('/assets/site-0000000000.css')).status).toBe(404)
      expect((await page('/art/htl_x.svg')).status).toBe(404)
    })

    test('suggests places', async () => {
      const response = await fetch(`${site}/suggest?q=par`)
      expect(await response.json()).toEqual({
        data: [{ id: 'geo_2988507', name: 'Paris, France', detail: '30 hotels' }],
        label: '1 suggestion',
      })
      expect((await fetch(`${site}/suggest?q=`)).status).toBe(422)
    })
  })

  test('what a hotel says of its rooms is soon what everybody finds', async () => {
    const channel = await testClient(stack, { id: 'channel', scopes: ['reservations:inventory_write'] })
    const token = await askToken(stack, channel, { grant_type: 'client_credentials' })
    const { access_token } = (await token.json()) as Tokens
    const { data } = await get<contract.SearchAnswer>(`/v1/search?${paris}&limit=1`, contract.SearchAnswer)
    const { id = '', offer: { room_type_id } = { room_type_id: '' } } = data[0] ?? {}
    const say = (stop_sell: boolean) =>
      fetch(`${stack.url('reservations')}/v1/inventory/room-types/${room_type_id}/nights`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ first_night: '2037-12-08', last_night: '2037-12-08', stop_sell }),
      })
    const reason = async (engine: string) => {
      const answer = await get<contract.AvailabilityAnswer>(
        `/v1/hotels/${id}/availability?${stay}&engine=${engine}`,
        contract.AvailabilityAnswer,
      )
      return answer.data.find((one) => one.id === room_type_id)?.reason
    }
    for (const engine of contract.engines) expect(await reason(engine)).toBe(null)
    expect((await say(true)).status).toBe(200)
    for (const engine of contract.engines)
      await eventually('sold out', 5_000, async () => (await reason(engine)) === 'sold_out')
    expect((await say(false)).status).toBe(200)
    for (const engine of contract.engines)
      await eventually('bookable', 5_000, async () => (await reason(engine)) === null)
  })

  test.each(registry.map((entry) => [entry.name, entry] as const))(
    '%s can be operated',
    async (name, entry) => {
      const own = shape === 'monolith' ? `${stack.url('booking-ui')}/services/${name}` : stack.url(entry.port)
      expect(await (await fetch(`${own}/healthz`)).json()).toEqual({ status: 'ok' })
      expect(await (await fetch(`${own}/readyz`)).json()).toEqual({ status: 'ready' })
      expect(await (await fetch(`${own}/metrics`)).text()).toContain('http_request_duration_seconds')
      const { openapi, paths } = (await (await fetch(`${own}/openapi/json`)).json()) as {
        openapi: string
        paths: Record<string, unknown>
      }
      expect(openapi).toStartWith('3.')
      for (const path of Object.keys(paths)) expect(path).not.toContain('scalar')
      const docs = await (await fetch(`${own}/openapi`)).text()
      expect(docs).not.toMatch(/src="https?:/)
    },
  )

  test('has the metrics of every service', async () => {
    const urls = shape === 'monolith' ? [site] : registry.map((entry) => stack.url(entry.port))
    const texts = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()))
    const metrics = texts.join('\n')
    for (const { name } of registry)
      expect(metrics).toMatch(new RegExp(`^http_request_duration_seconds_count{.*service="${name}"`, 'm'))
    expect(metrics).toMatch(/^inventory_lag_seconds{service="search"} [\d.]+$/m)
  })

  test('passes on the trace and names the request', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const response = await fetch(`${site}/search?${paris}`, {
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01`, accept: 'text/html' },
    })
    await response.text()
    expect(response.headers.get('x-request-id')).toBeTruthy()
  })
})
