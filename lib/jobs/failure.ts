/** What may be said about a failure: where and what, and nothing of the job's data. */

export interface Failure {
  readonly type: string
  readonly message: string
  readonly code?: string
  /** Frames alone: the first line of a stack repeats the message. */
  readonly stack?: string
  readonly cause?: Failure
}

const MAX_MESSAGE = 500
const MAX_CAUSES = 3
const MAX_VALUES = 500
/** Shorter values are parts of ordinary words. */
const MIN_VALUE = 3

/**
 * A plain object, because loggers copy every property of an error, and PostgreSQL's `detail` has the whole row. Servers
 * repeat what they were given (`550 no such user a@b.example`), so values of `data` are taken out of messages.
 */
export function describeFailure(error: unknown, data?: unknown): Failure {
  return describe(error, valuesOf(data), MAX_CAUSES)
}

function describe(error: unknown, values: readonly string[], causes: number): Failure {
  if (!isErrorLike(error)) return { type: typeof error, message: 'not an error was thrown' }
  const { name, message, code, stack, cause } = error
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: name ?? 'Error',
    message: redact(message, values).slice(0, MAX_MESSAGE),
    ...(typeof code === 'string' ? { code } : {}),
    ...(frames.length > 0 ? { stack: frames.slice(0, 8).join('\n') } : {}),
    ...(isErrorLike(cause) && causes > 0 ? { cause: describe(cause, values, causes - 1) } : {}),
  }
}

interface ErrorLike {
  name?: string
  message: string
  code?: unknown
  stack?: string
  cause?: unknown
}

/** pg-boss emits copies of errors, which are no instances of `Error`. */
const isErrorLike = (value: unknown): value is ErrorLike =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'

const redact = (message: string, values: readonly string[]) =>
  values.reduce((text, value) => text.replaceAll(value, '…'), message)

/** The longest first: one value may be a part of another. */
function valuesOf(data: unknown): string[] {
  const values = new Set<string>()
  const visit = (value: unknown): void => {
    if (values.size >= MAX_VALUES) return
    if (typeof value === 'string' && value.length >= MIN_VALUE) values.add(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(data)
  return [...values].sort((a, b) => b.length - a.length)
}
