/** Bun only. Pictures of hotels and places: drawn when they are first asked for, kept compressed, never too many. */
import { LRUCache } from 'lru-cache'
import { etagOf, isKnown } from '#lib/etag'
import { acceptsGzip } from '../compress.ts'
import { drawnPicture } from './draw.ts'
import type { Picture } from './picture.ts'

interface Kept {
  gzip: Uint8Array<ArrayBuffer>
  etag: string
}

/** Of compressed pictures: some three thousand. */
const MAX_BYTES = 12 * 1_048_576

export interface Gallery {
  /** As an answer, or 304 for who has it. `picture` is called where it is not kept. */
  show(request: Request, name: string, picture: () => Picture): Promise<Response>
}

export function gallery(): Gallery {
  const kept = new LRUCache<string, Kept>({ maxSize: MAX_BYTES, sizeCalculation: ({ gzip }) => gzip.length })
  const drawing = new Map<string, Promise<Kept>>()
  const draw = async (name: string, picture: Picture): Promise<Kept> => {
    const svg = await drawnPicture(picture)
    const made = { gzip: Bun.gzipSync(svg), etag: etagOf(svg) }
    kept.set(name, made)
    return made
  }
  const has = (name: string, picture: () => Picture): Promise<Kept> | Kept => {
    const known = kept.get(name) ?? drawing.get(name)
    if (known !== undefined) return known
    // A page asks for the same one in two places at once.
    const made = draw(name, picture()).finally(() => drawing.delete(name))
    drawing.set(name, made)
    return made
  }
  return {
    show: async (request, name, picture) => {
      const { gzip, etag } = await has(name, picture)
      // The same picture, whichever way it is sent.
      const headers = { ...svg_headers, etag: `W/${etag}`, vary: 'accept-encoding' }
      if (isKnown(request.headers.get('if-none-match'), etag))
        return new Response(null, { status: 304, headers })
      return acceptsGzip(request)
        ? new Response(gzip, { headers: { ...headers, 'content-encoding': 'gzip' } })
        : new Response(Bun.gunzipSync(gzip), { headers })
    },
  }
}

export const svg_headers = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'cache-control': 'public, max-age=86400',
  // A picture is put together from pictures.
  'content-security-policy': "default-src 'none'; img-src data:",
  'x-content-type-options': 'nosniff',
} as const
