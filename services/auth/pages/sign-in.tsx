import { paths } from '#service/booking-ui/contract'
import type { Text } from '../text/en.ts'
import type { Page } from './page.tsx'

export interface SignInProps {
  client: string
  /** The authorization request, as it came: where it goes on after the sign-in. */
  request: string
  form_token: string
  login?: string
  error?: string
  status?: number
  redirect_uri: string
  /** Where accounts are made, and passwords set anew. */
  site_url: string
  headers?: Readonly<Record<string, string>>
}

export function signInPage({ sign_in: text }: Text, props: SignInProps): Page {
  const {
    client,
    request,
    form_token,
    login = '',
    error,
    status = 200,
    redirect_uri,
    site_url,
    headers,
  } = props
  return {
    title: text.title,
    status,
    form_target: redirect_uri,
    ...(headers === undefined ? {} : { headers }),
    content: (
      <form method="post" action="/oauth/sign-in">
        <h1>{text.title}</h1>
        <p class="lead">{text.lead(client)}</p>
        {error === undefined ? null : (
          <p class="error" role="alert" id="error">
            {error}
          </p>
        )}
        <input type="hidden" name="request" value={request} />
        <input type="hidden" name="form_token" value={form_token} />
        <label>
          <span>{text.login}</span>
          <input
            name="login"
            type="email"
            autocomplete="username"
            required
            maxlength={254}
            value={login}
            autofocus={login === ''}
            aria-describedby={error === undefined ? undefined : 'error'}
          />
        </label>
        <label>
          <span>{text.password}</span>
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            maxlength={1000}
            autofocus={login !== ''}
            aria-describedby={error === undefined ? undefined : 'error'}
          />
        </label>
        <button type="submit">{text.submit}</button>
        <p class="small ways">
          <a href={site_url + paths.forgot}>{text.forgot}</a>
          <span>
            {text.no_account} <a href={site_url + paths.sign_up}>{text.sign_up}</a>
          </span>
        </p>
      </form>
    ),
  }
}
