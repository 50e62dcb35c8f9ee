/** Before any load: the server under test answers every target, byte for byte, as the product does. */

/** `undefined` when all are right; otherwise the first that is not. */
export async function checkGolden(
  base_url: string,
  golden: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  for (const [target, body] of golden) {
    const response = await fetch(base_url + target, { signal: AbortSignal.timeout(10_000) }).catch(
      (error: unknown) => String(error),
    )
    if (typeof response === 'string') return `${target}: ${response}`
    const answer = await response.text()
    if (response.status !== 200) return `${target}: status ${response.status}`
    if (answer !== body)
      return `${target}: ${answer.length} characters that differ from the golden ${body.length}`
  }
  return undefined
}
