/** The OpenAPI viewer's script, served by ourselves: an API page must not need another origin. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const PACKAGE = '@scalar/api-reference'

export async function scalarScript(): Promise<Response> {
  const entry = createRequire(import.meta.url).resolve(PACKAGE)
  const root = entry.slice(0, entry.indexOf(PACKAGE) + PACKAGE.length)
  const script = await readFile(join(root, 'dist', 'browser', 'standalone.js'))
  return new Response(script, {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=86400' },
  })
}
