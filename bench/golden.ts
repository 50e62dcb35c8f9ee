/**
 * Before any load: the server under test answers every request, byte for byte, as the product does; and where it says
 * that it verifies access tokens, nobody without a good one.
 */
import { type Expected, type Golden, readAsk, UNIQUE, uniques } from './ask.ts'
import type { Tokens } from './tokens.ts'

const TIMEOUT_MS = 10_000
/** Together, because a model that mixes answers up does so only when it has several to give. */
const AT_ONCE = 4

/** `undefined` when all are right; otherwise one that is not. Rejects with the signal's reason. */
export async function checkGolden(
  base_url: string,
  golden: Golden,
  { authorizations }: Pick<Tokens, 'authorizations'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const left = golden.entries()
  const unique = uniques()
  let found: string | undefined
  let asked = 0
  const check = async () => {
    for (const [ask, expected] of left) {
      if (found !== undefined) return
      const authorization = authorizations[asked++ % authorizations.length]
      const fault = await faultOf(() => send(base_url, ask, { authorization, unique, signal }), expected)
      signal.throwIfAborted()
      if (fault !== undefined) found ??= `${ask}: ${fault}`
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, check))
  return found
}

/**
 * `undefined` when no token and a forged one are refused. After the golden answers: a server that remembers tokens
 * by less than all of one would know the forged one by now.
 */
export async function checkRefusals(
  base_url: string,
  ask: string,
  { forged }: Pick<Tokens, 'forged'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const [what, authorization] of [
    ['no token', undefined],
    ['a token with a wrong signature', forged],
  ] as const) {
    const got = await send(base_url, ask, { authorization, unique: uniques(), signal }).then(
      ({ status }) => `status ${status}`,
      String,
    )
    signal.throwIfAborted()
    if (got !== 'status 401') return `${what} was not refused with status 401: ${got}`
  }
  return undefined
}

interface Sending {
  authorization: string | undefined
  unique: () => string
  signal: AbortSignal
}

export function send(
  base_url: string,
  ask: string,
  { authorization, unique, signal }: Sending,
): Promise<Response> {
  const { method, target, body } = readAsk(ask)
  return fetch(base_url + target, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body.replace(UNIQUE, unique()) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  })
}

async function faultOf(request: () => Promise<Response>, expected: Expected): Promise<string | undefined> {
  try {
    const response = await request()
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status !== expected.status)
      return `status ${response.status} ${body.toString('utf8').slice(0, 200)}`
    return body.equals(expected.body)
      ? undefined
      : `${body.length} bytes that differ from the golden ${expected.body.length}`
  } catch (error) {
    return String(error)
  }
}
