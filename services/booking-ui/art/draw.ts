/** Pictures as satori draws them: of any size, with words on them or without. */
import satori from 'satori'
import type { Picture } from './picture.ts'

/** satori's types want React's elements; it reads plain objects of their shape. */
export interface Box {
  type: string
  props: { style?: object; children?: unknown; src?: string; width?: number; height?: number }
}
export interface Size {
  width: number
  height: number
}
type Fonts = Parameters<typeof satori>[1]['fonts']

export const box = (style: object, children: unknown): Box => ({
  type: 'div',
  props: { style: { display: 'flex', boxSizing: 'border-box', ...style }, children },
})

export const image = (svg: string, { width, height }: Size, style: object = {}): Box => ({
  type: 'img',
  props: {
    ...{ src: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, width, height },
    style,
  },
})

/** The picture fills the size, cut on both sides where it is wider. */
export const scene = ({ background: [top, bottom], layers }: Picture, { width, height }: Size): Box =>
  box(
    {
      width,
      height,
      position: 'absolute',
      left: 0,
      top: 0,
      backgroundImage: `linear-gradient(${top}, ${bottom})`,
    },
    layers.map((layer) =>
      image(layer, { width, height }, { position: 'absolute', left: 0, top: 0, objectFit: 'cover' }),
    ),
  )

export const drawn = (tree: Box, { width, height }: Size, fonts: Fonts = []): Promise<string> =>
  satori(tree as Parameters<typeof satori>[0], { width, height, fonts })

/** About a millisecond, without words. */
export const drawnPicture = (picture: Picture): Promise<string> => drawn(scene(picture, picture), picture)
