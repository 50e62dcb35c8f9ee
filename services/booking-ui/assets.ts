/** Bun only. Style and script, bundled once when the service starts and addressed by their content. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type Language, languages } from './text/languages.ts'

/** `results` makes a list of hotels from JSON, in one language. */
export type AssetName = 'site.css' | 'site.js' | `results-${Language}.js`

export interface Assets {
  /** `/assets/site-3f2a91c04b.css` */
  url(name: AssetName): string
  /** `undefined` when there is no such file: another release's page asks for its own. */
  response(file: string, accepts_gzip: boolean): Response | undefined
}

interface Asset {
  file: string
  type: string
  body: string
  gzip: Uint8Array<ArrayBuffer>
}

const folder = import.meta.dirname
const language_list = Object.keys(languages) as Language[]
const script = 'text/javascript; charset=utf-8'
const sources: readonly [AssetName, entry: string, type: string][] = [
  ['site.css', 'style/site.css', 'text/css; charset=utf-8'],
  ['site.js', 'browser/site.ts', script],
  ...language_list.map((language): [AssetName, string, string] => [
    `results-${language}.js`,
    `browser/results-${language}.ts`,
    script,
  ]),
]

export async function buildAssets(): Promise<Assets> {
  const built = new Map(
    await Promise.all(sources.map(async (source) => [source[0], await bundle(source)] as const)),
  )
  const by_file = new Map([...built.values()].map((asset) => [asset.file, asset]))
  return {
    url: (name) => `/assets/${built.get(name)?.file ?? name}`,
    response: (file, accepts_gzip) => {
      const asset = by_file.get(file)
      if (asset === undefined) return undefined
      return new Response(accepts_gzip ? asset.gzip : asset.body, {
        headers: {
          'content-type': asset.type,
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'accept-encoding',
          'x-content-type-options': 'nosniff',
          ...(accepts_gzip ? { 'content-encoding': 'gzip' } : {}),
        },
      })
    },
  }
}

async function bundle([name, entry, type]: (typeof sources)[number]): Promise<Asset> {
  const { outputs } = await Bun.build({
    entrypoints: [join(folder, entry)],
    target: 'browser',
    minify: true,
    throw: true,
  })
  const [output] = outputs
  if (output === undefined) throw new Error(`${entry} gave no output`)
  const body = await output.text()
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  return { file: name.replace('.', `-${hash}.`), type, body, gzip: Bun.gzipSync(body) }
}
