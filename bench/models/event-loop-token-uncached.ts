/** event-loop-token without its memory: a signature is verified for every request. */
import { verifying } from './event-loop-token.ts'

export const model = verifying('event-loop-token-uncached', { cache_size: 0 })
