/** `booking-ui` put together: the pages, over clients of the services that it shows. */
import { join } from 'node:path'
import { root } from '#lib/child'
import { derivedKey } from '#lib/secrets'
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { ServiceContext, SignIn } from '#lib/topology'
import { cookiesOf } from '#lib/web/cookies'
import { forms } from '#lib/web/form-token'
import { checkAnswers } from '#service/auth/client'
import { searchClient } from '#service/search/client'
import { usersClient } from '#service/users/client'
import type { Budgets } from './answer.ts'
import { sharePictures } from './art/share.ts'
import { buildAssets } from './assets.ts'
import { bookingUi } from './http.ts'
import { personClients } from './session/clients.ts'
import { people } from './session/people.ts'
import { signIns } from './session/sign-in.ts'

/** A page of four seconds still says in time what is missing; a charge at the bank may take longer. */
const BUDGETS: Budgets = { reading_ms: 4_000, doing_ms: 12_000 }
/** How long a visitor waits for a service that does not answer before the page says so. */
const PAGE_TIMEOUT_MS = 2_000
/** Of that for a token, which search can do without. */
const TOKEN_TIMEOUT_MS = 400
/** A step of a booking is waited for longer than a list of hotels. */
const QUOTE_TIMEOUT_MS = 3_500
/** Before a browser is led to `auth`. */
const SIGN_IN_TIMEOUT_MS = 1_000
const NAME = 'booking-ui'

/** Tests bring shorter times, so that they need not wait for the end of ours. */
export function build(context: ServiceContext, budgets: Budgets = BUDGETS) {
  const { clock, config, log, secret, transport } = context
  const { issuer, site_url, bank_pages_url } = config
  const { guard, tokens } = identityOf(NAME, context, { timeout_ms: TOKEN_TIMEOUT_MS })
  const cookies = cookiesOf(site_url)
  const share = sharePictures()
  return service({
    name: NAME,
    description: 'The web site.',
    routes: bookingUi({
      search: searchClient(transport('search'), {
        timeout_ms: PAGE_TIMEOUT_MS,
        // Search is public: without a token it is asked all the same, as anybody is.
        token: () => tokens.tokenFor('search').catch(() => undefined),
      }),
      quotes: searchClient(transport('search'), {
        timeout_ms: QUOTE_TIMEOUT_MS,
        token: () => tokens.tokenFor('search'),
      }),
      users: usersClient(transport('users')),
      clientsOf: personClients(transport),
      people: people({
        transport: transport('auth'),
        cookies,
        key: derivedKey(secret, 'booking-ui.sessions'),
        client_id: NAME,
        client_secret: secret,
      }),
      sign_ins: signIns({
        issuer,
        site_url,
        ...signInOf(context),
        client_id: NAME,
        key: derivedKey(secret, 'booking-ui.sign-ins'),
        cookies,
      }),
      checkSignIn: () => checkAnswers(transport('auth'), SIGN_IN_TIMEOUT_MS),
      forms: forms({
        public_url: site_url,
        key: derivedKey(secret, 'booking-ui.forms'),
        cookie: 'site-form',
      }),
      cookies,
      assets: buildAssets(),
      share,
      issuer,
      site_url,
      bank_pages_url,
      clock,
      log,
      guard,
      budgets,
      lab_folder: join(root, 'bench/results'),
    }),
    issuer,
    log,
    close: () => share.close(),
  })
}

/** What the registry says of us, and `auth` has registered. */
function signInOf({ services }: ServiceContext): SignIn {
  const own = services.find(({ name }) => name === NAME)?.signs_in
  if (own === undefined) throw new Error('the registry does not say that booking-ui signs people in')
  return own
}
