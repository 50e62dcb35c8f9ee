/**
 * Bun only. event-loop-token: event-loop behind the product's own guard, with keys and revocations followed as any
 * service follows them; only that the authorization server answers in this process. No concurrency model of its own: it
 * says what the verification of an access token costs.
 */
import { toProblem } from '#lib/errors'
import { guard } from '#lib/token/guard'
import { JWKS_PATH, remoteKeys, remoteRevocations } from '#lib/token/remote'
import { tokenVerifier, type Verifier } from '#lib/token/verify'
import type { Transport } from '#lib/transport'
import { json } from '../http/reply.ts'
import type { Model, Resources } from '../model.ts'
import { ISSUER, SCOPE, SERVICE } from '../tokens.ts'
import { serveEventLoop } from './event-loop.ts'

export const model: Model = verifying('event-loop-token', {})

/** Without a `cache_size`, what the product has. */
export function verifying(name: string, cache: { cache_size?: number }): Model {
  return guarded(name, ({ jwks }) => {
    const transport: Transport = async ({ url }) =>
      json(JSON.stringify(url.includes(JWKS_PATH) ? jwks : { data: [], as_of: new Date().toISOString() }))
    return tokenVerifier({
      issuer: ISSUER,
      service: SERVICE,
      keys: remoteKeys(ISSUER, transport),
      revocations: remoteRevocations({ transport, log: console }),
      ...cache,
    })
  })
}

export function guarded(name: string, verifierOf: (resources: Resources) => Verifier): Model {
  return {
    name,
    waits_by: 'async/await on one thread, after the access token was verified',
    verifies_tokens: true,
    check: () => undefined,
    serve: (setup) =>
      serveEventLoop(setup, (app, answer) =>
        app
          .onError(({ error }) => toProblem(error).toResponse())
          .use(guard({ verifier: verifierOf(setup) }))
          .get('/*', ({ request }) => answer(request), { requires: SCOPE }),
      ),
  }
}
