/** Inside a hotel: its bedroom, its breakfast, and what is seen from a window. */
import type { Random } from '#lib/dataset/random'
import type { Palette } from './palette.ts'
import { HEIGHT, hills, LEFT, mountains, RIGHT, type Scenery, sea, skyline, WIDTH } from './scenery.ts'
import { circle, ellipse, polygon, rect } from './shapes.ts'

const SPAN = RIGHT - LEFT
const FLOOR = 352
const outside: readonly Scenery[] = [hills, skyline, sea, mountains]

/** Lighter than the front of the same hotel. */
const wall = ({ wall: front, shade }: Palette): string =>
  rect(LEFT, 0, SPAN, HEIGHT, '#ffffff') +
  rect(LEFT, 0, SPAN, HEIGHT, `${front}8c`) +
  rect(LEFT, FLOOR, SPAN, HEIGHT - FLOOR, shade) +
  rect(LEFT, FLOOR - 6, SPAN, 6, shade)

/** A pane of sky with what is outside of it, cut to a frame. `name` tells the frames of a picture apart. */
function outlook(
  random: Random,
  colours: Palette,
  frame: { x: number; y: number; width: number; height: number; name: string },
): string {
  const { x, y, width, height, name } = frame
  const scene = outside[random.below(outside.length)] ?? hills
  const scale = (height / HEIGHT) * 1.25
  const [top, bottom] = colours.sky
  return (
    `<defs><clipPath id="${name}"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath>` +
    `<linearGradient id="${name}s" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs>` +
    rect(x - 8, y - 8, width + 16, height + 16, colours.roof, 3) +
    `<g clip-path="url(#${name})">${rect(x, y, width, height, `url(#${name}s)`)}` +
    circle(x + width * 0.7, y + height * 0.3, height * 0.09, colours.sun) +
    `<g transform="translate(${x + width / 2 - (WIDTH * scale) / 2} ${y + height - HEIGHT * scale + 12}) scale(${scale})">${scene(random, colours)}</g></g>` +
    rect(x + width / 2 - 3, y, 6, height, colours.roof)
  )
}

function curtains(
  { wall: cloth, shade }: Palette,
  x: number,
  y: number,
  width: number,
  height: number,
): string {
  const folds = (from: number) =>
    Array.from({ length: 4 }, (_, i) =>
      rect(from + i * 13, y, 13, height, i % 2 === 0 ? cloth : shade, 5),
    ).join('')
  return rect(x - 62, y - 12, width + 124, 6, shade, 3) + folds(x - 56) + folds(x + width + 4)
}

function lamp(x: number, { lit, roof }: Palette): string {
  return (
    circle(x, 236, 62, lit, 0.25) +
    rect(x - 2, 246, 4, 44, roof) +
    polygon(
      [
        [x - 24, 250],
        [x - 14, 214],
        [x + 14, 214],
        [x + 24, 250],
      ],
      lit,
    )
  )
}

export const bedroom: Scenery = (random, colours) => {
  const { wall: cloth, shade, roof, lit, near, leaf } = colours
  const left = random.chance(500)
  const bed = left ? 90 : 270
  const window_x = left ? 440 : 40
  const pillows = random.between(2, 3)
  const width = 280
  return [
    wall(colours),
    outlook(random, colours, { x: window_x, y: 96, width: 150, height: 190, name: 'w' }),
    curtains(colours, window_x, 96, 150, 236),
    // A rug, the head of the bed, the bed, its pillows and its blanket.
    ellipse(bed + width / 2, 432, 250, 26, near),
    rect(bed - 8, 190, width + 16, 170, roof, 14),
    ...Array.from({ length: 5 }, (_, i) => rect(bed + 8 + i * 54, 202, 44, 90, shade, 8)),
    rect(bed - 4, 296, width + 8, 116, '#ffffff', 10),
    ...Array.from({ length: pillows }, (_, i) =>
      rect(bed + 18 + (i * (width - 30)) / pillows, 266, (width - 54) / pillows, 44, '#fdfdfb', 14),
    ),
    rect(bed - 6, 330, width + 12, 84, cloth, 10),
    rect(bed - 6, 330, width + 12, 16, leaf, 6),
    rect(bed + 6, 410, 14, 22, roof),
    rect(bed + width - 20, 410, 14, 22, roof),
    // A night table at each side.
    ...[bed - 66, bed + width + 18].map(
      (x) => rect(x, 290, 48, 92, roof, 4) + rect(x + 6, 304, 36, 26, shade, 3),
    ),
    lamp(bed - 42, colours),
    lamp(bed + width + 42, colours),
    // A picture above it.
    rect(bed + width / 2 - 54, 92, 108, 72, roof, 3),
    rect(bed + width / 2 - 47, 99, 94, 58, lit),
    circle(bed + width / 2 + random.between(-24, 24), 128, 15, near),
    polygon(
      [
        [bed + width / 2 - 47, 157],
        [bed + width / 2 - random.between(2, 20), 118],
        [bed + width / 2 + 47, 157],
      ],
      leaf,
    ),
  ].join('')
}

export const breakfast: Scenery = (random, colours) => {
  const { wall: cloth, roof, lit, leaf, near, window } = colours
  const table = 300
  const cup = (x: number) =>
    ellipse(x, table + 12, 44, 9, '#ffffff') +
    rect(x - 22, table - 26, 44, 36, '#ffffff', 10) +
    circle(x + 28, table - 8, 11, '#ffffff') +
    circle(x + 28, table - 8, 6, cloth) +
    ellipse(x, table - 24, 20, 5, '#6a4632')
  const croissant = (x: number, y: number) =>
    ellipse(x, y, 40, 17, '#d99a4e') +
    ellipse(x - 14, y - 4, 11, 12, '#c6843c') +
    ellipse(x + 14, y - 4, 11, 12, '#c6843c')
  const fruit = Array.from({ length: random.between(4, 6) }, (_, i) =>
    circle(
      452 + i * 22,
      table - 26 - (i % 2) * 12,
      16,
      ['#d8503f', '#e8a33d', '#7ba345'][random.below(3)] ?? leaf,
    ),
  )
  const flowers = Array.from({ length: random.between(3, 5) }, (_, i) => {
    const x = 300 + i * 18
    const y = table - 130 - random.between(0, 34)
    return (
      rect(x - 1, y, 2, table - 70 - y, leaf) +
      circle(x, y, 12, i % 2 === 0 ? lit : near) +
      circle(x, y, 5, roof)
    )
  })
  return [
    wall(colours),
    outlook(random, colours, { x: 60, y: 60, width: 190, height: 170, name: 'a' }),
    outlook(random, colours, { x: 400, y: 60, width: 190, height: 170, name: 'b' }),
    rect(LEFT, table, SPAN, HEIGHT - table, cloth),
    ...Array.from({ length: 24 }, (_, i) => rect(LEFT + i * 50, table, 25, HEIGHT - table, '#ffffff33')),
    rect(LEFT, table, SPAN, 10, '#ffffff'),
    ...flowers,
    rect(296, table - 74, 82, 70, window, 12),
    cup(110),
    ellipse(230, table + 34, 78, 15, '#ffffff'),
    croissant(212, table + 20),
    croissant(256, table + 26),
    ellipse(506, table + 6, 92, 14, '#ffffff'),
    ...fruit,
    polygon(
      [
        [420, table - 22],
        [592, table - 22],
        [566, table + 8],
        [446, table + 8],
      ],
      roof,
    ),
    cup(random.between(640, 700)),
  ].join('')
}

export const view: Scenery = (random, colours) => {
  const { roof, leaf, shade } = colours
  const rail = Array.from({ length: 33 }, (_, i) => rect(LEFT + i * 36, 352, 6, 100, roof))
  const pots = Array.from({ length: random.between(3, 5) }, (_, i) => {
    const x = 40 + i * 130 + random.between(-20, 20)
    const leaves = Array.from({ length: 5 }, (_, n) =>
      circle(x + n * 13 - 4, 352 - random.between(8, 34), 17, leaf),
    )
    return `${leaves.join('')}${rect(x - 16, 352, 76, 34, shade, 4)}`
  })
  return [
    outlook(random, colours, { x: LEFT, y: 0, width: SPAN, height: HEIGHT, name: 'o' }),
    curtains(colours, 92, -20, WIDTH - 184, 400),
    rect(LEFT, 340, SPAN, 12, roof),
    rect(LEFT, 448, SPAN, 40, shade),
    ...rail,
    ...pots,
  ].join('')
}
