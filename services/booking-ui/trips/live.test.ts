/** Streams of a trip: what they say, and how many there may be. */
import { expect, test } from 'bun:test'
import { Problem } from '#lib/problem'
import { liveTrips } from './live.ts'

const open = (live: ReturnType<typeof liveTrips>, whose: string, current = async () => 'same') =>
  live({ whose, version: 'same', current, signal: new AbortController().signal })
const isRefused = (work: () => unknown) => {
  try {
    work()
    return false
  } catch (error) {
    return error instanceof Problem && error.status === 503
  }
}

test('says that the trip has changed, and ends', async () => {
  const answer = open(liveTrips(), 'ann', async () => 'another')
  expect(answer.headers.get('content-type')).toStartWith('text/event-stream')
  expect(await answer.text()).toBe('retry: 2000\n\nevent: changed\ndata: another\n\n')
})

test('one person has some streams and no more, and what ends makes room', async () => {
  const live = liveTrips()
  const streams = Array.from({ length: 5 }, () => open(live, 'ann'))
  expect(isRefused(() => open(live, 'ann'))).toBe(true)
  const other = open(live, 'bea')
  // One that somebody reads, and one that nobody ever did.
  const reader = streams[0]?.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await streams[1]?.body?.cancel()
  for (const again of [open(live, 'ann'), open(live, 'ann')]) streams.push(again)
  expect(isRefused(() => open(live, 'ann'))).toBe(true)
  await Promise.all([other, ...streams.slice(2)].map((stream) => stream.body?.cancel()))
  expect(isRefused(() => open(live, 'ann'))).toBe(false)
})
