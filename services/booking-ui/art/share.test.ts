import { afterAll, expect, test } from 'bun:test'
import { sharePictures } from './share.ts'

const pictures = sharePictures()
afterAll(() => pictures.close())

const card = { id: `htl_${'0'.repeat(26)}`, name: 'Château Łódź', stars: 4, place: 'Paris, France' }

/** From the header chunk of a PNG. */
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

test('a picture is a PNG of the size that networks ask for, made once', async () => {
  const [one, again] = await Promise.all([pictures.picture(card), pictures.picture(card)])
  expect([...one.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG')
  expect(sizeOf(one)).toEqual([1200, 630])
  expect(again).toBe(one)
  const other = await pictures.picture({ ...card, id: card.id.replace('0', '1') })
  expect(Buffer.compare(other, one)).not.toBe(0)
})

test('names that are no words, or have no letters that we know, make a picture all the same', async () => {
  for (const [i, name] of [
    '<script>alert(1)</script>',
    '王小明',
    '',
    '\u202eabc',
    'x'.repeat(400),
  ].entries()) {
    const png = await pictures.picture({ ...card, id: `${card.id}${i}`, name })
    expect(sizeOf(png)).toEqual([1200, 630])
  }
})
