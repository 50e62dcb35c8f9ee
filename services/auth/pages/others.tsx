/** Pages beside the two of a sign-in: its end, and what goes wrong. */
import type { OAuthError } from '../oauth-error.ts'
import type { Text } from '../text/en.ts'
import type { Page } from './page.tsx'

interface EndProps {
  request: string
  form_token: string
  target: string | undefined
  headers: Readonly<Record<string, string>>
}

export const endSessionPage = ({ end }: Text, props: EndProps): Page => ({
  title: end.title,
  headers: props.headers,
  ...(props.target === undefined ? {} : { form_target: props.target }),
  content: (
    <form method="post" action="/oauth/end_session">
      <h1>{end.title}</h1>
      <p>{end.lead}</p>
      <input type="hidden" name="request" value={props.request} />
      <input type="hidden" name="form_token" value={props.form_token} />
      <button type="submit">{end.submit}</button>
    </form>
  ),
})

export const signedOutPage = ({ end }: Text, headers: Readonly<Record<string, string>>): Page => ({
  title: end.done_title,
  headers,
  content: (
    <>
      <h1>{end.done_title}</h1>
      <p>{end.done}</p>
    </>
  ),
})

/** Nothing is sent to the client: who it is, or where it listens, is just what is not known. */
export const badRequestPage = (text: Text, error: OAuthError): Page => ({
  title: text.error.title,
  status: 400,
  content: (
    <>
      <h1>{text.error.title}</h1>
      <p>{text.error.lead}</p>
      <p class="error">
        {error.code}: {error.description}
      </p>
    </>
  ),
})

export const brokenPage = (text: Text, status: number, retry_after: string | undefined): Page => ({
  title: text.error.broken_title,
  status,
  ...(retry_after === undefined ? {} : { headers: { 'retry-after': retry_after } }),
  content: (
    <>
      <h1>{text.error.broken_title}</h1>
      <p>{text.error.broken}</p>
    </>
  ),
})
