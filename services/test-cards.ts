/** For tests: whether the number of a card is anywhere where something is kept: databases, logs, files. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { passesLuhn } from '#lib/card-number'
import { runningServer } from '#lib/postgres/server'
import { everyRow } from '#lib/test/rows'
import type { Stack } from '#lib/test/stack'
import { databaseOf } from './databases.ts'
import { registry } from './registry.ts'

/** Digits that are known not to be a card's: each form is one that no card has, whatever its digits. */
const EXPLAINED: readonly RegExp[] = [
  // Instants and dates.
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?/g,
  /\b\d\d:\d\d:\d\d(?:\.\d+)?/g,
  // Bytes, which stand beside this as what they spell.
  /\\x[0-9a-f]{2,}/g,
  // Ids of ours and of PostgreSQL, digests, keys and tokens.
  /\b[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}/g,
  /\bgeo_\d{1,10}\b/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  /(?<![0-9a-zA-Z])(?:[a-f][0-9a-f]{15}|(?=(?:[0-9]*[a-f]){3})(?:[0-9a-f]{16}|[0-9a-f]{32,}))(?![0-9a-zA-Z])/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  // Which database this is: the number of its cluster, its timeline, its own.
  /\b\d{18,20}\/\d+\/\d+\b/g,
  // Fractions: coordinates, durations, also right after the colour of a line. Of a number in groups none is so long.
  /(?<![\d.])\d{1,3}\.\d{3,}(?:e[+-]\d+)?(?![\d.])/g,
  /(?<![\d.])\d{4,10}\.\d{5,}(?:e[+-]\d+)?(?![\d.])/g,
]

/** Runs of 12 to 19 digits, in groups or not, also beside letters, that the check digit of cards fits. */
export function cardLike(text: string): string[] {
  const rest = EXPLAINED.reduce((left, form) => left.replace(form, ' ~ '), text)
  const runs = rest.match(/\d(?:[ .\-/_]?\d){11,}/g) ?? []
  return runs.flatMap((run) => {
    const digits = run.replace(/\D/g, '')
    const found: string[] = []
    for (let length = 12; length <= Math.min(19, digits.length); length++)
      for (let at = 0; at + length <= digits.length; at++)
        if (passesLuhn(digits.slice(at, at + length)) && /[1-9]/.test(digits.slice(at, at + length)))
          found.push(digits.slice(at, at + length))
    return digits.length <= 19 ? found.filter((one) => one === digits) : found
  })
}

/** One text of everything in which one number may hide: as it is, between whatever, and as bytes that are shown as such. */
export function occurrences(text: string, number: string): number {
  const anyhow = new RegExp([...number].join('[^0-9A-Za-z]{0,3}'), 'g')
  const encoded = [
    Buffer.from(number).toString('hex'),
    Buffer.from(number, 'utf16le').toString('hex'),
    // In base64 what stands before it decides how it is cut: the whole groups of three.
    ...[0, 1, 2].map((skip) =>
      Buffer.from(number.slice(skip, skip + 12))
        .toString('base64')
        .slice(0, 16),
    ),
  ]
  const count = (part: string) => text.split(part).length - 1
  return (text.match(anyhow)?.length ?? 0) + encoded.reduce((sum, part) => sum + count(part), 0)
}

export interface Kept {
  where: string
  text: string
}

/** All that a stack keeps: every row of every table of every database, what it and PostgreSQL logged, the bank's files. */
export async function everythingKept(stack: Stack): Promise<Kept[]> {
  const kept: Kept[] = [{ where: 'the log', text: stack.output() }]
  const server = await runningServer(join(stack.data_dir, 'postgres'))
  const names = registry.filter(({ database }) => database).map(({ name }) => databaseOf(name, stack.shape))
  for (const name of new Set(names))
    for (const [table, text] of await everyRow(server?.url(name) ?? '')) kept.push({ where: table, text })
  const files = (await readdir(join(stack.data_dir, 'bank'))).map((file) => join('bank', file))
  for (const where of ['postgres.log', ...files])
    kept.push({ where, text: await readFile(join(stack.data_dir, where), 'latin1') })
  return kept
}
