/** A hunt for torn reads: one thread writes a hotel without a pause, this one reads it, and half of a change would show. */
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { dayNumber } from '#lib/dates'
import { searchQuery } from '../search.ts'
import { Catalogue } from './catalogue.ts'
import { Engine } from './engine.ts'
import { Nights } from './nights.ts'

const TODAY = '2026-11-23'
const STAY = 7
const READS = 20_000
const STATES = 60

test('no search sees half of a change', async () => {
  const room_types = [1, 2].map((room_type_id) => ({ room_type_id, max_adults: 2, capacity: 2 }))
  const place = { destination_id: 1, lat: 0, lng: 0, micro_euros_per_minor: 10_000 }
  const texts = { stars: 3, rating_tenths: 80, review_count: 1, score: 1, amenities: 0 }
  const catalogue = new Catalogue([place], [{ ...place, ...texts, hotel_id: 1, room_types }])
  const shape = { destinations: 1, hotels: 1, room_types: 2, nights: 14, first_day: dayNumber(TODAY) }
  const nights = new Nights(shape)
  const engine = new Engine(catalogue, nights)
  const query = searchQuery(
    { destination_id: 'geo_1', check_in: '2026-11-25', check_out: '2026-12-02', adults: 2 },
    TODAY,
  )
  const worker = new Worker(join(import.meta.dirname, 'writer.worker.ts'), {
    workerData: { shape, buffer: nights.buffer },
  })
  const seen = new Set<number>()
  try {
    while (engine.search(query)?.total !== 1) await Bun.sleep(1)
    // Reading one state twenty thousand times would prove nothing.
    for (let i = 0; i < READS || seen.size < STATES; i++) {
      const page = engine.search(query)
      const [amount = 0, rooms_left = 0] = [page?.amounts[0], page?.rooms_left[0]]
      // Every night has one price, and as many rooms as that price says.
      if (amount / STAY - 99 !== rooms_left)
        throw new Error(`torn: ${amount} for ${STAY} nights, ${rooms_left} left`)
      seen.add(amount)
    }
    const rounds = new Promise<number>((resolve) => worker.once('message', resolve))
    worker.postMessage('stop')
    expect(await rounds).toBeGreaterThan(1_000)
  } finally {
    await worker.terminate()
  }
  expect(seen.size).toBeGreaterThanOrEqual(STATES)
}, 30_000)
