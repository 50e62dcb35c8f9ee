/**
 * Which font has a letter. The fonts of a document are those of its scripts, cut into small files by the packages they
 * come from; each file that is needed is a font of its own, and a text is cut where another one begins.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as fontkit from 'fontkit'
import { sfntOf } from './woff.ts'

export type Weight = 400 | 700

interface Face {
  /** The name under which satori and pdfkit know it. */
  readonly name: string
  readonly ranges: readonly (readonly [first: number, last: number])[]
  readonly fileOf: (weight: Weight) => string
}

/** In this order: the first that has a letter draws it. */
const packages = ['noto-sans', 'noto-sans-arabic', 'noto-sans-sc', 'noto-sans-kr']

const require = createRequire(import.meta.url)
const faces: readonly Face[] = packages.flatMap((name) => {
  const folder = dirname(require.resolve(`@fontsource/${name}/package.json`))
  const subsets = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>
  // What stands last in the file is what is needed most.
  return Object.entries(subsets)
    .reverse()
    .map(([subset, ranges]) => {
      const part = subset.replace(/[[\]]/g, '')
      const fileOf = (weight: Weight) => join(folder, 'files', `${name}-${part}-${weight}-normal.woff`)
      return { name: `${name}-${part}`, ranges: parseRanges(ranges), fileOf }
    })
    .filter(({ fileOf }) => existsSync(fileOf(400)))
})

function parseRanges(text: string): [number, number][] {
  return text.split(',').map((one) => {
    const [first = '', last = first] = one.trim().slice(2).split('-')
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
}

const opened = new Map<string, fontkit.Font>()
/** The ranges say which file to open; only the file says whether the letter is in it. */
function has(face: Face, point: number): boolean {
  if (!face.ranges.some(([first, last]) => point >= first && point <= last)) return false
  let font = opened.get(face.name)
  if (font === undefined) {
    font = fontkit.create(fontFile(face.name, 400)) as fontkit.Font
    opened.set(face.name, font)
  }
  return font.hasGlyphForCodePoint(point)
}
const face_of = new Map<number, Face | undefined>()
function faceOf(point: number): Face | undefined {
  if (!face_of.has(point))
    face_of.set(
      point,
      faces.find((face) => has(face, point)),
    )
  return face_of.get(point)
}

const by_name = new Map(faces.map((face) => [face.name, face]))
export const DEFAULT_FONT = 'noto-sans-latin'
/** Drawn for a letter that no font has. A font would draw nothing, and nobody would notice. */
const REPLACEMENT = '?'

export interface Run {
  text: string
  font: string
}

/** A text by the fonts that draw it. Spaces, digits and marks go with what stands before them where that can. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = []
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0
    const last = runs.at(-1)
    const before = last === undefined ? undefined : by_name.get(last.font)
    const face = before !== undefined && has(before, point) ? before : faceOf(point)
    const drawn = face === undefined ? REPLACEMENT : letter
    const font = face?.name ?? DEFAULT_FONT
    if (last?.font === font) last.text += drawn
    else runs.push({ text: drawn, font })
  }
  return runs
}

const files = new Map<string, Buffer>()
/** The file of a font; weights that a package lacks are drawn with the plain one. */
export function fontFile(name: string, weight: Weight): Buffer {
  const face = by_name.get(name)
  if (face === undefined) throw new RangeError(`no font ${name}`)
  const wanted = face.fileOf(weight)
  const path = existsSync(wanted) ? wanted : face.fileOf(400)
  let file = files.get(path)
  if (file === undefined) {
    file = sfntOf(readFileSync(path))
    files.set(path, file)
  }
  return file
}

const rtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
/** Whether its first letter that has a direction is read from the right. */
export const isRightToLeft = (text: string): boolean => {
  const first = /\p{L}/u.exec(text)
  return first !== null && rtl.test(first[0])
}

/** Nothing that would turn the text around or end the line: a name cannot repaint what stands beside it. */
export const harmless = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .normalize('NFC')
    .trim()
