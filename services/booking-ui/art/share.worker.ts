/** In a thread of its own: a hotel's picture with its name, as social networks show a link (1200 × 630, PNG). */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { box, drawn, image, scene } from './draw.ts'
import { picture } from './picture.ts'

export interface ShareCard {
  id: string
  name: string
  stars: number
  place: string
}

export const size = { width: 1200, height: 630 } as const

const require = createRequire(import.meta.url)
const folder = dirname(require.resolve('@fontsource/noto-sans/package.json'))
/** Names of the catalogue are in Latin letters; what is in others is left out of the picture, not of the page. */
const fonts = await Promise.all(
  (['latin', 'latin-ext'] as const).flatMap((subset) =>
    ([400, 700] as const).map(async (weight) => ({
      name: subset,
      weight,
      style: 'normal' as const,
      data: await readFile(join(folder, 'files', `noto-sans-${subset}-${weight}-normal.woff`)),
    })),
  ),
)

const star = 'm10 1.8 2.5 5.3 5.7.8-4.1 4.1 1 5.8-5.1-2.8-5.1 2.8 1-5.8L1.8 7.9l5.7-.8z'
const starPicture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path d="${star}" fill="#e7b04a"/></svg>`

export default async function shareImage({ id, name, stars, place }: ShareCard): Promise<Uint8Array> {
  const tree = box({ ...size, fontFamily: 'latin, latin-ext' }, [
    scene(picture(id), size),
    box(
      {
        position: 'absolute',
        left: 0,
        bottom: 0,
        width: size.width,
        padding: '48px 64px 44px',
        flexDirection: 'column',
        backgroundImage: 'linear-gradient(to bottom, rgba(10,30,35,0.72), rgba(10,30,35,0.94))',
        color: '#ffffff',
      },
      [
        box({ fontSize: name.length > 28 ? 56 : 72, fontWeight: 700, lineHeight: 1.1 }, name),
        box({ marginTop: 16, fontSize: 34, alignItems: 'center' }, [
          ...Array.from({ length: stars }, () =>
            image(starPicture, { width: 34, height: 34 }, { marginRight: 4 }),
          ),
          box({ marginLeft: 16 }, place),
        ]),
      ],
    ),
    box(
      {
        position: 'absolute',
        right: 48,
        top: 40,
        padding: '10px 26px',
        borderRadius: 40,
        fontSize: 30,
        fontWeight: 700,
        color: '#ffffff',
        backgroundColor: '#0f5c57',
      },
      'Vacancy',
    ),
  ])
  const svg = await drawn(tree, size, fonts)
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng()
}
