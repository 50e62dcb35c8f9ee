/** What stands behind and before a building. */
import type { Random } from '#lib/dataset/random'
import type { Palette } from './palette.ts'
import { circle, ellipse, hill, polygon, rect } from './shapes.ts'

/** The middle 640 units hold what every crop shows; scenery goes on to both sides for wide ones. */
export const WIDTH = 640
export const HEIGHT = 480
export const LEFT = -280
export const RIGHT = WIDTH - LEFT
const SPAN = RIGHT - LEFT
/** Where buildings stand. */
export const GROUND = 392

export type Scenery = (random: Random, colours: Palette) => string

/** What is in it: the sky itself is the background of the picture. */
export const sky: Scenery = (random, { sun }) => {
  const x = random.between(90, WIDTH - 90)
  const y = random.between(80, 170)
  return [
    circle(x, y, 74, sun, 0.18),
    circle(x, y, 36, sun, 0.95),
    ...Array.from({ length: random.between(3, 5) }, () => cloud(random, sun)),
  ].join('')
}

function cloud(random: Random, fill: string): string {
  const x = random.between(LEFT, RIGHT - 160)
  const y = random.between(50, 200)
  const width = random.between(70, 140)
  return `<g opacity=".45">${rect(x, y, width, 14, fill, 7)}${rect(x + width * 0.2, y - 11, width * 0.5, 16, fill, 8)}</g>`
}

export const hills: Scenery = (random, { far, near }) => {
  const ridge = (top: number, bottom: number, fill: string) =>
    hill(
      Array.from({ length: 10 }, (_, i) => [LEFT + (i * SPAN) / 9, random.between(top, bottom)] as const),
      HEIGHT,
      fill,
    )
  return ridge(230, 300, far) + ridge(295, 345, near)
}

export const mountains: Scenery = (random, { far, near, trim }) => {
  const peaks = Array.from({ length: 8 }, (_, i) => {
    const x = LEFT + i * 175 + random.between(-40, 40)
    const top = random.between(150, 240)
    const half = random.between(130, 190)
    const snow = (HEIGHT - top) * 0.14
    const slope = half / (HEIGHT - 60 - top)
    return (
      polygon(
        [
          [x - half, HEIGHT - 60],
          [x, top],
          [x + half, HEIGHT - 60],
        ],
        i % 2 === 0 ? far : near,
      ) +
      polygon(
        [
          [x - snow * slope, top + snow],
          [x, top],
          [x + snow * slope, top + snow],
          [x + snow * slope * 0.3, top + snow * 0.75],
          [x - snow * slope * 0.3, top + snow * 1.1],
        ],
        trim,
      )
    )
  })
  return peaks.join('') + rect(LEFT, 350, SPAN, 130, near)
}

export const skyline: Scenery = (random, { far, near }) => {
  const row = (top: number, bottom: number, fill: string) => {
    const blocks: string[] = []
    for (let x = LEFT; x < RIGHT; ) {
      const width = random.between(28, 62)
      const y = random.between(top, bottom)
      blocks.push(rect(x, y, width, HEIGHT - y, fill))
      if (random.chance(250)) blocks.push(rect(x + width / 2 - 1.5, y - 26, 3, 26, fill))
      x += width + random.between(-2, 8)
    }
    return blocks.join('')
  }
  return row(190, 300, far) + row(270, 345, near)
}

export const sea: Scenery = (random, { sky: [water], far, trim }) => {
  const waves = Array.from({ length: 22 }, () =>
    rect(random.between(LEFT, RIGHT - 60), random.between(306, 380), random.between(18, 60), 2, trim, 1),
  )
  const x = random.between(60, WIDTH - 120)
  const boat =
    polygon(
      [
        [x, 310],
        [x + 44, 310],
        [x + 36, 320],
        [x + 8, 320],
      ],
      trim,
    ) +
    polygon(
      [
        [x + 20, 264],
        [x + 20, 306],
        [x + 42, 306],
      ],
      trim,
    )
  const island = hill(
    [
      [random.between(0, 300), 300],
      [random.between(310, 380), random.between(245, 275)],
      [random.between(400, 600), 300],
    ],
    300,
    far,
  )
  return `${island}${rect(LEFT, 298, SPAN, 182, water)}<g opacity=".5">${waves.join('')}</g>${boat}`
}

export const ground: Scenery = (_random, { ground: fill }) => rect(LEFT, GROUND, SPAN, HEIGHT - GROUND, fill)

/** Trees of one kind, kept off the middle where the door is. */
export const trees: Scenery = (random, colours) => {
  const kinds = [roundTree, cypress, palm, fir]
  const kind = kinds[random.below(kinds.length)] ?? roundTree
  const count = random.between(6, 12)
  return Array.from({ length: count }, (_, i) => {
    const left = i % 2 === 0
    const x = left ? random.between(LEFT, 120) : random.between(WIDTH - 120, RIGHT)
    return kind(x, GROUND + random.between(-2, 34), random.between(80, 120) / 100, colours)
  }).join('')
}

type Tree = (x: number, y: number, scale: number, colours: Palette) => string

const roundTree: Tree = (x, y, scale, { leaf, shade }) =>
  rect(x - 3, y - 40 * scale, 6, 40 * scale, shade) +
  circle(x, y - 54 * scale, 26 * scale, leaf) +
  circle(x - 14 * scale, y - 42 * scale, 17 * scale, leaf) +
  circle(x + 14 * scale, y - 42 * scale, 17 * scale, leaf)

const cypress: Tree = (x, y, scale, { leaf, shade }) =>
  rect(x - 2, y - 14, 4, 14, shade) + ellipse(x, y - 62 * scale, 12 * scale, 54 * scale, leaf)

const fir: Tree = (x, y, scale, { leaf, shade }) =>
  rect(x - 3, y - 14, 6, 14, shade) +
  [0, 1, 2]
    .map((tier) => {
      const base = y - 10 - tier * 26 * scale
      const half = (30 - tier * 7) * scale
      return polygon(
        [
          [x - half, base],
          [x, base - 44 * scale],
          [x + half, base],
        ],
        leaf,
      )
    })
    .join('')

const palm: Tree = (x, y, scale, { leaf, shade }) => {
  const top = y - 92 * scale
  const leaves = [-1, 1].flatMap((side) =>
    [
      [34, 16],
      [40, -4],
      [24, -22],
    ].map(
      ([dx = 0, dy = 0]) =>
        `<path d="M${x} ${Math.round(top)}q${Math.round(side * dx * 0.6 * scale)} ${Math.round((dy - 16) * scale)} ${Math.round(side * dx * scale)} ${Math.round(dy * scale)}q${Math.round(-side * dx * 0.5 * scale)} ${Math.round(-10 * scale)} ${Math.round(-side * dx * scale)} ${Math.round(-dy * scale)}Z" fill="${leaf}"/>`,
    ),
  )
  return (
    polygon(
      [
        [x - 4, y],
        [x + 4, y],
        [x + 2, top],
        [x - 2, top],
      ],
      shade,
    ) + leaves.join('')
  )
}
