/**
 * One request for each route of each service, with the status that it gets from whoever may make it. Mostly a refusal
 * for another reason: what is asked here is only who may ask.
 */

export interface Sample {
  /** With its parameters filled in; the route's own path where it has none. */
  path?: string
  /** JSON, or text as it is. */
  body?: object | string
  headers?: Readonly<Record<string, string>>
  /** With the right token; 200 where it is not named. */
  status?: number
  /** Of a route for everybody, when there is a bearer token where something else belongs. */
  with_token?: number
}

const hotel = 'htl_00000000000000000000000000'
const reservation = 'res_00000000000000000000000000'
const payment = 'pay_00000000000000000000000000'
const stay = 'check_in=2037-12-07&check_out=2037-12-10'
const person = 'usr_00000000000000000000000009'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const event = { 'content-type': 'application/cloudevents+json' }

export const samples: Readonly<Record<string, Sample>> = {
  'auth GET /.well-known/oauth-authorization-server': {},
  'auth GET /.well-known/jwks.json': {},
  'auth GET /oauth/revocations': {},
  'auth POST /oauth/token': { body: 'grant_type=password', headers: form, status: 401 },
  'auth POST /oauth/revoke': { body: 'token=x', headers: form, status: 401 },
  'auth POST /oauth/introspect': { body: 'token=x', headers: form, status: 401 },
  'auth GET /oauth/authorize': { status: 400 },
  'auth POST /oauth/sign-in': { body: 'request=', headers: form, status: 400 },
  'auth POST /oauth/consent': { body: 'request=', headers: form, status: 400 },
  'auth GET /oauth/end_session': {},
  'auth POST /oauth/end_session': { body: 'request=', headers: form, status: 400 },
  'auth GET /oauth/style.css': {},
  'auth PUT /v1/accounts/:subject': {
    path: `/v1/accounts/${person}`,
    body: { password: 'short' },
    status: 422,
  },
  'auth PUT /v1/accounts/:subject/login': {
    path: `/v1/accounts/${person}/login`,
    body: { login: 'nobody@example.com' },
    status: 404,
  },
  'auth PUT /v1/accounts/:subject/password': {
    path: `/v1/accounts/${person}/password`,
    body: { password: 'short' },
    status: 422,
  },
  'auth GET /v1/account': {},
  'auth POST /v1/account/password-checks': { body: { password: 'x' }, status: 403 },
  'auth PUT /v1/account/password': { body: { current_password: 'x', password: 'y' }, status: 403 },
  'auth POST /v1/events': { body: {}, headers: event, status: 422 },

  'search GET /v1/destinations': { path: '/v1/destinations?q=par' },
  'search GET /v1/destinations/:id': { path: '/v1/destinations/geo_2988507' },
  'search GET /v1/destinations/:id/calendar': {
    path: '/v1/destinations/geo_2988507/calendar?from=2037-12-07&to=2037-12-10',
  },
  'search GET /v1/search': { path: `/v1/search?destination_id=geo_2988507&${stay}` },
  'search GET /v1/hotels/:id/calendar': {
    path: `/v1/hotels/${hotel}/calendar?from=2037-12-07&to=2037-12-10`,
    status: 404,
  },
  'search GET /v1/recommendations': { path: '/v1/recommendations?lat=48.85&lng=2.35&by=price' },
  'search GET /v1/hotels/:id': { path: `/v1/hotels/${hotel}`, status: 404 },
  'search GET /v1/hotels/:id/availability': { path: `/v1/hotels/${hotel}/availability?${stay}`, status: 404 },
  'search POST /v1/quotes': { body: {}, status: 422 },
  'search GET /v1/quotes/jwks.json': {},
  'search GET /v1/hotels/:id/rates': {
    path: `/v1/hotels/${hotel}/rates?from=2037-12-07&to=2037-12-10`,
    status: 404,
  },
  'search PUT /v1/hotels/:id/room-types/:room_type_id/rates': {
    path: `/v1/hotels/${hotel}/room-types/${hotel.replace('htl', 'rmt')}/rates`,
    body: {},
    status: 422,
  },
  'search POST /v1/events': { body: {}, headers: event, status: 422 },

  'users POST /v1/users': { body: { email: 'x', password: 'x', name: 'x' }, status: 422 },
  'users POST /v1/users/verifications': { body: { code: 'x' }, status: 400 },
  'users POST /v1/users/verifications/resend': { body: { email: 'x' }, status: 422 },
  'users POST /v1/users/password-resets': { body: { email: 'x' }, status: 422 },
  'users POST /v1/users/password-resets/confirm': { body: { code: 'x', password: 'x' }, status: 400 },
  'users GET /v1/users/me': { status: 200 },
  'users PATCH /v1/users/me': { body: { name: 'x' }, status: 428 },
  'users PUT /v1/users/me/email': {
    body: { email: 'new@guests.example', password: 'x' },
    status: 403,
  },
  'users PUT /v1/users/me/password': {
    body: { current_password: 'x', password: 'y' },
    status: 403,
  },
  'users GET /v1/users/me/export': { status: 200 },
  'users POST /v1/users/me/erasure': { body: { password: 'x' }, status: 403 },

  'pdf-reports POST /v1/documents': { body: {}, status: 422 },
  'payments POST /v1/payments': { body: {}, status: 422 },
  'payments GET /v1/payments': { path: `/v1/payments?reservation_id=${reservation}` },
  'payments GET /v1/payments/:id': { path: `/v1/payments/${payment}`, status: 404 },
  'payments GET /v1/payments/:id/receipt': { path: `/v1/payments/${payment}/receipt`, status: 404 },
  'payments GET /v1/invoices/:number': { path: '/v1/invoices/2026-000000', status: 404 },
  'payments GET /v1/credit-notes/:number': { path: '/v1/credit-notes/C2026-000000', status: 404 },
  'payments GET /v1/payments/:id/settlement': { path: `/v1/payments/${payment}/settlement`, status: 404 },
  'payments POST /v1/payments/:id/capture': { path: `/v1/payments/${payment}/capture`, status: 404 },
  'payments POST /v1/payments/:id/void': { path: `/v1/payments/${payment}/void`, status: 404 },
  'payments POST /v1/payments/:id/refunds': {
    path: `/v1/payments/${payment}/refunds`,
    body: {},
    status: 422,
  },
  'payments POST /v1/payments/:id/differences': {
    path: `/v1/payments/${payment}/differences`,
    body: {},
    status: 422,
  },
  'payments POST /v1/reconciliations': { body: {}, status: 422 },
  'payments POST /v1/bank/webhooks': { body: '{}', status: 401, with_token: 401 },
  'payments POST /v1/events': { body: {}, headers: event, status: 422 },
  'reservations POST /v1/reservations': { body: {}, status: 422 },
  'reservations GET /v1/reservations': {},
  'reservations GET /v1/reservations/:id': { path: `/v1/reservations/${reservation}`, status: 404 },
  'reservations POST /v1/reservations/:id/changes': {
    path: `/v1/reservations/${reservation}/changes`,
    body: {},
    status: 422,
  },
  'reservations POST /v1/reservations/:id/cancellation': {
    path: `/v1/reservations/${reservation}/cancellation`,
    body: {},
    status: 404,
  },
  'reservations POST /v1/reservations/:id/letters': {
    path: `/v1/reservations/${reservation}/letters`,
    status: 404,
  },
  'reservations POST /v1/reservations/:id/no-show': {
    path: `/v1/reservations/${reservation}/no-show`,
    status: 404,
  },
  'reservations POST /v1/reservations/:id/payment-attempts': {
    path: `/v1/reservations/${reservation}/payment-attempts`,
    body: {},
    status: 422,
  },
  'reservations GET /v1/desk/hotels': {},
  'reservations GET /v1/desk/hotels/:id/arrivals': {
    path: `/v1/desk/hotels/${hotel}/arrivals?from=2037-12-07&to=2037-12-08`,
    status: 404,
  },
  'reservations GET /v1/desk/hotels/:id/nights': {
    path: `/v1/desk/hotels/${hotel}/nights?from=2037-12-07&to=2037-12-08`,
    status: 404,
  },
  'reservations PUT /v1/desk/room-types/:id/nights': {
    path: `/v1/desk/room-types/${hotel.replace('htl', 'rmt')}/nights`,
    body: { first_night: '2037-12-07', last_night: '2037-12-10', capacity: 1 },
    status: 404,
  },
  'reservations POST /v1/desk/reservations/:id/no-show': {
    path: `/v1/desk/reservations/${reservation}/no-show`,
    status: 404,
  },
  'reservations POST /v1/events': { body: {}, headers: event, status: 422 },
  'reservations PUT /v1/inventory/room-types/:id/nights': {
    path: '/v1/inventory/room-types/rmt_00000000000000000000000000/nights',
    body: { first_night: '2037-12-07', last_night: '2037-12-10', capacity: 1 },
    status: 404,
  },
  'reservations GET /v1/inventory/changes': { path: '/v1/inventory/changes?after=x', status: 400 },
  'reservations GET /v1/inventory': {},

  'booking-ui GET /': {},
  // Tests come by 127.0.0.1; a page with a form leads to the name that its cookie belongs to.
  'booking-ui GET /account/sign-up': { status: 303 },
  'booking-ui POST /account/sign-up': { body: 'name=x', headers: form, status: 403 },
  'booking-ui GET /account/verify': { status: 303 },
  'booking-ui POST /account/verify': { body: 'code=x', headers: form, status: 403 },
  'booking-ui POST /account/verify/resend': { body: 'email=x', headers: form, status: 403 },
  'booking-ui GET /account/forgot': { status: 303 },
  'booking-ui POST /account/forgot': { body: 'email=x', headers: form, status: 403 },
  'booking-ui GET /account/reset': { status: 303 },
  'booking-ui POST /account/reset': { body: 'code=x', headers: form, status: 403 },
  // Whoever is signed in is known by a cookie: a token changes nothing, and everybody is led to a sign-in.
  'booking-ui GET /account/sign-in': { status: 303 },
  'booking-ui GET /account/callback': { status: 400 },
  'booking-ui POST /account/sign-out': { body: '', headers: form, status: 403 },
  'booking-ui GET /account/sign-out': { status: 303 },
  'booking-ui GET /account/signed-out': {},
  'booking-ui GET /account': { status: 303 },
  'booking-ui POST /account/profile': { body: 'name=x', headers: form, status: 401, with_token: 401 },
  'booking-ui POST /account/email': { body: 'email=x', headers: form, status: 401, with_token: 401 },
  'booking-ui POST /account/password': { body: 'password=x', headers: form, status: 401, with_token: 401 },
  'booking-ui GET /account/export': { status: 303 },
  'booking-ui POST /account/close': { body: 'password=x', headers: form, status: 401, with_token: 401 },
  'booking-ui GET /book': { status: 303 },
  'booking-ui POST /book': { body: 'quote=x', headers: form, status: 401, with_token: 401 },
  'booking-ui GET /trips': { status: 303 },
  'booking-ui GET /trips/:id': { path: `/trips/${reservation}`, status: 303 },
  'booking-ui GET /trips/:id/events': { path: `/trips/${reservation}/events`, status: 303 },
  'booking-ui GET /trips/:id/pay': { path: `/trips/${reservation}/pay`, status: 303 },
  'booking-ui GET /trips/:id/card': { path: `/trips/${reservation}/card`, status: 303 },
  'booking-ui GET /trips/:id/cancel': { path: `/trips/${reservation}/cancel`, status: 303 },
  'booking-ui GET /trips/:id/change': { path: `/trips/${reservation}/change`, status: 303 },
  'booking-ui GET /trips/:id/receipt.pdf': { path: `/trips/${reservation}/receipt.pdf`, status: 303 },
  'booking-ui GET /trips/:id/credit-note.pdf': {
    path: `/trips/${reservation}/credit-note.pdf`,
    status: 303,
  },
  'booking-ui GET /trips/:id/stay.ics': { path: `/trips/${reservation}/stay.ics`, status: 303 },
  'booking-ui POST /trips/:id/cancel': {
    path: `/trips/${reservation}/cancel`,
    body: 'quote=x',
    headers: form,
    status: 401,
    with_token: 401,
  },
  'booking-ui POST /trips/:id/change': {
    path: `/trips/${reservation}/change`,
    body: 'quote=x',
    headers: form,
    status: 401,
    with_token: 401,
  },
  'booking-ui GET /desk': { status: 303 },
  'booking-ui GET /desk/:id': { path: `/desk/${hotel}`, status: 303 },
  'booking-ui POST /desk/:id/nights': {
    path: `/desk/${hotel}/nights`,
    body: 'x=x',
    headers: form,
    status: 401,
    with_token: 401,
  },
  'booking-ui POST /desk/:id/rates': {
    path: `/desk/${hotel}/rates`,
    body: 'x=x',
    headers: form,
    status: 401,
    with_token: 401,
  },
  'booking-ui POST /desk/:id/no-show': {
    path: `/desk/${hotel}/no-show`,
    body: 'x=x',
    headers: form,
    status: 401,
    with_token: 401,
  },
  'booking-ui POST /trips/:id/resend': {
    path: `/trips/${reservation}/resend`,
    body: 'x=x',
    headers: form,
    status: 401,
    with_token: 401,
  },
  'booking-ui GET /search': { status: 422 },
  'booking-ui GET /hotels/:id': { path: `/hotels/${hotel}`, status: 404 },
  'booking-ui GET /prices': {},
  'booking-ui GET /suggest': { path: '/suggest?q=par' },
  'booking-ui GET /language': { status: 303 },
  'booking-ui GET /lab': {},
  'booking-ui GET /lab/:id': { path: '/lab/none', status: 404 },
  'booking-ui GET /art/panorama.svg': {},
  'booking-ui GET /art/:file': { path: `/art/${hotel}.svg` },
  'booking-ui GET /share/:id': { path: `/share/${hotel}`, status: 404 },
  'booking-ui GET /favicon.svg': {},
  'booking-ui GET /assets/:file': { path: '/assets/none.css', status: 404 },
  'booking-ui GET /*': { path: '/nowhere', status: 404 },
}
