/** Structured logs: one JSON object a line on standard output, by pino. */
import pino, { type Logger } from 'pino'
import type { LogLevel } from '#lib/config'

export type { Logger } from 'pino'

export function logger(options: { service: string; level: LogLevel }): Logger {
  // Not in step with the reader: when that is slow a line waits, and not everybody whose request is being answered.
  // What waits is written at the exit of the process.
  const destination = pino.destination({ dest: 1, sync: false })
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
}
