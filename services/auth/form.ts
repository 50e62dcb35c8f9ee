/** Parameters of OAuth requests, from a form or a query, by the rules of RFC 6749 section 3.1. */
import { invalidRequest } from './oauth-error.ts'

export type Params = ReadonlyMap<string, string>

/** Bound on a form: the longest is a token exchange with a token of 4 KB. */
const MAX_FORM_BYTES = 32_768
/** The longest single value that means something. */
const MAX_VALUE = 8_192

/** Throws `invalid_request` for another content type, broken encoding, an over-long body, a parameter given twice. */
export async function formParams(request: Request): Promise<Params> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw invalidRequest('The content type must be application/x-www-form-urlencoded')
  const text = await request.text()
  if (text.length > MAX_FORM_BYTES) throw invalidRequest('The body is too long')
  return parse(text)
}

export function queryParams(url: string): Params {
  const start = url.indexOf('?')
  return start === -1 ? new Map() : parse(url.slice(start + 1).split('#', 1)[0] ?? '')
}

/** Credentials and codes do not belong into a URL: it is in every log on its way. */
export function refuseQuery(request: Request): void {
  if (request.url.includes('?')) throw invalidRequest('Parameters belong into the body, not into the URL')
}

function parse(text: string): Params {
  const params = new Map<string, string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const [name, value] = splitPair(pair)
    // RFC 8707 lets `resource` repeat; a token of ours has one audience, so that would ask for what cannot be had.
    if (params.has(name)) throw invalidRequest('A parameter is given more than once')
    if (value.length > MAX_VALUE) throw invalidRequest('A parameter is too long')
    // NUL is valid UTF-8 and no valid PostgreSQL text.
    if (value.includes('\0') || name.includes('\0'))
      throw invalidRequest('A parameter has control characters')
    // Without a value it counts as not given.
    if (value !== '') params.set(name, value)
  }
  return params
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=')
  const name = equals === -1 ? pair : pair.slice(0, equals)
  const value = equals === -1 ? '' : pair.slice(equals + 1)
  try {
    return [decodeURIComponent(name.replaceAll('+', ' ')), decodeURIComponent(value.replaceAll('+', ' '))]
  } catch {
    throw invalidRequest('The parameters are not valid percent-encoded UTF-8')
  }
}

/** Throws `invalid_request` when it is missing. */
export function required(params: Params, name: string): string {
  const value = params.get(name)
  if (value === undefined) throw invalidRequest(`The parameter ${name} is missing`)
  return value
}
