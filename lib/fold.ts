/** Names folded for comparison: what a person types and what a map says meet here. */

/** Letters that Unicode does not decompose into a base and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
  ŧ: 't',
  ə: 'e',
}

/** Lower case, no accents, every other run of characters one space, trimmed: `Saint-Étienne` -> `saint etienne`. */
export function foldName(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      // After the marks: `ǽ` is an `æ` with one.
      .replace(/[ßøłđðþæœıħŋŧə]/g, (letter) => LETTERS[letter] ?? letter)
      .replace(/['’ʻʼ`]/g, '')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  )
}
