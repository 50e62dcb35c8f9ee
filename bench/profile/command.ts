/** Bun only. `npm run bench -- profile`: what a model does while it answers, by every tool that its runtime has. */
import { relative } from 'node:path'
import { inDatabase } from '../compare.ts'
import { withBench } from '../run.ts'
import { measuring, type Session } from '../session.ts'
import { type Profile, profileOne } from './one.ts'
import { type ProfileOptions, readProfileOptions } from './options.ts'
import { asText } from './tables.ts'
import { withWork } from './work.ts'

export { PROFILE_HELP } from './options.ts'

interface ProfileResult {
  of: string
  ended: string | null
  profiles: Profile[]
}

const MOST_ROWS = 15

export async function profile(args: readonly string[], command: string): Promise<number> {
  const options = await readProfileOptions(args)
  return measuring<ProfileResult>({
    outputs: { out: undefined, report: undefined, publish: undefined },
    ...{ command, text: textOf, page: textOf },
    cut: (result, why) => ({ ...result, ended: why }),
    is_valid: ({ profiles }) => profiles.every(({ faults }) => faults.length === 0),
    work: (session) => profileAll(options, session),
  })
}

function profileAll(options: ProfileOptions, session: Session<ProfileResult>): Promise<ProfileResult> {
  const { progress, signal, command } = session
  const { run, contender, runtime, tools } = options
  const of = `${contender.entry.name} on ${run.workload.name}, ${runtime}`
  return inDatabase(run, session, async (database_url) =>
    withWork(runtime, async (forTool) => {
      const profiles: Profile[] = []
      await withBench({ options: run, database_url, signal }, async (bench) => {
        progress.expect(tools.length)
        for (const tool of tools) {
          signal.throwIfAborted()
          progress.begin(`${tool.name}: ${of}`)
          const work = await forTool(tool.name)
          profiles.push(await profileOne(bench, options, tool, { work, command }))
          progress.end()
          await session.measured({ of, ended: 'not every tool has looked yet', profiles })
        }
      })
      return { of, ended: null, profiles }
    }),
  )
}

const textOf = ({ of, ended, profiles }: ProfileResult): string =>
  [...(ended === null ? [] : [`NOT ALL OF IT: ${ended}`]), ...profiles.map((one) => textOfOne(of, one))].join(
    '\n\n',
  )

function textOfOne(of: string, { tool, said, table, files, faults }: Profile): string {
  return [
    `${tool}: ${of}`,
    ...faults.map((fault) => `NOT TO BE BELIEVED: ${fault}`),
    ...said,
    ...(table === undefined ? [] : ['', ...asText(table, MOST_ROWS)]),
    ...(files.length === 0 ? [] : ['', ...files.map((path) => relative(process.cwd(), path))]),
  ].join('\n')
}
