/** Which service a token is for, and which scopes it then has: every token has one audience (RFC 8707, RFC 9068). */
import { audienceOf } from '#lib/token/caller'
import { isScope, type Scope, serviceOf } from './contract.ts'
import type { Params } from './form.ts'
import { OAuthError } from './oauth-error.ts'

export interface Target {
  readonly service: string
  readonly audience: string
  readonly scopes: readonly Scope[]
}

/** The scopes of a space-separated list, each once. Throws `invalid_scope` for one that is not allowed. */
export function scopesOf(text: string | undefined, allowed: readonly string[]): Scope[] | undefined {
  if (text === undefined) return undefined
  const asked = [...new Set(text.split(' ').filter((scope) => scope !== ''))]
  const scopes = asked.filter(isScope).filter((scope) => allowed.includes(scope))
  if (scopes.length < asked.length || asked.length === 0)
    throw new OAuthError('invalid_scope', 'A scope is unknown, or this client may not have it')
  return scopes
}

/** `urn:vacancy:users` -> `users`, of the services that have scopes. Throws `invalid_target`. */
export function serviceOfResource(
  resource: string | undefined,
  scopes: readonly string[],
): string | undefined {
  if (resource === undefined) return undefined
  const service = [...new Set(scopes.map(serviceOf))].find((name) => audienceOf(name) === resource)
  if (service === undefined)
    throw new OAuthError('invalid_target', 'The resource is unknown, or this client may not use it')
  return service
}

/**
 * What a token will be good for: the service that `resource` names, or else `fallback`, or else the only one that the
 * scopes belong to; and of `scopes` those that are the service's.
 */
export function targetOf(params: Params, scopes: readonly Scope[], fallback?: string | null): Target {
  const named = serviceOfResource(params.get('resource') ?? fallback ?? undefined, scopes)
  const services = [...new Set(scopes.map(serviceOf))]
  const service = named ?? (services.length === 1 ? services[0] : undefined)
  if (service === undefined)
    throw new OAuthError('invalid_target', 'The scopes belong to several services: name one as resource')
  return {
    service,
    audience: audienceOf(service),
    scopes: scopes.filter((scope) => serviceOf(scope) === service),
  }
}
