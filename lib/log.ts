/** Structured logs: one JSON object a line on standard output, by pino. */
import pino, { type Logger } from 'pino'
import type { LogLevel } from '#lib/config'

export type { Logger } from 'pino'

export function logger(options: { service: string; level: LogLevel }): Logger {
  return pino({
    level: options.level,
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })
}
