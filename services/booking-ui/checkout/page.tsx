/** The checkout: what is booked, what it costs, and who comes. */
import type { Offer } from '#service/search/quotes/contract'
import { Breakdown, RefundTimeline } from '../components/breakdown.tsx'
import { described, EmailInput, Field, Input, PostForm } from '../components/fields.tsx'
import { StayCard } from '../components/stay.tsx'
import { paths } from '../contract.ts'
import type { Page, Site } from '../pages/page.ts'

interface Props {
  offer: Offer
  /** Signed: what is sent. */
  quote: string
  /** RFC 3339. */
  expires_at: string
  values: ReadonlyMap<string, string>
  errors: ReadonlyMap<string, string>
  notice?: string | undefined
}

/** What the form is for. */
export const PURPOSE = 'book'
const FORM = 'guest-form'
/** The field of a form that asks for the price of today, and books nothing; what was typed comes with it. */
export const AGAIN = 'again'
const MAX_REQUESTS = 500

export function checkoutPage(site: Site, props: Props): Page {
  const { offer, quote, expires_at, values, errors, notice } = props
  const { words, clock } = site
  const { text } = words
  const { booking, account } = text
  return {
    title: text.title(booking.title),
    name: 'checkout',
    status: errors.size > 0 ? 422 : 200,
    private_page: true,
    content: (
      <div class="wrap">
        <h1 class="page-title">{booking.heading}</h1>
        <div class="checkout-grid">
          <div>
            <section class="panel" aria-labelledby="stay">
              <h2 id="stay">{booking.stay}</h2>
              <StayCard stay={offer} words={words} heading="h3" />
            </section>
            <section class="panel" aria-labelledby="guest">
              <h2 id="guest">{booking.guest_heading}</h2>
              <p class="muted">{booking.guest_lead}</p>
              {notice === undefined ? null : <p class="notice">{notice}</p>}
              <PostForm site={site} id={FORM} action={paths.book} purpose={PURPOSE} errors={errors}>
                <input type="hidden" name="quote" value={quote} />
                <Input
                  name="name"
                  label={booking.guest_name}
                  value={values.get('name')}
                  errors={errors}
                  autocomplete="name"
                  max={120}
                />
                <EmailInput label={account.fields.email} value={values.get('email')} errors={errors} />
                <Input
                  name="phone"
                  label={account.fields.phone}
                  value={values.get('phone')}
                  errors={errors}
                  type="tel"
                  hint={account.fields.phone_hint}
                  autocomplete="tel"
                  required={false}
                  max={40}
                />
                <Field
                  name="special_requests"
                  label={booking.special_requests}
                  error={errors.get('special_requests')}
                  hint={booking.special_requests_hint}
                >
                  <textarea
                    {...described(
                      'special_requests',
                      errors.get('special_requests'),
                      booking.special_requests_hint,
                    )}
                    name="special_requests"
                    rows={3}
                    maxlength={MAX_REQUESTS}
                    dir="auto"
                  >
                    {values.get('special_requests') ?? ''}
                  </textarea>
                </Field>
                <button class="button primary big" type="submit">
                  {booking.submit(words.exact(offer.total))}
                </button>
                <p class="muted small">{booking.submit_lead}</p>
              </PostForm>
            </section>
          </div>
          <aside class="panel sticky" aria-labelledby="price">
            <h2 id="price">{booking.price_heading}</h2>
            <Breakdown offer={offer} words={words} />
            <h3>{booking.cancellation}</h3>
            <RefundTimeline timeline={offer.cancellation.timeline} words={words} now_ms={clock().getTime()} />
            <Until at={expires_at} over={booking.price_over}>
              {booking.held_until(words.time(expires_at))}
            </Until>
            <p class="after-time" hidden>
              <button class="button" type="submit" form={FORM} name={AGAIN} value="yes" formnovalidate>
                {booking.price_again}
              </button>
            </p>
          </aside>
        </div>
      </div>
    ),
  }
}

/**
 * A moment that is counted down to where there is a script, from what is left by our clock and not by the visitor's; `over`
 * is said afterwards. Holds and quotes are of real time, also where `VACANCY_TODAY` fixes the date.
 */
export const Until = ({ at, over, children }: { at: string; over: string; children?: Page['content'] }) => (
  <p class="until" data-left={String(Math.round((Date.parse(at) - Date.now()) / 1_000))} data-over={over}>
    <span class="until-words">{children}</span> <span class="until-left" aria-hidden="true"></span>
  </p>
)
