/** What a local way of naming is made of. The word lists stand in this folder, one file per group of languages. */
export type StyleName =
  | 'french'
  | 'spanish'
  | 'portuguese'
  | 'italian'
  | 'german'
  | 'dutch'
  | 'nordic'
  | 'swedish'
  | 'finnish'
  | 'icelandic'
  | 'british'
  | 'american'
  | 'polish'
  | 'czech'
  | 'hungarian'
  | 'adriatic'
  | 'central'
  | 'greek'
  | 'turkish'
  | 'arabic'
  | 'african'
  | 'indian'
  | 'thai'
  | 'malay'
  | 'vietnamese'
  | 'filipino'
  | 'japanese'
  | 'korean'
  | 'chinese'

export interface NameStyle {
  /** Any class of hotel. `{a}` and `{b}` are words of the lists below, `{city}` the city. */
  plain: readonly string[]
  /** One and two stars. */
  budget: readonly string[]
  /** Four and five stars. */
  grand: readonly string[]
  a: readonly string[]
  b: readonly string[]
  /** Whole names that make sense only at the sea, or in the mountains. */
  beach: readonly string[]
  mountain: readonly string[]
  /** Tell two hotels of one name in a city apart. */
  parts: readonly string[]
  /** `{n}` is a house number, `{s}` a street. */
  address: string
  streets: readonly string[]
  max_number: number
}

/** Every combination, for the languages that build street names of a root and an ending. */
export function combine(roots: string, endings: string, joint = ''): string[] {
  return list(roots).flatMap((root) => list(endings).map((ending) => root + joint + ending))
}

/** The trimmed entries of a comma-separated list. */
export function list(text: string): string[] {
  return text.split(',').map((entry) => entry.trim())
}
