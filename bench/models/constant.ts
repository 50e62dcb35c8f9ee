/**
 * One body for every request, as long as the answers are on average: what the server costs by itself, before anybody has
 * thought about an answer. No concurrency model, and no answer: the ceiling for all others.
 */
import { ok } from '../core.ts'
import { serve } from '../http/serve.ts'
import type { Model } from '../model.ts'

export const constantBody = (bytes: number): string => 'x'.repeat(bytes)

export const model: Model = {
  name: 'constant',
  waits_by: 'nothing: the same bytes every time',
  constant: true,
  check: () => undefined,
  serve: async ({ body_bytes }) => {
    const answer = ok(new Uint8Array(Buffer.from(constantBody(body_bytes))))
    const { port, stop } = await serve(() => answer)
    return { port, stats: () => ({ most_in_progress: 0 }), stop }
  },
}
