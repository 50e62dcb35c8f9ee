/** Signatures of webhooks: `t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>">`. */
import { createHmac, timingSafeEqual } from 'node:crypto'

const digest = (secret: string, time_s: number, body: string) =>
  createHmac('sha256', secret).update(`${time_s}.${body}`).digest()

export const signatureOf = (secret: string, time_s: number, body: string): string =>
  `t=${time_s},v1=${digest(secret, time_s, body).toString('hex')}`

/** Whether `header` was made for this body with this secret, at most `tolerance_s` ago or ahead. */
export function isSigned(options: {
  secret: string
  header: string | null
  body: string
  now_s: number
  tolerance_s?: number
}): boolean {
  const { secret, header, body, now_s, tolerance_s = 300 } = options
  const [, time = '', hex = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? []
  if (time === '' || Math.abs(now_s - Number(time)) > tolerance_s) return false
  return timingSafeEqual(digest(secret, Number(time), body), Buffer.from(hex, 'hex'))
}
