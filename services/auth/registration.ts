/** Clients: our own services by the registry, everybody else by `npm run admin -- clients create`. */

import { EXCHANGE_GRANT } from '#lib/token/source'
import type { ServiceGrant } from '#lib/topology'
import { hashOf } from './random.ts'
import * as sql from './sql.ts'

/** Every service is a client by its own name; what it may do is what the registry says now. */
export async function registerServices(
  db: sql.Db,
  services: readonly ServiceGrant[],
  { site_url, secretOf }: { site_url: string; secretOf: (service: string) => string },
): Promise<void> {
  for (const { name, scopes, on_behalf, signs_in } of services) {
    await sql.putClient(db, {
      id: name,
      // The one that people are asked to sign in for.
      name: signs_in === undefined ? `Vacancy ${name}` : 'Vacancy',
      kind: 'confidential',
      secret_hash: hashOf(secretOf(name)),
      jwks: null,
      redirect_uris: signs_in === undefined ? [] : [site_url + signs_in.redirect_path],
      end_session_uris: signs_in === undefined ? [] : [site_url + signs_in.end_path],
      grant_types: [
        'client_credentials',
        EXCHANGE_GRANT,
        ...(signs_in === undefined ? [] : ['authorization_code', 'refresh_token']),
      ],
      // Who may hold each, a service for itself or for a person, is the scope's own matter.
      scopes: [...new Set([...scopes, ...(signs_in?.scopes ?? [])])],
      on_behalf: [...on_behalf],
      first_party: true,
      service: name,
    })
  }
}
