/**
 * What a route requires of its caller, declared beside it: `requires: 'reservations:write'`. Checked before the body is
 * read and before anything is validated, so that a stranger does not learn a schema; shown in OpenAPI. The frame
 * (`lib/service.ts`) refuses to build a service with a route that declares nothing.
 *
 *   requires: 'none'           anybody; a token is not looked at
 *   requires: 'search:read?'   anybody, at a limited rate; a token must be good, and raises the limit
 *   requires: 'users:read'     a token with that scope
 */
import { Elysia } from 'elysia'
import { currentContext } from '#lib/context'
import { Problem } from '#lib/problem'
import type { RateLimit } from '#lib/rate-limit'
import { type Caller, nobody } from '#lib/token/caller'
import { invalidToken, type Verifier } from '#lib/token/verify'

export interface GuardOptions {
  verifier: Verifier
  /** For routes that anybody may call with or without a token. */
  rate_limit?: RateLimit
}

export type Guard = ReturnType<typeof guard>

export function guard({ verifier, rate_limit }: GuardOptions) {
  const callers = new WeakMap<Request, Caller>()

  const admit = async (request: Request, required: string): Promise<void> => {
    if (callers.has(request)) return
    const optional = required.endsWith('?')
    const scope = optional ? required.slice(0, -1) : required
    const token = bearerToken(request.headers)
    if (token === undefined && !optional) throw tokenRequired()
    const caller = token === undefined ? nobody : await verifier.verify(token)
    if (token !== undefined && !caller.scopes.has(scope)) throw insufficientScope(scope)
    if (optional) await rate_limit?.take(caller, currentContext()?.address)
    callers.set(request, caller)
  }

  return new Elysia().macro({
    requires: (required: string) => {
      if (required === 'none') {
        return { detail: { security: [] }, resolve: () => ({ caller: nobody }) }
      }
      const scope = required.replace(/\?$/, '')
      const check = ({ request }: { request: Request }) => admit(request, required)
      return {
        detail: { security: [...(scope === required ? [] : [{}]), { oauth2: [scope] }] },
        // Before a body is read. Elysia calls it only where there is one; `transform` comes for every request.
        parse: check,
        transform: check,
        resolve: ({ request }: { request: Request }) => ({ caller: callers.get(request) ?? nobody }),
      }
    },
  })
}

/** In `Authorization` alone: a token in a query is in every log on its way. Another scheme is no token. */
function bearerToken(headers: Headers): string | undefined {
  const authorization = headers.get('authorization')
  if (authorization === null) return undefined
  const token = /^Bearer +([\w~+/.=-]+) *$/i.exec(authorization)?.[1]
  if (token === undefined) throw invalidToken('The Authorization header has no bearer token')
  return token
}

const tokenRequired = () =>
  new Problem(401, 'token_required', 'An access token is required', {
    headers: { 'www-authenticate': 'Bearer realm="vacancy"' },
  })

const insufficientScope = (scope: string) =>
  new Problem(403, 'insufficient_scope', `The access token lacks the scope ${scope}`, {
    headers: { 'www-authenticate': `Bearer realm="vacancy", error="insufficient_scope", scope="${scope}"` },
  })

/** For where there is no authorization server: tests and benchmarks of routes that anybody may call. */
export const openGuard = () =>
  guard({ verifier: { verify: () => Promise.reject(invalidToken('No token is good here')) } })
