/** Routes of what a page is dressed in: pictures, style and script. For everybody, and kept by browsers. */
import { Elysia } from 'elysia'
import { notFound } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'
import { DestinationId, HotelId } from '#service/search/contract'
import { acceptsGzip } from '../compress.ts'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { favicon } from './favicon.ts'
import { gallery, svg_headers } from './gallery.ts'
import { inside, isRoom, panorama, picture } from './picture.ts'

const open = { requires: 'none' } as const
const picture_file = new RegExp(
  `^(${[HotelId, DestinationId].map((id) => String(id.pattern).slice(1, -1)).join('|')}|partner-[0-9a-f]{16})(?:-([a-z]+))?\\.svg$`,
)

export function artRoutes({ search, guard, assets, share }: Deps) {
  const pictures = gallery()
  const skyline = panorama()
  return new Elysia({ name: 'booking-ui-art' })
    .use(guard)
    .get(paths.panorama, () => svg(skyline), open)
    .get(
      paths.art,
      ({ params: { file }, request }) => {
        const [, id, room] = picture_file.exec(file) ?? []
        if (id === undefined || (room !== undefined && !isRoom(room)))
          throw notFound('not_found', 'There is no such picture')
        return pictures.show(request, file, () => (room === undefined ? picture(id) : inside(id, room)))
      },
      open,
    )
    .get(
      paths.share,
      async ({ params: { id } }) => {
        const hotel = await search.hotel(id).catch((error: unknown) => {
          if (error instanceof UpstreamProblem && error.problem.status < 500)
            throw notFound('not_found', 'There is no such hotel')
          throw error
        })
        const { name, stars, city, country } = hotel
        const png = await share.picture({ id: hotel.id, name, stars, place: `${city}, ${country}` })
        return new Response(new Uint8Array(png), {
          headers: {
            'content-type': 'image/png',
            'cache-control': 'public, max-age=86400',
            'x-content-type-options': 'nosniff',
          },
        })
      },
      open,
    )
    .get(paths.favicon, () => svg(favicon), open)
    .get(
      paths.assets,
      async ({ params: { file }, request }) => {
        const found = (await assets).response(file, acceptsGzip(request))
        if (found === undefined) throw notFound('not_found', 'There is no such file')
        return found
      },
      open,
    )
}

const svg = (body: string) => new Response(body, { headers: svg_headers })
