/** Pictures: valid, small, one for each id and always the same. */
import { expect, test } from 'bun:test'
import { favicon } from './favicon.ts'
import { inside, panorama, picture, rooms } from './picture.ts'

const ids = Array.from({ length: 300 }, (_, i) => `htl_${String(i).padStart(26, '0')}`)

test('the same id gives the same picture, and hardly two ids one', () => {
  const pictures = ids.map(picture)
  expect(ids.map(picture)).toEqual(pictures)
  expect(new Set(pictures).size).toBe(ids.length)
})

test('every picture is drawn from finite numbers, balanced, without script or reference, and small', () => {
  for (const svg of [
    ...ids.map(picture),
    ...rooms.flatMap((room) => ids.map((id) => inside(id, room))),
    picture('geo_2988507'),
    panorama(),
    favicon,
  ]) {
    expect(svg).toStartWith('<svg xmlns="http://www.w3.org/2000/svg"')
    expect(svg).not.toMatch(/NaN|undefined|Infinity|<script|href|\son/)
    expect(svg.length).toBeLessThan(40_000)
    const open = [...svg.matchAll(/<([a-zA-Z]+)[^>]*?(\/?)>/g)].filter((match) => match[2] === '').length
    expect([...svg.matchAll(/<\//g)].length).toBe(open)
  }
})

test('a hotel has other rooms than its neighbour, and each is another picture', () => {
  for (const room of rooms) expect(new Set(ids.map((id) => inside(id, room))).size).toBe(ids.length)
  const [id = ''] = ids
  expect(new Set(rooms.map((room) => inside(id, room))).size).toBe(rooms.length)
})
