/**
 * Before any load: the server under test answers every target, byte for byte, as the product does; and where it says
 * that it verifies access tokens, nobody without a good one.
 */
import type { Tokens } from './tokens.ts'

const TIMEOUT_MS = 10_000
/** Together, because a model that mixes answers up does so only when it has several to give. */
const AT_ONCE = 4

/** `undefined` when all are right; otherwise one that is not. Rejects with the signal's reason. */
export async function checkGolden(
  base_url: string,
  golden: ReadonlyMap<string, string>,
  { authorizations }: Pick<Tokens, 'authorizations'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const left = golden.entries()
  let found: string | undefined
  let asked = 0
  const check = async () => {
    for (const [target, body] of left) {
      if (found !== undefined) return
      const authorization = authorizations[asked++ % authorizations.length]
      const fault = await faultOf(() => ask(base_url + target, authorization, signal), Buffer.from(body))
      signal.throwIfAborted()
      if (fault !== undefined) found ??= `${target}: ${fault}`
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
  url: string,
  { forged }: Pick<Tokens, 'forged'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const [what, authorization] of [
    ['no token', undefined],
    ['a token with a wrong signature', forged],
  ] as const) {
    const got = await ask(url, authorization, signal).then(({ status }) => `status ${status}`, String)
    signal.throwIfAborted()
    if (got !== 'status 401') return `${what} was not refused with status 401: ${got}`
  }
  return undefined
}

function ask(url: string, authorization: string | undefined, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    headers: authorization === undefined ? {} : { authorization },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  })
}

async function faultOf(request: () => Promise<Response>, golden: Buffer): Promise<string | undefined> {
  try {
    const response = await request()
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status !== 200) return `status ${response.status}`
    return body.equals(golden)
      ? undefined
      : `${body.length} bytes that differ from the golden ${golden.length}`
  } catch (error) {
    return String(error)
  }
}
