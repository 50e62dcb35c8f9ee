import { expect, test } from 'bun:test'
import { type Arrival, Store } from './store.ts'

const arrival = (subject: string, bytes = 10, message_id: string | null = null): Arrival => ({
  raw: Buffer.alloc(bytes),
  summary: {
    envelope: { from: '', to: ['ann@guests.example'] },
    from: null,
    to: [],
    cc: [],
    subject,
    date: null,
    message_id,
    size_bytes: bytes,
    attachments: [],
  },
})
const bounds = { max_messages: 3, max_total_bytes: 10_000, max_waiting: 2 }
const subjects = (store: Store) => store.find({}, 100).found.map(({ summary }) => summary.subject)

test('the newest are kept, by count', () => {
  const store = new Store(undefined, bounds)
  for (const subject of ['a', 'b', 'c', 'd', 'e']) store.add(arrival(subject, 10, '<same@x.example>'))
  expect(subjects(store)).toEqual(['e', 'd', 'c'])
  const [newest] = store.find({}, 1).found
  // Those that made room are not counted.
  expect(newest && store.deliveries(newest)).toBe(3)
})

test('the newest are kept, by bytes', () => {
  const store = new Store(undefined, bounds)
  store.add(arrival('a', 6_000))
  store.add(arrival('b', 6_000))
  expect(subjects(store)).toEqual(['b'])
  store.add(arrival('too large for all', 20_000))
  expect(store.size).toBe(0)
})

test('an id of a message that is gone still says what came after it', () => {
  const store = new Store(undefined, bounds)
  const { id } = store.add(arrival('a'))
  store.clear()
  store.add(arrival('b'))
  expect(store.find({ after: id }, 10).found.map(({ summary }) => summary.subject)).toEqual(['b'])
  const restarted = new Store(() => new Date(Date.now() + 5))
  expect(restarted.add(arrival('c')).id > id).toBe(true)
})
