/** For tests that look for secrets where none may be. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A secret as it may be written somewhere: as it is, in a URL, in a form, in base64 (a header's credentials, too), in hex. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  // Inside of a longer text base64 depends on where the secret begins in it; the whole groups of each shift do not.
  const shifted = [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    const first = shift === 0 ? 0 : 4
    const groups = Math.floor(whole.length / 3) * 4
    const text = whole.toString('base64').slice(first, groups)
    // A few letters say nothing.
    return text.length < 10 ? [] : [text, text.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const encoded = encodeURIComponent(secret)
  return [
    ...new Set([
      secret,
      encoded,
      encoded.replaceAll('%20', '+'),
      JSON.stringify(secret).slice(1, -1),
      bytes.toString('hex'),
      ...shifted,
    ]),
  ]
}

/** Which of the named secrets stand in a text, in any form. Names only: a test's own output is a log, too. */
export function leaksIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets]
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([n]) => n)
}

/** Names of secrets in the files below a folder, each with a file where it stands. */
export async function leaksBelow(
  folder: string,
  secrets: ReadonlyMap<string, string>,
): Promise<{ secret: string; file: string }[]> {
  const found: { secret: string; file: string }[] = []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name)
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    for (const [secret, value] of secrets)
      if (formsOf(value).some((form) => bytes.includes(form))) found.push({ secret, file: entry.name })
  }
  return found
}
