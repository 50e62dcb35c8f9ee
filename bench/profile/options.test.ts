/** The options of `profile`: what is refused, by name. */
import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { models, variants } from '../model.ts'
import { readProfileOptions } from './options.ts'
import { divided_models, tools, unseen } from './tools.ts'

const dir = await mkdtemp(join(tmpdir(), 'vacancy-profile-options-'))
afterAll(() => rm(dir, { recursive: true, force: true }))

const good = ['--model', 'event-loop', '--workload', 'search-sql', '--dir', dir]
const named = (of: readonly { name: string }[]) => of.map(({ name }) => name)

describe('options of profile', () => {
  test('have the tools of the runtime, and a load that is short', async () => {
    const { tools, runtime, run, connections } = await readProfileOptions(good)
    expect(runtime).toBe('bun')
    expect(named(tools)).toEqual(['cpu', 'heap'])
    expect(run).toMatchObject({ duration: 5, warmup: 3 })
    expect(connections).toBe(32)
    const node = await readProfileOptions([...good, '--runtime=node', '--connections', '4'])
    expect(named(node.tools)).toEqual(['cpu', 'heap', 'doctor', 'flame', 'bubbleprof', 'heapprofiler'])
    expect(node.connections).toBe(4)
    const shared = await readProfileOptions([...good, '--model', 'event-loop-per-core', '--runtime', 'node'])
    expect(named(shared.tools)).not.toContain('bubbleprof')
    expect(node.contender).toMatchObject({ runtime: 'node', entry: { name: 'event-loop' } })
  })

  test('are those of run, too, also where they look like one of ours', async () => {
    const { run } = await readProfileOptions([
      ...[...good, '--workers', '3', '--pool', '3', '--timeout', '4', '--seed', '5'],
      ...['--generator', 'sockets', '--profile', 'tiny', '--data-dir', dir],
    ])
    expect(run).toMatchObject({ workers: 3, pool: 3, timeout: 4, seed: 5, generator: 'sockets' })
    expect(run).toMatchObject({ profile: 'tiny', data_dir: dir })
  })

  test('take one tool or several, in that order', async () => {
    const { tools } = await readProfileOptions([...good, '--runtime', 'node', '--tool', 'flame,cpu'])
    expect(named(tools)).toEqual(['flame', 'cpu'])
  })

  test.each([
    [['--workload', 'search-sql'], '--model must be one of event-loop,'],
    [
      ['--model', 'even-loop', '--workload', 'serach-sql'],
      /did you mean event-loop\?\)\n.*did you mean search-sql\?/,
    ],
    [[...good, '--model', 'event-loop,callbacks'], '--model must be one of'],
    [[...good, '--runtime', 'deno'], '--runtime must be one of bun, node'],
    [
      [...good, '--tool', 'doctor'],
      'there is no doctor on bun, where there are cpu, heap; with --runtime node',
    ],
    [
      [...good, '--runtime', 'node', '--model', 'event-loop-per-core', '--tool', 'cpu,bubbleprof'],
      'bubbleprof cannot look at event-loop-per-core: Node 20',
    ],
    [[...good, '--tool', 'cpu,flam'], 'did you mean flame?'],
    [[...good, '--tool', 'cpu,cpu'], 'each at most once'],
    [[...good, '--models', 'callbacks'], '--models is no option of profile'],
    [[...good, '--out=file.json'], '--out is no option of profile'],
    [[...good, '--rate', '100'], '--rate is no option of profile'],
    [[...good, '--connections', '1,2'], '--connections must be one number'],
    [[...good, '--connections', '0'], '--connections must be'],
    [[...good, '--duration', 'long'], '--duration must be a number'],
    [[...good, '--model', 'coroutines', '--runtime', 'node'], 'coroutines runs on bun alone'],
    [[...good, '--model', 'process-per-request', '--workload', 'search-index'], 'cannot serve search-index'],
    [[...good, '--dir', '/dev/null/profiles'], '--dir: '],
    [[...good, '--dir', ''], '--dir is empty'],
  ] as const)('%j are refused', async (args, message) => {
    await expect(readProfileOptions(args)).rejects.toThrow(message)
  })

  test('know every model whose work is not in one thread', () => {
    const known = named([...models, ...variants])
    expect(Object.keys(divided_models).filter((name) => !known.includes(name))).toEqual([])
    const [cpu, , doctor] = tools
    if (cpu === undefined || doctor === undefined) throw new Error('no tools')
    expect(unseen(cpu, 'node', 'thread-pool')).toBeUndefined()
    expect(unseen(cpu, 'bun', 'thread-pool')).toContain('the main thread alone')
    expect(unseen(doctor, 'node', 'thread-pool')).toContain('the main thread alone')
    expect(unseen(doctor, 'node', 'event-loop')).toBeUndefined()
  })
})
