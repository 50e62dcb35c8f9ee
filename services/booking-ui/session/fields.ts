/** The fields of a form as a browser sends them. */
import { Problem } from '#lib/problem'

/** A quote of many nights is the longest that a form of ours carries. */
const MAX_BYTES = 65_536

/** The last of a name counts; what was left empty is left out. Throws a 413, 415 or 400 Problem. */
export async function readFields(request: Request): Promise<ReadonlyMap<string, string>> {
  const [media_type] = (request.headers.get('content-type') ?? '').split(';')
  if (media_type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded')
    throw new Problem(415, 'unsupported_media_type', 'The body must be a form')
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > MAX_BYTES) throw new Problem(413, 'body_too_large', 'The form is too long')
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) {
    // Browsers send line ends as two characters, which no field of ours counts as such.
    const text = value.replaceAll('\r\n', '\n').trim()
    if (text !== '') fields.set(name, text)
    else fields.delete(name)
  }
  return fields
}
