import type { Scope } from '../contract.ts'
import type { Text } from '../text/en.ts'
import type { Page } from './page.tsx'

export interface ConsentProps {
  client: string
  login: string
  scopes: readonly Scope[]
  request: string
  form_token: string
  redirect_uri: string
  headers?: Readonly<Record<string, string>>
}

export function consentPage({ consent: text }: Text, props: ConsentProps): Page {
  const { client, login, scopes, request, form_token, redirect_uri, headers } = props
  return {
    title: text.title,
    form_target: redirect_uri,
    ...(headers === undefined ? {} : { headers }),
    content: (
      <form method="post" action="/oauth/consent">
        <h1>{text.title}</h1>
        <p class="lead">{text.lead(client)}</p>
        <ul>
          {scopes.map((scope) => (
            <li>{text.says(scope)}</li>
          ))}
        </ul>
        <p class="small">
          {text.signed_in_as} <strong>{login}</strong>. {text.where}{' '}
          <strong>{new URL(redirect_uri).host || new URL(redirect_uri).protocol}</strong>.
        </p>
        <input type="hidden" name="request" value={request} />
        <input type="hidden" name="form_token" value={form_token} />
        <div class="choices">
          <button type="submit" name="decision" value="allow">
            {text.allow}
          </button>
          <button type="submit" name="decision" value="deny" class="second">
            {text.deny}
          </button>
        </div>
        <p class="small">{text.note}</p>
      </form>
    ),
  }
}
