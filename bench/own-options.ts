/** Options of commands that have some beside those of `run`. */
import { distance } from 'fastest-levenshtein'
import { numeric, OptionError } from './flags.ts'

/**
 * For commands with options of their own: takes those out of what was typed, and leaves the rest to `readRunOptions`. A
 * fault is said by {@link numberOf}.
 */
export function ownFlags<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): { own: Partial<Record<Name, string>>; rest: string[] } {
  const own: Partial<Record<Name, string>> = {}
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [flag = '', inline] = splitOnce(args[i] ?? '', '=')
    const name = names.find((one) => `--${one}` === flag)
    if (name === undefined) {
      const near = names.find((one) => flag.startsWith('--') && distance(`--${one}`, flag) <= 2)
      if (near !== undefined) throw new OptionError(`there is no option ${flag}; did you mean --${near}?`)
      rest.push(args[i] ?? '')
    } else own[name] = inline ?? args[++i] ?? ''
  }
  return { own, rest }
}

function splitOnce(text: string, sign: string): [string, string | undefined] {
  const at = text.indexOf(sign)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** Of such an option; throws an {@link OptionError}. */
export function numberOf(
  name: string,
  text: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return fallback
  const value = numeric(text)
  if (!(value >= least && value <= most))
    throw new OptionError(`--${name} must be a number from ${least} to ${most}`)
  return value
}
