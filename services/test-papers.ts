/** For tests: a PDF as its readers get it, by poppler: the text that can be taken out, and the ink on its pages. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isContinuousIntegration } from '#lib/config'

/** In CI nothing is skipped for want of it: `.ci/run` installs it. */
export const hasPoppler = isContinuousIntegration() || Bun.which('pdftoppm') !== null

/** Dots per inch of the picture, and of the measures that poppler gives of the words. */
const [DPI, POINTS] = [144, 72]
/** Of 255: what is darker is ink. */
const DARK = 160

export interface Word {
  text: string
  /** Dots that are dark, of all in its box; and which, row by row. */
  ink: number
  dots: string
}

export interface Paper {
  text: string
  words: Word[]
  /** Of the whole first page. */
  ink: number
}

export async function paperOf(pdf: Uint8Array): Promise<Paper> {
  const folder = await mkdtemp(join(tmpdir(), 'vacancy-paper-'))
  try {
    const path = join(folder, 'paper.pdf')
    await writeFile(path, pdf)
    const run = (...command: string[]) => {
      const { exitCode, stdout, stderr } = Bun.spawnSync(command)
      if (exitCode !== 0) throw new Error(`${command[0]}: ${stderr.toString()}`)
      return stdout.toString()
    }
    const text = run('pdftotext', '-layout', path, '-')
    const boxes = run('pdftotext', '-bbox', '-l', '1', path, '-')
    run('pdftoppm', '-r', String(DPI), '-gray', '-l', '1', '-singlefile', path, join(folder, 'page'))
    const picture = pictureOf(await readFile(join(folder, 'page.pgm')))
    const word = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</g
    const words = [...boxes.matchAll(word)].map(([, left, top, right, bottom, text = '']) => ({
      text: unescaped(text),
      ...inkIn(
        picture,
        [left, top, right, bottom].map((one) => (Number(one) * DPI) / POINTS),
      ),
    }))
    return { text, words, ink: inkIn(picture, [0, 0, picture.width, picture.height]).ink }
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Picture {
  width: number
  height: number
  dots: Uint8Array
}

/** Portable graymap, binary, a byte for each dot. */
function pictureOf(bytes: Buffer): Picture {
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 100)) ?? []
  if (head === undefined) throw new Error('no picture of a page')
  return { width: Number(width), height: Number(height), dots: bytes.subarray(head.length) }
}

function inkIn({ width, height, dots }: Picture, box: number[]): { ink: number; dots: string } {
  const [left = 0, top = 0, right = 0, bottom = 0] = box.map(Math.round)
  let dark = 0
  let shape = ''
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y++)
    for (let x = Math.max(0, left); x < Math.min(width, right); x++) {
      const is_dark = (dots[y * width + x] ?? 255) < DARK
      if (is_dark) dark++
      shape += is_dark ? '#' : '.'
    }
  return { ink: dark / Math.max(1, shape.length), dots: shape }
}

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
