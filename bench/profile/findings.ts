/** Bun only. What a tool wrote, as a page, as a table for the terminal, and in words. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { count } from '../report/numbers.ts'
import { type Calls, leaveOutAround } from './calls.ts'
import { collected, dataOf, ourPaths, part, tidied, visualized } from './clinic.ts'
import { type Bubbles, operationsOf } from './formats/bubbles.ts'
import { type CpuProfile, callsOfCpu, type Window } from './formats/cpuprofile.ts'
import { type Diagnosis, wordsOf } from './formats/doctor.ts'
import { callsOfHeap, type HeapProfile } from './formats/heapprofile.ts'
import { type Snapshot, thingsOf } from './formats/snapshot.ts'
import { callsOfTicks, type Ticks } from './formats/ticks.ts'
import { type About, callsPage, thingsPage } from './page.ts'
import { functionsTable, operationsTable, sharesInWords, type Table, thingsTable } from './tables.ts'
import type { Tool } from './tools.ts'
import type { Work } from './work.ts'

export interface Findings {
  page: string
  /** Beside the page: for a program that shows more of it. */
  kept: { ending: string; text: string }[]
  said: string[]
  table: Table | undefined
}

export interface Seen {
  tool: Tool
  work: Work
  /** Of the load, by the clock of the profile. */
  window: Window
  about: About
  signal: AbortSignal
}

export async function findingsOf(seen: Seen): Promise<Findings> {
  const { name } = seen.tool
  if (name === 'cpu') return cpu(seen)
  if (name === 'heap') return heap(seen)
  return clinic(seen)
}

async function cpu({ work, window, about }: Seen): Promise<Findings> {
  const texts = await written(work)
  const profiles = texts.map((text) => JSON.parse(text) as CpuProfile)
  const calls = callsOfCpu(profiles, window)
  if (calls.root.total === 0) throw new Error('there is no sample within the load')
  const said = [sharesInWords(calls)]
  return {
    page: callsPage(about, calls, said),
    kept: keptOf(texts, 'cpuprofile'),
    said,
    table: functionsTable(calls),
  }
}

async function heap({ work, about }: Seen): Promise<Findings> {
  const texts = await written(work)
  const files = texts.map((text) => JSON.parse(text) as HeapProfile | Snapshot)
  const snapshot = files.find((one) => 'snapshot' in one)
  if (snapshot !== undefined) {
    const things = thingsOf(snapshot)
    return {
      page: thingsPage(about, things),
      // By its own name: browsers open it as what it is.
      kept: keptOf(texts, 'heapsnapshot'),
      said: ['what lived at the end, by its kind: Bun does not say who made it'],
      table: thingsTable(things),
    }
  }
  const { calls, said } = allocations(files.filter((one) => 'head' in one))
  return {
    page: callsPage(about, calls, said),
    kept: keptOf(texts, 'heapprofile'),
    said,
    table: functionsTable(calls),
  }
}

/** What came with modules is most of a small server, and would hide the rest. */
function allocations(profiles: readonly HeapProfile[]): { calls: Calls; said: string[] } {
  const calls = callsOfHeap(profiles)
  const all = calls.root.total
  const around = leaveOutAround(calls)
  return {
    calls,
    said: [
      `of ${kilobytes(all)} in memory at the end ${kilobytes(around)} came with modules and the end of the process, and are left out`,
      `of the rest ${sharesInWords(calls)}`,
    ],
  }
}

const kilobytes = (bytes: number) => `${count(bytes / 1_000)} KB`

/** The main thread first. */
async function written(work: Work): Promise<string[]> {
  const folder = join(work.folder, 'data')
  const names = await readdir(folder).catch(() => [])
  if (names.length === 0) throw new Error('the runtime has written no profile')
  // CPU.<date>.<time>.<pid>.<thread>.<number>.cpuprofile
  const threadOf = (name: string) => Number(name.split('.')[4])
  const sorted = names.sort((a, b) => threadOf(a) - threadOf(b))
  return Promise.all(sorted.map(async (name) => ourPaths(await Bun.file(join(folder, name)).text(), work)))
}

const keptOf = (texts: readonly string[], ending: string) =>
  texts.map((text, i) => ({ ending: i === 0 ? ending : `thread-${i}.${ending}`, text }))

async function clinic({ tool: { name }, work, window, signal }: Seen): Promise<Findings> {
  const data = await collected(work)
  if (name === 'heapprofiler') await withoutUrls(data, work)
  const page = ourPaths(await visualized(work, name, data, signal), work)
  return { page: tidied(page), kept: [], ...(await seenByClinic(name, data, page, work, window)) }
}

/** It takes what has a `file:` in front for a part of Node. */
async function withoutUrls(data: string, work: Work): Promise<void> {
  const text = await Bun.file(data).text()
  await Bun.write(data, ourPaths(text, work).replaceAll('file:///', '/'))
}

async function seenByClinic(
  name: string,
  data: string,
  page: string,
  work: Work,
  window: Window,
): Promise<Pick<Findings, 'said' | 'table'>> {
  const read = async <Data>(file: string) => JSON.parse(ourPaths(await Bun.file(file).text(), work)) as Data
  switch (name) {
    case 'doctor':
      return { said: wordsOf(dataOf<Diagnosis>(page)), table: undefined }
    case 'bubbleprof':
      return { said: [], table: operationsTable(operationsOf(dataOf<Bubbles>(page), window)) }
    case 'flame': {
      const calls = callsOfTicks(await read<Ticks>(await part(data, '-samples')))
      return { said: [sharesInWords(calls), 'of the whole life of the server'], table: functionsTable(calls) }
    }
    default: {
      const { calls, said } = allocations([await read<HeapProfile>(data)])
      return { said, table: functionsTable(calls) }
    }
  }
}
