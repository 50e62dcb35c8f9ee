/** Options of `overload` and `rate`, and how their results are shown. */
import { describe, expect, test } from 'bun:test'
import { spawnChild } from '#lib/child'
import { ledger } from '../load/ledger.ts'
import { readOverloadOptions, readRateOptions } from './options.ts'
import type { Measured, OverloadResult } from './overload.ts'
import { overloadTable } from './table.ts'

describe('options', () => {
  test('have defaults, of which a quick look has shorter ones', () => {
    expect(readOverloadOptions([])).toMatchObject({
      ...{ engine: 'index', arrivals: 'poisson', profile: 'bench', connections: 2_000, generators: 1 },
      ...{ repetitions: 3, duration: 4, deadline: 0.25, cache: 0 },
    })
    expect(readOverloadOptions(['--quick', '--engine', 'sql'])).toMatchObject({
      ...{ engine: 'sql', repetitions: 1, duration: 1 },
    })
    expect(readRateOptions(['--rate', '500', '--shedding', 'off'])).toMatchObject({
      ...{ rate: 500, shedding: false, repetitions: 1 },
    })
  })

  test.each([
    [['--engine', 'mongo'], '--engine must be one of index, sql'],
    [['--arrivals', 'bursts'], '--arrivals must be one of constant, poisson'],
    [['--connections', '0'], '--connections must be an integer from 1 to 20000'],
    [['--connections', '2', '--generators', '3'], '--connections must be as many as --generators at least'],
    [['--duration', '0.1'], '--duration must be a number from 0.5 to 600'],
    [['--deadline', '-1'], '--deadline'],
    [['--profile', 'scale'], '--profile must be one of tiny, demo, bench'],
    [['--cpus', '0-999'], '--cpus must be a list of processors that this machine has'],
    [['--repetitions', '0'], '--repetitions'],
    [['--out', ''], '--out is empty'],
    [['--rate', '5'], '--rate'],
    [['now'], 'now'],
  ])('%p of overload is refused by name', (args, fault) => {
    expect(() => readOverloadOptions(args)).toThrow(fault)
  })

  test.each([
    [[], '--rate is missing'],
    [['--rate', '0'], '--rate must be an integer from 1 to 1000000'],
    [['--rate', '10', '--shedding', 'maybe'], '--shedding must be one of on, off'],
    [['--rate', '10', '--repetitions', '2'], '--repetitions'],
  ])('%p of rate is refused by name', (args, fault) => {
    expect(() => readRateOptions(args)).toThrow(fault)
  })

  test('report every fault at once, as the command does before it starts anything', async () => {
    const lines: string[] = []
    const child = spawnChild({
      args: ['bench/cli.ts', 'overload', '--engine', 'x', '--connections', 'many'],
      onLine: (line) => lines.push(line),
    })
    expect(await child.exited).toBe(1)
    expect(lines).toEqual([
      '--connections must be an integer from 1 to 20000',
      '--engine must be one of index, sql',
      '`npm run bench -- --help` lists the options',
    ])
  })
})

describe('the table', () => {
  const measured = (changes: Partial<Measured>, verified: number, refused: number): Measured => {
    const book = ledger({ begin_ms: 0, end_ms: 1_000, deadline_ms: 100 })
    const sent = { due_ms: 10, sent_ms: 10 }
    for (let n = 0; n < verified + refused; n++) {
      book.sent(sent, 0)
      book.answered(sent, n < verified ? 30 : 15, n < verified ? 'verified' : 'refused', () => '')
    }
    return {
      ...{
        shedding: true,
        repetition: 1,
        factor: 2,
        rate: 1_000,
        goodput: verified,
        report: book.report({ cpu_share: 0.4, counted_on_their_way: 0 }),
      },
      ...{ peak: null, server_cpu_share: 1, others_cpu_share: 0.1, invalid_reasons: [], ...changes },
    }
  }
  const of = (...results: Measured[]) => {
    const environment = {
      ...{
        engine: 'index',
        profile: 'bench',
        connections: 10,
        arrivals: 'poisson',
        duration: 1,
        deadline: 0.25,
      },
      ...{
        repetitions: 2,
        generators: 1,
        cpus: [0],
        cores: 2,
        cpu: 'x',
        bun: '1',
        postgresql: '18',
        commit: 'c',
      },
    }
    return overloadTable({ schema: 'vacancy-overload/1', environment, results } as unknown as OverloadResult)
  }

  test('compares goodput with the peak of the same server', () => {
    const text = of(
      measured({ factor: 'peak' }, 100, 0),
      measured({ factor: 'peak', repetition: 2 }, 200, 0),
      measured({ peak: 100 }, 90, 10),
      measured({ peak: 200, repetition: 2 }, 160, 40),
    )
    expect(text).toContain('2 x: 1,000')
    expect(text).toContain('0.85 (0.80 – 0.90)')
    expect(text).toMatch(/ 25 +5\.0 \/ 5\.0 \/ 5\.0 +20\.0 \/ 20\.0 \/ 20\.0 +0 % +valid/)
  })

  test('shows no figure of what is INVALID, and says why', () => {
    const text = of(
      measured({ factor: 'peak' }, 100, 0),
      measured({ invalid_reasons: ['the generator was late itself'] }, 77, 10),
    )
    expect(text).not.toContain('77')
    expect(text).toContain('INVALID because:\n  on, 2 x, repetition 1: the generator was late itself')
  })
})
