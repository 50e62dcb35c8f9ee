/** Pictures: valid, small, one for each id and always the same. */
import { expect, test } from 'bun:test'
import { drawnPicture } from './draw.ts'
import { favicon } from './favicon.ts'
import { gallery } from './gallery.ts'
import { inside, type Picture, panorama, picture, rooms } from './picture.ts'

const ids = Array.from({ length: 300 }, (_, i) => `htl_${String(i).padStart(26, '0')}`)

const all = (pictures: Picture[]) => Promise.all(pictures.map(drawnPicture))

test('the same id gives the same picture, and hardly two ids one', async () => {
  const pictures = await all(ids.map(picture))
  expect(await all(ids.map(picture))).toEqual(pictures)
  expect(new Set(pictures).size).toBe(ids.length)
})

test('every picture is drawn from finite numbers, balanced, without script or strangers, and small', async () => {
  const pictures = [
    ...ids.map(picture),
    ...rooms.flatMap((room) => ids.map((id) => inside(id, room))),
    picture('geo_2988507'),
  ]
  for (const svg of [
    ...pictures.flatMap(({ layers }) => layers),
    ...(await all(pictures)),
    panorama(),
    favicon,
  ]) {
    expect(svg).toStartWith('<svg ')
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"')
    expect(svg).not.toMatch(/NaN|undefined|Infinity|<script|href="(?!data:image\/svg)|\son/)
    expect(svg.length).toBeLessThan(60_000)
    const open = [...svg.matchAll(/<([a-zA-Z]+)[^>]*?(\/?)>/g)].filter((match) => match[2] === '').length
    expect([...svg.matchAll(/<\//g)].length).toBe(open)
  }
})

test('a hotel has other rooms than its neighbour, and each is another picture', () => {
  const distinct = (pictures: Picture[]) => new Set(pictures.map((one) => JSON.stringify(one))).size
  for (const room of rooms) expect(distinct(ids.map((id) => inside(id, room)))).toBe(ids.length)
  const [id = ''] = ids
  expect(distinct(rooms.map((room) => inside(id, room)))).toBe(rooms.length)
})

test('a picture is drawn once, sent as the browser can read it, and not again to who has it', async () => {
  const { show } = gallery()
  let drawings = 0
  const ask = (headers: Record<string, string> = {}) =>
    show(new Request('http://site/art/x.svg', { headers }), 'x', () => {
      drawings++
      return picture('x')
    })
  const [one, other] = await Promise.all([ask(), ask({ 'accept-encoding': 'gzip, br' })])
  const svg = await one.text()
  expect([one.headers.get('content-encoding'), other.headers.get('content-encoding')]).toEqual([null, 'gzip'])
  expect(new TextDecoder().decode(Bun.gunzipSync(await other.arrayBuffer()))).toBe(svg)
  const etag = other.headers.get('etag') ?? ''
  const again = await ask({ 'if-none-match': etag })
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
  expect((await ask({ 'if-none-match': 'W/"another"' })).status).toBe(200)
  expect(drawings).toBe(1)
})
