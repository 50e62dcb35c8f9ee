/** Flags of a command, read once: every bad one is reported, by name, with what may have been meant. */
import { parseArgs } from 'node:util'
import { distance } from 'fastest-levenshtein'

/** What was typed wrong; its message is what to print. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}

/** Names without their hyphens. */
export interface Flags<Text extends string, Switch extends string> {
  texts: readonly Text[]
  switches?: readonly Switch[]
  /** Words that belong to no flag. */
  words?: boolean
}

/** Throws an {@link OptionError} for a flag that there is not, or one without its value. */
export function parseFlags<Text extends string, Switch extends string = never>(
  args: readonly string[],
  { texts, switches = [], words = false }: Flags<Text, Switch>,
): { values: Partial<Record<Text, string> & Record<Switch, boolean>>; words: string[] } {
  const options = Object.fromEntries([
    ...texts.map((name) => [name, { type: 'string' }] as const),
    ...switches.map((name) => [name, { type: 'boolean' }] as const),
  ])
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: words })
    return { values: values as Partial<Record<Text, string> & Record<Switch, boolean>>, words: positionals }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const unknown = /^Unknown option '(--[^']*)'/.exec(message)?.[1]
    if (unknown === undefined) throw new OptionError(message)
    const known = [...texts, ...switches].map((name) => ({ name: `--${name}` }))
    throw new OptionError(
      `there is no option ${unknown}${meant([unknown], known)}; there are ${known.map(({ name }) => name).join(', ')}`,
    )
  }
}

/** Reads values and gathers what is wrong with them. */
export function flagReader<Text extends string, Switch extends string = never>(
  args: readonly string[],
  flags: Flags<Text, Switch>,
) {
  const { values, words } = parseFlags(args, flags)
  const faults: string[] = []
  const texts = values as Partial<Record<Text, string>>
  return {
    values,
    words,
    faults,
    number: (name: Text, fallback: number, least: number, most: number, whole = true): number => {
      const value = numeric(texts[name] ?? String(fallback))
      if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value
      faults.push(`--${name} must be ${whole ? 'an integer' : 'a number'} from ${least} to ${most}`)
      return fallback
    },
    oneOf: <T extends string>(name: Text, fallback: T, allowed: readonly T[]): T => {
      const value = allowed.find((one) => one === (texts[name] ?? fallback))
      if (value === undefined) faults.push(`--${name} must be one of ${allowed.join(', ')}`)
      return value ?? fallback
    },
    text: (name: Text): string | undefined => {
      if (texts[name] === '') faults.push(`--${name} is empty`)
      return texts[name]
    },
    finish: <T>(options: T): T => {
      if (faults.length > 0) throw new OptionError([...new Set(faults)].join('\n'))
      return options
    },
  }
}

/** NaN for what is no plain number. */
export const numeric = (text: string): number =>
  /^\d{1,10}(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN

/** What somebody who mistyped a name may have wanted, to stand at the end of a sentence. */
export function meant(names: readonly string[], known: readonly { name: string }[]): string {
  const near = names.flatMap((name) => {
    if (name === '' || known.some((one) => one.name === name)) return []
    const [best] = known
      .map((one) => ({ name: one.name, off: distance(name, one.name) }))
      .sort((a, b) => a.off - b.off)
    return best !== undefined && best.off <= Math.max(2, name.length / 2) ? [best.name] : []
  })
  return near.length === 0 ? '' : ` (did you mean ${near.join(', ')}?)`
}
