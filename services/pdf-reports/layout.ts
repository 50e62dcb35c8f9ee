/** The parts of a page, as objects that satori lays out (flexbox). Every text goes through `text`. */
import { harmless, isRightToLeft, runsOf, type Weight } from './fonts.ts'

export interface Node {
  type: string
  props: { style?: Record<string, unknown>; children?: Node[] | Node | string; [name: string]: unknown }
}

export const page = { width: 595, height: 842, margin: 48 } as const
export const ink = {
  text: '#1b2430',
  muted: '#586273',
  accent: '#0f5c57',
  line: '#d9d3c8',
  sunk: '#f4f1ea',
} as const

export const box = (style: Record<string, unknown>, ...children: Node[]): Node => ({
  type: 'div',
  // Without border-box a padding pushes text off the page.
  props: { style: { display: 'flex', boxSizing: 'border-box', ...style }, children },
})

interface TextStyle {
  size?: number
  weight?: Weight
  color?: string
  align?: 'left' | 'right' | 'center'
  /** More than so many letters end in an ellipsis. */
  most?: number
  /** False for what is one thing: an amount and its currency. */
  wraps?: boolean
}

/** Words that wrap, each cut where another font begins; from the right where the text is read so. */
export function text(value: string, style: TextStyle = {}): Node {
  const { size = 10, weight = 400, color = ink.text, align = 'left', most = 240, wraps = true } = style
  const letters = [...harmless(value)]
  const shown = letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('')
  const backward = isRightToLeft(shown)
  const words = shown.split(/\s+/).flatMap(breakable)
  const at_end = align === 'right' || (backward && align === 'left')
  return box(
    {
      flexDirection: backward ? 'row-reverse' : 'row',
      flexWrap: wraps ? 'wrap' : 'nowrap',
      justifyContent: align === 'center' ? 'center' : at_end !== backward ? 'flex-end' : 'flex-start',
      columnGap: size * 0.26,
      fontSize: size,
      fontWeight: weight,
      color,
      lineHeight: 1.4,
    },
    ...words.map((word) => {
      const runs = runsOf(word)
      return box(
        { flexDirection: backward ? 'row-reverse' : 'row' },
        ...runs.map((run) => ({
          type: 'div',
          props: { style: { fontFamily: run.font, whiteSpace: 'pre' }, children: run.text },
        })),
      )
    }),
  )
}

const LONGEST_WORD = 40
/** A word of two hundred letters has to break somewhere. */
function breakable(word: string): string[] {
  const letters = [...word]
  if (letters.length <= LONGEST_WORD) return [word]
  const parts: string[] = []
  for (let at = 0; at < letters.length; at += LONGEST_WORD)
    parts.push(letters.slice(at, at + LONGEST_WORD).join(''))
  return parts
}

/** A part of the page with about the height that it takes. */
export interface Block {
  node: Node
  height: number
}

const LETTER = 0.56
/** Lines that a text takes in so many points. */
export const linesOf = (value: string, width: number, size = 10): number =>
  Math.max(
    1,
    Math.ceil(
      ([...harmless(value)].reduce((sum, one) => sum + (one > '\u2e80' ? 1 : LETTER), 0) * size) / width,
    ),
  )

export const gap = (height: number): Block => ({ node: box({ height }), height })

export function heading(value: string): Block {
  return {
    height: 30,
    node: box(
      { paddingTop: 12, paddingBottom: 4, width: '100%' },
      text(value, { size: 11, weight: 700, color: ink.accent }),
    ),
  }
}

/** Label and value side by side, as a table of two columns. */
export function pairs(rows: readonly (readonly [label: string, value: string])[]): Block {
  const width = page.width - 2 * page.margin
  const heights = rows.map(([, value]) => linesOf(value, width - 150) * 14 + 4)
  return {
    height: heights.reduce((sum, one) => sum + one, 0),
    node: box(
      { flexDirection: 'column', width: '100%' },
      ...rows.map(([label, value]) =>
        box(
          { flexDirection: 'row', width: '100%', paddingTop: 2, paddingBottom: 2 },
          box({ width: 140, flexShrink: 0 }, text(label, { color: ink.muted })),
          box({ flexGrow: 1, flexShrink: 1, flexBasis: 0 }, text(value)),
        ),
      ),
    ),
  }
}

/** A line of a bill: what, and how much at the right edge. */
export function amountRow(
  label: string,
  amount: string,
  { strong = false, note = '' }: { strong?: boolean; note?: string } = {},
): Block {
  const weight = strong ? 700 : 400
  const size = strong ? 12 : 10
  return {
    height: (strong ? 26 : 20) + (linesOf(label, 330, size) - 1) * 14,
    node: box(
      {
        flexDirection: 'row',
        width: '100%',
        justifyContent: 'space-between',
        alignItems: 'center',
        paddingTop: strong ? 4 : 3,
        paddingBottom: 3,
        borderTop: strong ? `1px solid ${ink.text}` : `1px solid ${ink.line}`,
      },
      box(
        { flexDirection: 'row', flexShrink: 1, columnGap: 6, alignItems: 'flex-end' },
        text(label, { size, weight }),
        ...(note === '' ? [] : [text(note, { size: 9, color: ink.muted })]),
      ),
      box({ flexShrink: 0, paddingLeft: 12 }, text(amount, { size, weight, align: 'right', wraps: false })),
    ),
  }
}

export function paragraph(value: string, color: string = ink.text): Block {
  const width = page.width - 2 * page.margin
  return {
    height: linesOf(value, width) * 14 + 6,
    node: box(
      { flexDirection: 'column', width: '100%', paddingBottom: 6 },
      text(value, { color, most: 600 }),
    ),
  }
}
