/** JSON log lines as a person reads them: `search       10:02:11 GET /v1/search 200 3.1 ms`. */

const COLUMN = 12
const colours = [36, 35, 34, 32, 33]

const paint = (code: number, text: string) => (process.stdout.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text)

interface LogLine {
  level: string
  time: string
  msg: string
  method?: string
  path?: string
  status?: number
  duration_ms?: number
  err?: { message?: string; stack?: string }
}

export function renderLog(name: string, line: string): string {
  const colour = colours[[...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % colours.length] ?? 36
  return `${paint(colour, name.padEnd(COLUMN))} ${body(line)}`
}

function body(line: string): string {
  const log = parse(line)
  if (log === undefined) return line
  const time = log.time.slice(11, 19)
  if (log.msg === 'request' && log.status !== undefined) {
    const status = log.status >= 500 ? paint(31, String(log.status)) : String(log.status)
    return `${time} ${log.method} ${log.path} ${status} ${log.duration_ms} ms`
  }
  const mark = log.level === 'info' || log.level === 'debug' ? '' : `${paint(31, log.level)} `
  const { level: _level, time: _time, msg, err, ...rest } = log
  const details = Object.entries(rest)
    .filter(([key]) => key !== 'service')
    .map(([key, value]) => `${key}=${String(value)}`)
  return [`${time} ${mark}${msg}`, ...details, ...(err?.message ? [`(${err.message})`] : [])].join(' ')
}

/** Undefined for what our logger has not written: a line of a library, or of a person who looks for a bug. */
function parse(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const log = JSON.parse(line) as Partial<LogLine>
    const ours = [log.level, log.time, log.msg].every((field) => typeof field === 'string')
    return ours ? (log as LogLine) : undefined
  } catch {
    return undefined
  }
}
