/** Fronts of hotels, each standing on the ground in the middle of the picture. */
import type { Random } from '#lib/dataset/random'
import type { Palette } from './palette.ts'
import { GROUND, type Scenery, WIDTH } from './scenery.ts'
import { circle, ellipse, polygon, rect } from './shapes.ts'

interface Grid {
  x: number
  y: number
  columns: number
  rows: number
  /** Distance from one window to the next. */
  step: readonly [number, number]
  size: readonly [number, number]
  radius?: number
}

/** Two in five have a light on. */
function windows(random: Random, { window, lit, trim }: Palette, grid: Grid): string {
  const [step_x, step_y] = grid.step
  const [width, height] = grid.size
  return Array.from({ length: grid.columns * grid.rows }, (_, i) => {
    const x = grid.x + (i % grid.columns) * step_x
    const y = grid.y + Math.floor(i / grid.columns) * step_y
    const pane = random.chance(400) ? lit : window
    return (
      rect(x - 2, y - 2, width + 4, height + 4, trim, grid.radius ?? 1) +
      rect(x, y, width, height, pane, grid.radius ?? 0)
    )
  }).join('')
}

function door({ roof, lit, trim }: Palette, width = 34): string {
  const x = WIDTH / 2 - width / 2
  return (
    rect(x - 4, GROUND - 52, width + 8, 52, trim, 2) +
    rect(x, GROUND - 48, width, 48, roof) +
    rect(x + 3, GROUND - 44, width / 2 - 5, 30, lit) +
    rect(x + width / 2 + 2, GROUND - 44, width / 2 - 5, 30, lit)
  )
}

function awning({ roof, trim }: Palette, x: number, width: number, y = GROUND - 66): string {
  const strips = 8
  return Array.from({ length: strips }, (_, i) =>
    rect(x + (i * width) / strips, y, width / strips, 14, i % 2 === 0 ? roof : trim),
  ).join('')
}

const townhouse: Scenery = (random, colours) => {
  const floors = random.between(2, 3)
  const bays = random.between(4, 6)
  const width = bays * 46 + 26
  const x = (WIDTH - width) / 2
  const top = GROUND - 76 - floors * 48
  const dormers = Array.from({ length: bays - 1 }, (_, i) => {
    const at = x + 36 + i * 46
    return (
      rect(at, top - 34, 24, 26, colours.trim, 2) +
      rect(at + 4, top - 30, 16, 22, random.chance(400) ? colours.lit : colours.window) +
      polygon(
        [
          [at - 4, top - 34],
          [at + 12, top - 45],
          [at + 28, top - 34],
        ],
        colours.shade,
      )
    )
  })
  return [
    polygon(
      [
        [x - 6, top],
        [x + 14, top - 52],
        [x + width - 14, top - 52],
        [x + width + 6, top],
      ],
      colours.roof,
    ),
    ...dormers,
    rect(x, top, width, GROUND - top, colours.wall),
    rect(x - 6, top - 2, width + 12, 8, colours.trim),
    windows(random, colours, {
      x: x + 25,
      y: top + 18,
      columns: bays,
      rows: floors,
      step: [46, 48],
      size: [20, 30],
    }),
    rect(x, GROUND - 72, width, 6, colours.shade),
    awning(colours, x + 8, width / 2 - 34),
    awning(colours, WIDTH / 2 + 26, width / 2 - 34),
    door(colours),
  ].join('')
}

const tower: Scenery = (random, colours) => {
  const columns = random.between(5, 7)
  const rows = random.between(6, 8)
  const width = columns * 30 + 22
  const x = (WIDTH - width) / 2
  const top = GROUND - 62 - rows * 27
  const wing = random.between(70, 110)
  return [
    rect(x - wing, GROUND - 96, wing, 96, colours.shade),
    rect(x + width, GROUND - 120, wing, 120, colours.shade),
    windows(random, colours, {
      x: x - wing + 14,
      y: GROUND - 80,
      columns: Math.floor((wing - 14) / 26),
      rows: 2,
      step: [26, 32],
      size: [14, 18],
    }),
    windows(random, colours, {
      x: x + width + 10,
      y: GROUND - 104,
      columns: Math.floor((wing - 10) / 26),
      rows: 3,
      step: [26, 32],
      size: [14, 18],
    }),
    rect(x, top, width, GROUND - top, colours.wall),
    rect(x + width - 14, top, 14, GROUND - top, colours.shade),
    rect(x + 14, top - 14, width - 28, 14, colours.roof),
    rect(WIDTH / 2 - 30, top - 34, 60, 16, colours.roof, 3),
    ...[0, 1, 2, 3, 4].map((letter) => rect(WIDTH / 2 - 24 + letter * 10, top - 30, 6, 8, colours.lit)),
    windows(random, colours, {
      x: x + 14,
      y: top + 14,
      columns,
      rows,
      step: [29, 27],
      size: [16, 15],
    }),
    rect(WIDTH / 2 - 56, GROUND - 60, 112, 8, colours.roof),
    door(colours, 44),
  ].join('')
}

const palace: Scenery = (random, colours) => {
  const side = random.between(2, 3)
  const width = 150 + side * 2 * 44
  const x = (WIDTH - width) / 2
  const top = GROUND - 168
  const columns = [-54, -20, 12, 46].map((offset) =>
    rect(WIDTH / 2 + offset, top + 16, 8, GROUND - top - 24, colours.trim),
  )
  const grid = (at: number) =>
    windows(random, colours, {
      x: at,
      y: top + 24,
      columns: side,
      rows: 3,
      step: [44, 46],
      size: [20, 28],
      radius: 8,
    })
  return [
    rect(x, top + 6, width, GROUND - top - 6, colours.wall),
    rect(x - 6, top, width + 12, 10, colours.trim),
    rect(x, top - 16, width, 16, colours.roof),
    grid(x + 14),
    grid(WIDTH / 2 + 88),
    rect(WIDTH / 2 - 68, top - 6, 136, GROUND - top + 6, colours.shade),
    ...columns,
    polygon(
      [
        [WIDTH / 2 - 80, top],
        [WIDTH / 2, top - 46],
        [WIDTH / 2 + 80, top],
      ],
      colours.roof,
    ),
    circle(WIDTH / 2, top - 16, 9, colours.lit),
    rect(WIDTH / 2 - 80, top - 2, 160, 8, colours.trim),
    rect(WIDTH / 2 - 76, GROUND - 8, 152, 8, colours.trim),
    door(colours, 30),
  ].join('')
}

const terraces: Scenery = (random, colours) => {
  const floors = random.between(4, 5)
  const slabs = Array.from({ length: floors }, (_, floor) => {
    const width = 340 - floor * random.between(18, 34)
    const x = WIDTH / 2 - width / 2 + random.between(-18, 18)
    const y = GROUND - 44 - floor * 42
    const panes = Math.floor(width / 34)
    return (
      rect(x + 8, y, width - 16, 42, colours.wall) +
      windows(random, colours, {
        x: x + 22,
        y: y + 8,
        columns: panes - 1,
        rows: 1,
        step: [34, 0],
        size: [24, 26],
      }) +
      rect(x, y + 34, width, 8, colours.trim) +
      rect(x, y - 4, width, 5, colours.roof)
    )
  })
  return [
    ...slabs.toReversed(),
    rect(WIDTH / 2 - 70, GROUND - 58, 140, 6, colours.roof),
    door(colours, 46),
  ].join('')
}

const lodge: Scenery = (random, colours) => {
  const half = random.between(130, 165)
  const eaves = GROUND - 118
  const ridge = eaves - half * 0.62
  const balcony = (y: number, width: number) =>
    rect(WIDTH / 2 - width / 2, y, width, 6, colours.roof) +
    Array.from({ length: Math.floor(width / 12) }, (_, i) =>
      rect(WIDTH / 2 - width / 2 + 4 + i * 12, y - 16, 4, 16, colours.roof),
    ).join('') +
    rect(WIDTH / 2 - width / 2, y - 18, width, 4, colours.roof)
  const columns = Math.floor((half * 2 - 50) / 44)
  const grid_x = WIDTH / 2 - (columns * 44 - 20) / 2
  return [
    polygon(
      [
        [WIDTH / 2 - half + 14, GROUND],
        [WIDTH / 2 - half + 14, eaves],
        [WIDTH / 2, ridge + 12],
        [WIDTH / 2 + half - 14, eaves],
        [WIDTH / 2 + half - 14, GROUND],
      ],
      colours.wall,
    ),
    rect(WIDTH / 2 - half + 14, GROUND - 60, half * 2 - 28, 60, colours.shade),
    windows(random, colours, { x: grid_x, y: eaves + 8, columns, rows: 1, step: [44, 0], size: [24, 30] }),
    balcony(eaves + 54, half * 2 - 20),
    windows(random, colours, {
      x: WIDTH / 2 - 32,
      y: eaves - 42,
      columns: 2,
      rows: 1,
      step: [42, 0],
      size: [22, 26],
    }),
    polygon(
      [
        [WIDTH / 2 - half - 16, eaves + 14],
        [WIDTH / 2, ridge - 8],
        [WIDTH / 2 + half + 16, eaves + 14],
        [WIDTH / 2 + half + 4, eaves + 18],
        [WIDTH / 2, ridge + 14],
        [WIDTH / 2 - half - 4, eaves + 18],
      ],
      colours.roof,
    ),
    door(colours),
  ].join('')
}

const riad: Scenery = (random, colours) => {
  const width = random.between(270, 340)
  const x = (WIDTH - width) / 2
  const top = GROUND - 150
  const arches = Array.from({ length: 4 }, (_, i) => {
    const at = x + 18 + i * ((width - 36) / 4)
    const span = (width - 36) / 4 - 14
    return (
      ellipse(at + span / 2 + 7, GROUND - 62, span / 2, span / 2, colours.shade) +
      rect(at + 7, GROUND - 62, span, 62, colours.shade)
    )
  })
  const merlons = Array.from({ length: Math.floor(width / 22) }, (_, i) =>
    rect(x + 4 + i * 22, top - 10, 12, 10, colours.wall),
  )
  return [
    rect(x, top, width, GROUND - top, colours.wall),
    ...merlons,
    rect(WIDTH / 2 - 44, top - 40, 88, 40, colours.wall),
    ellipse(WIDTH / 2, top - 40, 40, 36, colours.roof),
    rect(WIDTH / 2 - 1.5, top - 94, 3, 22, colours.roof),
    ...arches,
    windows(random, colours, {
      x: x + 26,
      y: top + 20,
      columns: Math.floor((width - 40) / 42),
      rows: 1,
      step: [42, 0],
      size: [18, 32],
      radius: 9,
    }),
    door(colours, 30),
  ].join('')
}

export const buildings: readonly Scenery[] = [townhouse, tower, palace, terraces, lodge, riad]
