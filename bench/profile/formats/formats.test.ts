/** What profilers write, made by hand, and what is found in it. */
import { afterAll, expect, test } from 'bun:test'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '#lib/child'
import { functionsOf, kindsOf, leaveOutAround, ownersOf } from '../calls.ts'
import { ourPaths, tidied } from '../clinic.ts'
import { frame, small_profile } from '../fixtures.ts'
import { placeOf } from '../place.ts'
import { keepMainThread } from '../traces.ts'
import { operationsOf } from './bubbles.ts'
import { callsOfCpu } from './cpuprofile.ts'
import { wordsOf } from './doctor.ts'
import { callsOfHeap } from './heapprofile.ts'
import { thingsOf } from './snapshot.ts'
import { callsOfTicks } from './ticks.ts'

test.each([
  [
    frame('search', `file://${root}/services/search/sql.ts`, 157),
    'ours',
    'services/search/sql.ts:158',
    'Vacancy',
  ],
  [frame('parse', `${root}/node_modules/pg/lib/query.js`, 8), 'package', 'pg/lib/query.js:9', 'pg'],
  [
    frame('listen', `file://${root}/node_modules/@elysiajs/node/index.mjs`, 0),
    'package',
    '@elysiajs/node/index.mjs:1',
    '@elysiajs/node',
  ],
  [frame('emit', 'node:events', 84), 'runtime', 'node:events:85', 'the runtime'],
  [frame('toString', ''), 'native', '', 'native code'],
  [frame('(garbage collector)', ''), 'gc', '', 'garbage collection'],
  [frame('there', 'file://%%%', 0), 'runtime', 'file://%%%:1', 'the runtime'],
] as const)('%j is where it says', (one, kind, where, owner) => {
  expect(placeOf(one)).toMatchObject({ kind, where, owner })
})

test('a name without a file may be any that objects have', () => {
  expect(placeOf(frame('constructor', '')).name).toBe('constructor')
  expect(placeOf(frame('', '')).name).toBe('(native)')
})

test('a .cpuprofile: by function, idle apart, a function that calls itself once', () => {
  const calls = callsOfCpu([small_profile])
  expect(calls.idle).toBe(2)
  expect(calls.root.total).toBe(7)
  const found = functionsOf(calls).map(({ place, self, total }) => [place.name, self, total])
  expect(found).toEqual([
    ['answer', 4, 6],
    ['garbage collection', 1, 1],
    ['toString', 1, 1],
    ['parse', 1, 1],
  ])
  expect(kindsOf(calls).map(({ share }) => Math.round(share * 7))).toEqual([4, 1, 0, 1, 1])
  expect(ownersOf(calls).map(({ owner }) => owner)).toEqual([
    'Vacancy',
    'garbage collection',
    'native code',
    'pg',
  ])
})

test('a .cpuprofile: the samples of a window alone', () => {
  const { root: all, idle } = callsOfCpu([small_profile], { from_us: 1_000_300, to_us: 1_000_500 })
  expect([all.total, idle]).toEqual([3, 0])
})

test('.cpuprofiles of several threads: the main thread apart', () => {
  const { root: all } = callsOfCpu([small_profile, small_profile, small_profile])
  expect([...all.children.values()].map(({ place, total }) => [place.name, total])).toEqual([
    ['the main thread', 7],
    ['2 other threads', 14],
  ])
})

test('a .heapprofile: bytes by function; what came with modules can be left out', () => {
  const leaf = (one: ReturnType<typeof frame>, selfSize: number) => ({
    callFrame: one,
    selfSize,
    children: [],
  })
  const loading = frame('run', 'node:internal/modules/esm/module_job', 1)
  const mine = frame('make', `file://${root}/bench/x.ts`, 1)
  const calls = callsOfHeap([
    {
      head: {
        ...{ callFrame: frame('(root)', ''), selfSize: 0 },
        children: [{ callFrame: loading, selfSize: 100, children: [leaf(mine, 900)] }, leaf(mine, 50)],
      },
    },
  ])
  expect(calls.root.total).toBe(1_050)
  expect(leaveOutAround(calls)).toBe(1_000)
  expect(functionsOf(calls).map(({ place, self }) => [place.name, self])).toEqual([['make', 50]])
})

test('a snapshot of Bun: by kind, texts together', () => {
  const meta = {
    node_fields: ['type', 'name', 'self_size'],
    node_types: [['object', 'string'], 'string', 'number'],
  }
  const nodes = [0, 0, 100, 1, 1, 10, 1, 2, 20, 0, 0, 50]
  expect(thingsOf({ snapshot: { meta }, nodes, strings: ['Promise', 'a', 'b'] })).toEqual([
    { what: 'object Promise', count: 2, bytes: 150 },
    { what: 'string', count: 2, bytes: 30 },
  ])
})

test('ticks of V8: names with their places, waiting for the machine is idle', () => {
  const js = (name: string) => ({ name, type: 'JS' })
  const calls = callsOfTicks([
    [],
    [js('emit node:events:489:44'), { name: 'epoll_pwait@@GLIBC_2.6', type: 'CPP' }],
    [js('emit node:events:489:44'), js(` file://${root}/bench/models/callbacks.ts:40:10`)],
    [{ name: 'writev@@GLIBC_2.2.5', type: 'CPP' }],
    [js('odd name file:///elsewhere/x.js:1:1')],
  ])
  expect(calls.idle).toBe(2)
  expect(functionsOf(calls).map(({ place, self }) => [place.name, place.where, self])).toEqual([
    ['(anonymous)', 'bench/models/callbacks.ts:40', 1],
    ['writev', '', 1],
    ['odd name', '/elsewhere/x.js:1', 1],
    ['emit', 'node:events:489', 0],
  ])
})

test('bubbles: by the place of ours where it began, within the load', () => {
  const frames = [
    { functionName: 'nextTick', fileName: 'node:internal/process/task_queues', lineNumber: 1 },
    { functionName: 'waitFor', fileName: `${root}/bench/waiting.ts`, lineNumber: 16 },
  ]
  const sources = [
    { init: 1, before: [2] },
    { init: 10, before: [12, 15] },
    { init: 10, before: [] },
    { init: null, before: [] },
  ]
  const operations = operationsOf(
    { data: [{ nodes: [{ type: 'PROMISE', frames, sources }] }] },
    { from_us: 5_000, to_us: 20_000 },
  )
  expect(operations).toMatchObject([{ count: 2, waited_ms: 5, place: { where: 'bench/waiting.ts:16' } }])
})

test('what doctor says, and one that nobody has heard of', () => {
  const issues = { delay: 'none', cpu: 'performance', memory: { rss: 'none', heapUsed: 'data' } }
  expect(wordsOf({ analysis: { issueCategory: 'io', issues } })).toEqual([
    'doctor: something is waited for (I/O) while the processor has time: bubbleprof says what for (io)',
    'what looks wrong to it: cpu: performance, memory heapUsed: data',
  ])
  expect(wordsOf({ analysis: { issueCategory: 'toString', issues: {} } })[0]).toBe(
    'doctor: toString (toString)',
  )
})

test('paths of the JavaScript that ran are ours again', () => {
  const javascript = join(root, '.data/bench/profiling-1/javascript')
  const at = (text: string) => ourPaths(text, { javascript })
  expect(at(`file://${javascript}/bench/models/slots.js:26`)).toBe(`file://${root}/bench/models/slots.ts:26`)
  expect(at(`../../bubbleprof/file:${javascript}/lib/dates.js`)).toBe(`${root}/lib/dates.ts`)
  expect(at(`${root}/node_modules/pg/lib/client.js`)).toBe(`${root}/node_modules/pg/lib/client.js`)
  expect(tidied(`"file://${root}/bench/core.ts" urls:["https://clinicjs.org/assets/css/fonts.css"]`)).toBe(
    '"bench/core.ts" urls:["data:text/css,"]',
  )
})

const folder = await mkdtemp(join(tmpdir(), 'vacancy-traces-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('traces of several files become one of the main thread, which clinic can read', async () => {
  const event = (tid: number, n: number) => ({
    pid: 7,
    tid,
    ts: n,
    args: { data: { text: `]} ünïcode ${'x'.repeat(n)}` } },
  })
  const write = (n: number, events: object[]) =>
    writeFile(join(folder, `node_trace.${n}.log`), JSON.stringify({ traceEvents: events }))
  // Larger than what is read at once, so that an event is cut somewhere.
  const many = Array.from({ length: 3_000 }, (_, n) => event(n % 3 === 0 ? 7 : 8, n))
  await write(10, [event(7, 1), event(9, 2)])
  await write(2, many)
  keepMainThread(folder)
  expect(await readdir(folder)).toEqual(['node_trace.2.log'])
  const { traceEvents } = JSON.parse(await readFile(join(folder, 'node_trace.2.log'), 'utf8'))
  expect(traceEvents).toEqual([...many.filter(({ tid }) => tid === 7), event(7, 1)])
})
