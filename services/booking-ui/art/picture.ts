/**
 * A picture for each hotel and each destination, drawn from its id alone: the same id gives the same bytes, and no two
 * hotels of a page look alike. The catalogue is generated, so a photograph would claim what is not there.
 */
import { Random } from '#lib/dataset/random'
import { buildings } from './buildings.ts'
import { palette } from './palette.ts'
import {
  GROUND,
  ground,
  hills,
  LEFT,
  mountains,
  RIGHT,
  type Scenery,
  sea,
  sky,
  skyline,
  trees,
} from './scenery.ts'

/** Wide; a 4:3 crop shows the middle. */
const VIEW = `${LEFT + 40} 30 ${RIGHT - LEFT - 80} 430`

const backdrops: readonly Scenery[] = [hills, skyline, skyline, sea, mountains]

export function picture(id: string): string {
  const random = new Random(...Array.from(id, (letter) => letter.charCodeAt(0)))
  const colours = palette((limit) => random.below(limit))
  const one = (choices: readonly Scenery[]): Scenery => choices[random.below(choices.length)] ?? ground
  const layers: Scenery[] = id.startsWith('geo_')
    ? [sky, random.chance(500) ? hills : skyline, one(buildings), ground, trees]
    : [sky, one(backdrops), one(buildings), ground, trees]
  const body = layers.map((layer) => layer(random, colours)).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${VIEW}" preserveAspectRatio="xMidYMid slice">${body}</svg>`
}

/** A town at night, for the first page: shades only, so that words can stand on it. */
export function panorama(): string {
  const random = new Random(1)
  const colours = { ...palette(() => 0), far: '#ffffff', near: '#ffffff' }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${LEFT} 150 ${RIGHT - LEFT} ${GROUND - 150}" preserveAspectRatio="xMidYMax slice"><g opacity=".09">${skyline(random, colours)}</g></svg>`
}
