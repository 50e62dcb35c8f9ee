/** What a service refused, as messages beside the fields of the form that asked for it. */
import { UpstreamProblem } from '#lib/transport'
import { messagesOf } from '../components/fields.tsx'
import type { Text } from '../text/en.ts'

interface RefusalOptions {
  /** The form's field for one of the API. */
  names?: Readonly<Record<string, string>>
  /** Codes that are about one field: the field and the message. */
  codes?: Readonly<Record<string, readonly [field: string, message: string]>>
}

/** Throws what it has no words for. */
export function refusalOf(text: Text, error: unknown, { names, codes = {} }: RefusalOptions = {}) {
  if (!(error instanceof UpstreamProblem)) throw error
  const { code, errors } = error.problem
  const known = codes[code]
  if (known !== undefined) return new Map([known])
  if (errors !== undefined && errors.length > 0) return messagesOf(text, errors, names)
  throw error
}

/** The code of a problem that another service answered with; undefined for everything else. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof UpstreamProblem ? error.problem.code : undefined
