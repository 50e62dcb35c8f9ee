/** One result against another: what is slower beyond doubt, twice, and what only seems so. */
import { afterAll, expect, test } from 'bun:test'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argumentsOf, compareFiles, gate, type RunAgain } from './against.ts'
import { modelResult, rated, runResult } from './fixtures/result.ts'

const folder = await mkdtemp(join(tmpdir(), 'vacancy-against-'))
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, ...rates: number[]): Promise<string> {
  const path = join(folder, `${name}.json`)
  const repetitions = rates.map((rate) => rated(rate))
  await writeFile(path, JSON.stringify(runResult(modelResult('event-loop', ...repetitions))))
  return path
}
const before = await file('before', 1_000, 1_010, 990, 1_005, 995)
const same = await file('same', 1_002, 1_012, 985, 1_001, 998)
const slower = await file('slower', 800, 805, 795, 802, 798)
const a_little = await file('a-little', 970, 975, 965, 972, 968)
const once = await file('once', 800)
const broken = join(folder, 'broken.json')
await writeFile(
  broken,
  JSON.stringify(
    runResult(modelResult('event-loop', rated(0, { valid: false, invalid_reasons: ['3 wrong answers'] }))),
  ),
)
const elsewhere = join(folder, 'elsewhere.json')
const other = runResult(modelResult('event-loop', rated(1_000), rated(1_010), rated(990)))
await writeFile(
  elsewhere,
  JSON.stringify({ ...other, environment: { ...other.environment, cpu: 'another' } }),
)

async function said(work: () => Promise<number>): Promise<{ code: number; text: string }> {
  const lines: string[] = []
  const { log } = console
  console.log = (line: string) => void lines.push(line)
  try {
    return { code: await work(), text: lines.join('\n') }
  } finally {
    console.log = log
  }
}

test('compare: a ratio with an interval, and what it means', async () => {
  expect((await said(() => compareFiles([before, same]))).text).toContain('no difference that could be told')
  const { text } = await said(() => compareFiles([before, slower]))
  expect(text).toMatch(/event-loop on search-sql, 32 clients +0\.80 +0\.79 – 0\.81 +slower/)
  expect((await said(() => compareFiles([before, once]))).text).toContain('too few valid repetitions')
})

const nobody: RunAgain = () => Promise.reject(new Error('nobody asked for a run'))

test.each([
  ['nothing is slower', [before, same], 0],
  ['slower within the tolerance', [before, a_little], 0],
  ['slower once, not again', [before, slower, same], 0],
  ['slower twice', [before, slower, slower], 1],
  ['slower twice, and allowed', [before, slower, slower, '--tolerance', '25'], 0],
  ['too few repetitions to say so', [before, once], 2],
  ['a contender that is broken', [before, broken], 2],
  ['another machine', [before, elsewhere], 2],
])('gate: %s', async (_, args, code) => {
  expect((await said(() => gate(args, nobody))).code).toBe(code)
})

test('gate: what is not given is run, and again only when the first run is slower', async () => {
  const asked: string[] = []
  const runs =
    (...files: string[]): RunAgain =>
    async (_before, what) => {
      asked.push(what)
      return JSON.parse(await readFile(files[asked.length - 1] ?? '', 'utf8'))
    }
  expect((await said(() => gate([before], runs(same)))).code).toBe(0)
  expect(asked).toEqual(['a first run'])
  asked.length = 0
  expect((await said(() => gate([before], runs(slower, slower)))).code).toBe(1)
  expect(asked).toEqual(['a first run', 'a second run'])
})

test('gate: the command of a result, without what it wrote', () => {
  const of = (command: string) => {
    const result = runResult()
    const words = command.split(' ').slice(5)
    return argumentsOf({ ...result, environment: { ...result.environment, command, arguments: words } })
  }
  expect(of('npm run bench -- run --workload time --out a.json --report=b.html --seed 7')).toEqual([
    ...['--workload', 'time', '--seed', '7'],
  ])
  expect(() => of('npm run bench -- pages')).toThrow('cannot run again')
})

test('what is no result is refused by its name', async () => {
  const path = join(folder, 'none.json')
  await expect(compareFiles([before, path])).rejects.toThrow(path)
  await writeFile(path, '{"schema":"vacancy-bench/0"}')
  await expect(compareFiles([before, path])).rejects.toThrow('no result of this version')
  await expect(gate([], nobody)).rejects.toThrow('name the files')
  await expect(gate([before, same, '--tolerance', 'x'], nobody)).rejects.toThrow('--tolerance')
})
