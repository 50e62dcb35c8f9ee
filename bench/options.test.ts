/** The command line: what is refused, and what a refusal costs. */
import { describe, expect, test } from 'bun:test'
import { spawnChild } from '#lib/child'
import { checkModels, readRunOptions } from './options.ts'

const good = ['--workload', 'search-sql', '--models', 'event-loop,thread-pool']

describe('options', () => {
  test('have defaults that compare alike', () => {
    const { workers, pool, repetitions, contenders } = readRunOptions(good)
    expect(workers).toBe(pool)
    expect(repetitions).toBe(3)
    expect(contenders.map(({ entry }) => entry.name)).toEqual(['event-loop', 'thread-pool'])
  })

  test('keep the order of the models: the first is the base', () => {
    const { contenders } = readRunOptions(['--workload', 'search-sql', '--models', 'thread-pool,event-loop'])
    expect(contenders.map(({ entry }) => entry.name)).toEqual(['thread-pool', 'event-loop'])
  })

  test.each([
    ['--workers', '4'],
    ['--pool', '4'],
  ])('%s %s says both: one connection for each worker', (name, value) => {
    expect(readRunOptions([...good, name, value])).toMatchObject({ workers: 4, pool: 4 })
  })

  test('that a model cannot divide are refused in its words', async () => {
    const uneven = readRunOptions([...good, '--workers', '2', '--pool', '3'])
    await expect(checkModels(uneven, uneven.comparisons)).rejects.toThrow(
      '--workers 2 and --pool 3 must be equal',
    )
    await checkModels(uneven, [{ workload: uneven.workload, contenders: uneven.contenders.slice(0, 1) }])
  })

  test('without models are all that apply, and a quick look is at three workloads', () => {
    const { comparisons } = readRunOptions(['--quick'])
    expect(comparisons.map(({ workload, contenders }) => [workload.name, contenders.length])).toEqual([
      ['search-sql', 11],
      ['search-index', 9],
      ['search-partners', 9],
    ])
    expect(comparisons[0]?.contenders[0]?.entry.name).toBe('event-loop')
  })

  test('a rate makes an open loop, a sweep nine numbers of clients', () => {
    const { loads } = readRunOptions([...good, '--rate', '150%,200,50%', '--arrivals', 'constant'])
    const open = { kind: 'open', connections: 1_000, arrivals: 'constant' } as const
    expect(loads).toEqual([
      { ...open, rate: 200, of_peak: null },
      { ...open, rate: null, of_peak: 0.5 },
      { ...open, rate: null, of_peak: 1.5 },
    ])
    expect(readRunOptions([...good, '--connections', 'sweep']).loads).toHaveLength(9)
  })

  test('runtimes make more contenders, of models that run there', () => {
    const { contenders } = readRunOptions([
      ...['--workload', 'time', '--models', 'event-loop,sync', '--runtime', 'bun,deno'],
    ])
    expect(contenders.map(({ entry, runtime }) => `${entry.name} ${runtime}`)).toEqual([
      'event-loop bun',
      'event-loop deno',
      'sync bun',
    ])
  })

  test('a precision ends repetitions before the most of them', () => {
    expect(readRunOptions([...good, '--precision', '2'])).toMatchObject({ precision: 0.02, repetitions: 30 })
  })

  test('that are mistyped are guessed', () => {
    expect(() => readRunOptions(['--workload', 'serach-sql', '--models', 'even-loop'])).toThrow(
      /did you mean search-sql\?[\s\S]*did you mean event-loop\?/,
    )
  })

  test('allow fewer repetitions to a quick look alone', () => {
    expect(readRunOptions([...good, '--quick'])).toMatchObject({ repetitions: 1, duration: 1.5, quick: true })
    expect(readRunOptions([...good, '--quick', '--duration', '3'])).toMatchObject({ duration: 3 })
    expect(readRunOptions(good).quick).toBe(false)
  })

  test.each([
    [['--workload', 'nothing', '--models', 'event-loop'], '--workload'],
    [['--workload', 'search-sql', '--models', 'event-loop,gevent'], '--models'],
    [['--workload', 'search-sql', '--models', 'event-loop,event-loop'], '--models'],
    [[...good, '--connections', '0'], '--connections'],
    [[...good, '--duration', '0'], '--duration'],
    [[...good, '--duration', '1e3'], '--duration'],
    [[...good, '--repetitions', '2'], '--repetitions'],
    [[...good, '--workers', '2.5'], '--workers'],
    [[...good, '--profile', 'scale'], '--profile'],
    [[...good, '--timeout', '0'], '--timeout'],
    [[...good, '--out', ''], '--out'],
    [[...good, '--models', 'event-loop,'], '--models'],
    [[...good, '--fast'], '--fast'],
    [[...good, '--conections', '4'], 'did you mean --connections?'],
    [[...good, '--runtime', 'nodejs'], '--runtime must be a list of bun, node, deno'],
    [['--workload', 'time', '--models', 'sync', '--runtime', 'node'], 'sync runs on bun alone'],
    [[...good, '--rate', '80%,fast'], '--rate'],
    [[...good, '--precision', '0'], '--precision'],
    [[...good, '--publish', 'A B'], '--publish'],
  ])('%p is refused by name', (args, name) => {
    expect(() => readRunOptions(args)).toThrow(name)
  })

  test('report every fault at once', () => {
    expect(() => readRunOptions(['--models', 'gevent', '--pool', '0', '--seed', '-'])).toThrow(
      /--workload[\s\S]*--models[\s\S]*--pool/,
    )
  })
})

test('a folder for --out that is not there is refused before anything is measured', async () => {
  const lines: string[] = []
  const child = spawnChild({
    args: ['bench/cli.ts', 'run', ...good, '--out', '/nowhere/at/all.json'],
    onLine: (line) => lines.push(line),
  })
  expect(await child.exited).toBe(1)
  expect(lines[0]).toStartWith('--out: ')
  expect(lines.join('\n')).not.toContain('repetition')
})
