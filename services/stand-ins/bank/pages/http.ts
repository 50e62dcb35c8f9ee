/** The bank's pages: forms without a script, for people on their way through the site. */
import { Elysia } from 'elysia'
import { Problem } from '#lib/problem'
import type { BankHttpDeps } from '../http.ts'
import { type CardField, CardForm, card_fields } from './card-form.tsx'
import { Confirmation } from './confirmation.tsx'
import { Home, Nothing } from './home.tsx'

/** For people, not for programs. */
const web = { requires: 'none', detail: { hide: true } } as const
const MAX_FORM_BYTES = 16_384
const no_sniff = { 'x-content-type-options': 'nosniff' }

export function pages({ bank, origins, site_url, style, guard }: BankHttpDeps) {
  const framed = { frames: origins.sources, forms: origins.sources }
  const badReturn = () =>
    page(
      Nothing({
        title: 'This link does not work',
        text: 'It does not say where to go back to, or that place is not known to the bank.',
      }),
      { status: 400 },
    )
  const nothing = () =>
    page(
      Nothing({ title: 'There is nothing to confirm here', text: 'The link is wrong, or no longer known.' }),
      { status: 404 },
    )
  return new Elysia({ name: 'bank-pages' })
    .use(guard)
    .get('/', () => page(Home({ try_url: `/card-form?return_url=${encodeURIComponent(site_url)}` })), web)
    .get(
      '/card-form',
      ({ request }) => {
        const asked = new URL(request.url).searchParams
        const return_url = asked.get('return_url') ?? ''
        if (!origins.allows(return_url)) return badReturn()
        return page(CardForm({ return_url, embedded: asked.get('embedded') === 'true' }), framed)
      },
      web,
    )
    .post(
      '/card-form',
      async ({ request }) => {
        const form = await readForm(request)
        const return_url = form.get('return_url') ?? ''
        if (!origins.allows(return_url)) return badReturn()
        const typed = (name: CardField) => (form.get(name) ?? '').trim()
        const read = readCard(typed)
        if ('errors' in read) return again(read.errors)
        try {
          const { token, brand, last4 } = bank.tokenize(read.card)
          const back = new URL(return_url)
          for (const [name, value] of Object.entries({ card_token: token, brand, last4 }))
            back.searchParams.set(name, value)
          return redirect(back)
        } catch (error) {
          if (!(error instanceof Problem) || error.errors === undefined) throw error
          return again(fieldErrors(error))
        }

        function again(errors: Partial<Record<CardField, string>>) {
          const kept = { name: typed('name').slice(0, 100), expiry: typed('expiry').slice(0, 9) }
          return page(CardForm({ return_url, embedded: false, ...kept, errors }), { ...framed, status: 422 })
        }
      },
      { ...web, parse: 'none' },
    )
    .get(
      '/confirmations/:confirmation',
      ({ params: { confirmation } }) => {
        try {
          return page(Confirmation({ row: bank.toConfirm(confirmation) }), { forms: origins.sources })
        } catch (error) {
          if (error instanceof Problem && error.status === 404) return nothing()
          throw error
        }
      },
      web,
    )
    .post(
      '/confirmations/:confirmation',
      async ({ request, params: { confirmation } }) => {
        const outcome = (await readForm(request)).get('outcome')
        if (outcome !== 'approve' && outcome !== 'decline')
          throw new Problem(422, 'validation_failed', 'The outcome must be approve or decline')
        try {
          const row = bank.confirm(confirmation, outcome === 'approve')
          if (row.return_url === null) return page(Confirmation({ row }))
          const back = new URL(row.return_url)
          back.searchParams.set('authorization_id', row.id)
          return redirect(back)
        } catch (error) {
          if (error instanceof Problem && error.status === 404) return nothing()
          throw error
        }
      },
      { ...web, parse: 'none' },
    )
    .get(
      '/style.css',
      () =>
        new Response(style, {
          headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache', ...no_sniff },
        }),
      web,
    )
}

/** No script at all. `frames`: whose pages may hold it; `forms`: where a form may lead in the end. */
function policy(frames: readonly string[], forms: readonly string[]): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    `form-action ${["'self'", ...forms].join(' ')}`,
    `frame-ancestors ${frames.length === 0 ? "'none'" : frames.join(' ')}`,
  ].join('; ')
}

async function page(
  content: unknown,
  options: { status?: number; frames?: readonly string[]; forms?: readonly string[] } = {},
): Promise<Response> {
  const { status = 200, frames = [], forms = [] } = options
  return new Response(`<!doctype html>${await content}`, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(frames, forms),
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      'cache-control': 'no-store',
      ...no_sniff,
    },
  })
}

const redirect = (to: URL) =>
  new Response(null, {
    status: 303,
    headers: { location: to.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })

async function readForm(request: Request): Promise<URLSearchParams> {
  const [media_type] = (request.headers.get('content-type') ?? '').split(';')
  if (media_type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded')
    throw new Problem(415, 'unsupported_media_type', 'The body must be a form')
  const body = await request.arrayBuffer()
  if (body.byteLength > MAX_FORM_BYTES)
    throw new Problem(413, 'body_too_large', `The form is larger than ${MAX_FORM_BYTES} bytes`)
  return new URLSearchParams(new TextDecoder().decode(body))
}

type Errors = Partial<Record<CardField, string>>

function readCard(typed: (name: CardField) => string) {
  const errors: Errors = {}
  const missing: Readonly<Record<CardField, string>> = {
    number: 'Type the number on the card.',
    expiry: 'Type month and year, as 04/29.',
    cvc: 'Type the 3 digits on the back, or the 4 on the front.',
    name: 'Type the name on the card.',
  }
  const [, month = '', year = ''] = /^(\d{1,2}) *[/-]? *(\d{4}|\d{2})$/.exec(typed('expiry')) ?? []
  const expiry_month = Number(month)
  for (const field of card_fields) if (typed(field) === '') errors[field] = missing[field]
  if (expiry_month < 1 || expiry_month > 12) errors.expiry = missing.expiry
  if (!/^[0-9]{3,4}$/.test(typed('cvc'))) errors.cvc = missing.cvc
  if (typed('number').length > 40) errors.number = 'Type 12 to 19 digits.'
  if (typed('name').length > 100) errors.name = 'Type at most 100 characters.'
  if (Object.keys(errors).length > 0) return { errors }
  return {
    card: {
      number: typed('number'),
      expiry_month,
      expiry_year: Number(year.length === 2 ? `20${year}` : year),
      cvc: typed('cvc'),
      name: typed('name'),
    },
  }
}

/** The API's reasons in a person's words. */
const said: Readonly<Record<string, string>> = {
  pattern: 'A card number has 12 to 19 digits.',
  luhn: 'This number is mistyped: please compare it with your card.',
  not_a_test_card: 'This is a sandbox: only its test cards are taken.',
  card_expired: 'This card is no longer good.',
}

function fieldErrors(problem: Problem): Errors {
  const errors: Errors = {}
  for (const { field, code } of problem.errors ?? []) {
    if (field === 'number') errors.number = said[code] ?? 'This number is not right.'
    else if (field.startsWith('expiry')) errors.expiry = said[code] ?? 'This date is not right.'
    else if (field === 'cvc') errors.cvc = 'The code has 3 digits; 4 for American Express.'
  }
  return errors
}
