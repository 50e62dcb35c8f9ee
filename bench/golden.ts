/** Before any load: the server under test answers every target, byte for byte, as the product does. */

const TIMEOUT_MS = 10_000
/** Together, because a model that mixes answers up does so only when it has several to give. */
const AT_ONCE = 4

/** `undefined` when all are right; otherwise one that is not. Rejects with the signal's reason. */
export async function checkGolden(
  base_url: string,
  golden: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const left = golden.entries()
  let found: string | undefined
  const check = async () => {
    for (const [target, body] of left) {
      if (found !== undefined) return
      const fault = await faultOf(base_url + target, Buffer.from(body), signal)
      signal.throwIfAborted()
      if (fault !== undefined) found ??= `${target}: ${fault}`
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, check))
  return found
}

async function faultOf(url: string, golden: Buffer, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) })
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status !== 200) return `status ${response.status}`
    return body.equals(golden)
      ? undefined
      : `${body.length} bytes that differ from the golden ${golden.length}`
  } catch (error) {
    return String(error)
  }
}
