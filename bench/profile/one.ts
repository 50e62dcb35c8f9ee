/** One profile: a fresh server under a tool, golden answers first, then load, and what the tool wrote. */
import { type Golden, goldenText } from '../ask.ts'
import { checkGolden } from '../golden.ts'
import type { LoadReport } from '../load/order.ts'
import { runLoad } from '../load/run.ts'
import { otherCpus } from '../measure/pinning.ts'
import { generatorFor } from '../options.ts'
import { issueTokens, NO_TOKENS, type Tokens } from '../tokens.ts'
import { type Bench, expected, serverOrder } from '../trial.ts'
import { aboutOf, faultsOf, saidOf } from './about.ts'
import { savedAs } from './files.ts'
import { type Findings, findingsOf } from './findings.ts'
import type { Window } from './formats/cpuprofile.ts'
import type { ProfileOptions } from './options.ts'
import { underTool } from './program.ts'
import { type StartedServer, startUnder } from './start.ts'
import type { Tool } from './tools.ts'
import { clockAhead, type Work } from './work.ts'

export interface Profile {
  tool: string
  /** What was looked at, and how it went. */
  said: string[]
  table: Findings['table']
  /** The page, and what is kept beside it. */
  files: string[]
  /** Why nothing of this may be believed. */
  faults: string[]
}

interface Loaded {
  report: LoadReport
  window: Window
}

export async function profileOne(
  bench: Bench,
  options: ProfileOptions,
  tool: Tool,
  { work, command }: { work: Work; command: string },
): Promise<Profile> {
  const { signal, database_url, models } = bench
  const { contender, runtime } = options
  const model = models.get(contender.entry.file)
  const golden = expected(bench, model)
  const tokens = model?.verifies_tokens ? await issueTokens() : NO_TOKENS
  await options.run.workload.reset?.(database_url)
  const order = serverOrder(bench, contender, tokens)
  let server: StartedServer | undefined
  try {
    server = await startUnder(await underTool(tool, runtime, work, order), signal)
    const wrong = await checkGolden(server.base_url, golden, tokens, signal)
    if (wrong !== undefined) return failed(tool, [`golden answers: ${wrong}`])
    const loaded = await load(bench, options, tool, { server, golden, tokens })
    const ended = await server.end()
    if (ended !== undefined) return failed(tool, [ended])
    const faults = await faultsOf(bench, golden, loaded.report)
    const said = saidOf(options, tool, loaded.report)
    const ahead_us = await clockAhead(runtime, work)
    const findings = await findingsOf({
      ...{
        tool,
        work,
        signal,
        about: aboutOf(options, tool, { runtime: server.runtime, said, faults, command }),
      },
      window: { from_us: loaded.window.from_us + ahead_us, to_us: loaded.window.to_us + ahead_us },
    })
    const files = await savedAs(options, tool, findings)
    return { tool: tool.name, said: [...said, ...findings.said], table: findings.table, files, faults }
  } catch (error) {
    signal.throwIfAborted()
    return failed(tool, [error instanceof Error ? error.message : String(error)])
  } finally {
    server?.kill()
  }
}

const failed = (tool: Tool, faults: string[]): Profile => ({
  ...{ tool: tool.name, said: [], table: undefined, files: [], faults },
})

interface Loading {
  server: StartedServer
  golden: Golden
  tokens: Tokens
}

async function load(
  { options: run, asks, signal }: Bench,
  { connections }: ProfileOptions,
  { longest }: Tool,
  { server, golden, tokens }: Loading,
): Promise<Loaded> {
  const now_us = () => (performance.timeOrigin + performance.now()) * 1_000
  const window = { from_us: 0, to_us: 0 }
  const report = await runLoad(
    {
      ...{ base_url: server.base_url, connections, timeout: run.timeout, seed: run.seed, asks },
      duration: Math.min(run.duration, longest?.duration ?? run.duration),
      warmup: Math.min(run.warmup, longest?.warmup ?? run.warmup),
      ...{ golden: goldenText(golden), authorizations: tokens.authorizations },
    },
    {
      ...{ signal, generator: generatorFor(run), cpus: run.cpus && otherCpus(run.cpus) },
      on: {
        opened: () => {
          window.from_us = now_us()
        },
        closed: () => {
          window.to_us = now_us()
        },
      },
    },
  )
  return { report, window }
}
