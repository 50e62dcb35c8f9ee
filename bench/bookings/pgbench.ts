/**
 * The statements of one hold as scripts for `pgbench`, of PostgreSQL itself: what the database can do of them when
 * nothing is between it and whoever asks.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { OptionError } from '../flags.ts'

export interface Statement {
  text: string
  values: readonly unknown[]
}

/** Everything that goes to the server by connections that this pool makes from now on, in its order. */
export function recorded(pool: pg.Pool): Statement[] {
  const statements: Statement[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    const record = (...args: unknown[]) => {
      const [first, values] = args as [string | { text: string; values?: unknown[] }, unknown[] | undefined]
      if (typeof first === 'string') statements.push({ text: first, values: values ?? [] })
      else statements.push({ text: first.text, values: first.values ?? values ?? [] })
      return query(...args)
    }
    client.query = record as typeof client.query
  })
  return statements
}

export interface Recording {
  statements: readonly Statement[]
  /** Of the one hold that was recorded: each transaction of a script has others in their place. */
  reservation_id: string
  jti: string
  room_type_id: string
  check_in: string
  check_out: string
}

const START = /^(begin|start transaction)/i

/**
 * A script that takes the same rooms for one of so many first nights. Simple protocol: variables stand inside of texts.
 * Colons within texts are written as escapes, or they would be taken for variables.
 */
export function script(recording: Recording, room: { room_type_id: string; nights: number }): string {
  const { statements, reservation_id, jti, room_type_id, check_in, check_out } = recording
  const begin = statements.findIndex(({ text }) => START.test(text))
  if (begin < 0) throw new Error('no transaction was recorded')
  const lines = statements.slice(begin).map(({ text, values }) =>
    text
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/\$(\d+)/g, (_, n: string) => literal(values[Number(n) - 1])),
  )
  const dates: readonly [string, string][] = [
    [`E'${check_in}'`, `(date '${check_in}' + :day)`],
    [`E'${check_out}'`, `(date '${check_out}' + :day)`],
  ]
  const others = (line: string) =>
    dates
      .reduce((text, [date, expression]) => text.replaceAll(date, expression), line)
      .replaceAll(reservation_id, 'res_:number')
      .replaceAll(jti, ':number')
      .replaceAll(room_type_id, room.room_type_id)
  return [
    `\\set number random(1000000000000, 9000000000000000)`,
    `\\set day random(0, ${room.nights - 1})`,
    ...lines.map((line) => `${others(line)};`),
    '',
  ].join('\n')
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  // The hash of a key: another one each time.
  if (value instanceof Uint8Array) return `sha256(convert_to('${value.length} :number', 'UTF8'))`
  if (value instanceof Date) return text(value.toISOString())
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]`
  return text(typeof value === 'string' ? value : JSON.stringify(value))
}

const text = (value: string) =>
  `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')}'`

export interface Run {
  database_url: string
  scripts: readonly string[]
  clients: number
  transactions: number
}

/** Transactions a second. Throws when one failed. */
export async function pgbench({ database_url, scripts, clients, transactions }: Run): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'vacancy-pgbench-'))
  try {
    const files = await Promise.all(
      scripts.map(async (content, i) => {
        const file = join(folder, `${i}.sql`)
        await writeFile(file, content)
        return file
      }),
    )
    const each = Math.ceil(transactions / clients)
    const output = await run([
      ...['--no-vacuum', '--protocol', 'simple', '--client', String(clients), '--jobs', '1'],
      ...['--transactions', String(each)],
      ...files.flatMap((file) => ['--file', file]),
      database_url,
    ])
    const rate = /tps = ([\d.]+) \(without initial/.exec(output)?.[1]
    const done = /actually processed: (\d+)\/(\d+)/.exec(output)
    if (rate === undefined || done === null || done[1] !== done[2])
      throw new Error(`pgbench did not do all of it:\n${output}`)
    return Number(rate)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function run(args: readonly string[]): Promise<string> {
  const child = spawn('pgbench', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => output.push(chunk))
  const failed = once(child, 'error').then(([error]) => {
    throw error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? new OptionError('there is no pgbench: on Debian it is in the package postgresql-15 (or a later one)')
      : error
  })
  const [code] = (await Promise.race([once(child, 'close'), failed])) as [number]
  const text = output.join('')
  if (code !== 0) throw new Error(`pgbench ended with ${code}:\n${text.slice(-2_000)}`)
  return text
}
