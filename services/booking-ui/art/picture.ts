/**
 * A picture for each hotel and each destination, made from its id alone: the same id gives the same picture, and no two
 * hotels of a page look alike. The catalogue is generated, so a photograph would claim what is not there.
 */
import { Random } from '#lib/dataset/random'
import { buildings } from './buildings.ts'
import { bedroom, breakfast, view } from './interiors.ts'
import { palette } from './palette.ts'
import {
  GROUND,
  ground,
  HEIGHT,
  hills,
  LEFT,
  mountains,
  RIGHT,
  type Scenery,
  sea,
  sky,
  skyline,
  trees,
  WIDTH,
} from './scenery.ts'

/** A background of two colours, from top to bottom, and what stands before it, the farthest first. */
export interface Picture {
  width: number
  height: number
  background: readonly [string, string]
  layers: readonly string[]
}

/** Wide; a 4:3 crop shows the middle. */
const wide = { x: LEFT + 40, y: 30, width: RIGHT - LEFT - 80, height: 430 }
const backdrops: readonly Scenery[] = [hills, skyline, skyline, sea, mountains]

const layer = ({ x, y, width, height }: typeof wide, body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">${body}</svg>`

export function picture(id: string): Picture {
  const random = new Random(...Array.from(id, (letter) => letter.charCodeAt(0)))
  const colours = palette((limit) => random.below(limit))
  const one = (choices: readonly Scenery[]): Scenery => choices[random.below(choices.length)] ?? ground
  const [behind, before]: readonly (readonly Scenery[])[] = id.startsWith('geo_')
    ? [
        [sky, random.chance(500) ? hills : skyline],
        [one(buildings), ground, trees],
      ]
    : [
        [sky, one(backdrops)],
        [one(buildings), ground, trees],
      ]
  const drawn = (scenery: readonly Scenery[] = []) =>
    layer(wide, scenery.map((part) => part(random, colours)).join(''))
  return {
    ...{ width: wide.width, height: wide.height, background: colours.sky },
    layers: [drawn(behind), drawn(before)],
  }
}

/** What else there is to see of a hotel, in its own colours. */
export const rooms = ['room', 'breakfast', 'view'] as const
export type Room = (typeof rooms)[number]
const scenes: Readonly<Record<Room, Scenery>> = { room: bedroom, breakfast, view }

export const isRoom = (text: string | undefined): text is Room => rooms.some((one) => one === text)

export function inside(id: string, room: Room): Picture {
  const letters = Array.from(id, (letter) => letter.charCodeAt(0))
  const of_hotel = new Random(...letters)
  const colours = palette((limit) => of_hotel.below(limit))
  const random = new Random(...letters, rooms.indexOf(room) + 1)
  return {
    ...{ width: WIDTH, height: HEIGHT, background: colours.sky },
    layers: [layer({ x: 0, y: 0, width: WIDTH, height: HEIGHT }, scenes[room](random, colours))],
  }
}

/** A town at night, for the first page: shades only, so that words can stand on it. */
export function panorama(): string {
  const random = new Random(1)
  const colours = { ...palette(() => 0), far: '#ffffff', near: '#ffffff' }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${LEFT} 150 ${RIGHT - LEFT} ${GROUND - 150}" preserveAspectRatio="xMidYMax slice"><g opacity=".09">${skyline(random, colours)}</g></svg>`
}
