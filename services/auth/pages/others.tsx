/** Pages beside the two of a sign-in: its end, and what goes wrong. */
import type { OAuthError } from '../oauth-error.ts'
import { en } from '../text/en.ts'
import type { Page } from './page.tsx'

export const endSessionPage = (props: {
  request: string
  form_token: string
  target: string | undefined
  headers: Readonly<Record<string, string>>
}): Page => ({
  title: en.end.title,
  headers: props.headers,
  ...(props.target === undefined ? {} : { form_target: props.target }),
  content: (
    <form method="post" action="/oauth/end_session">
      <h1>{en.end.title}</h1>
      <p>{en.end.lead}</p>
      <input type="hidden" name="request" value={props.request} />
      <input type="hidden" name="form_token" value={props.form_token} />
      <button type="submit">{en.end.submit}</button>
    </form>
  ),
})

export const signedOutPage = (headers: Readonly<Record<string, string>>): Page => ({
  title: en.end.done_title,
  headers,
  content: (
    <>
      <h1>{en.end.done_title}</h1>
      <p>{en.end.done}</p>
    </>
  ),
})

/** Nothing is sent to the client: who it is, or where it listens, is just what is not known. */
export const badRequestPage = (error: OAuthError): Page => ({
  title: en.error.title,
  status: 400,
  content: (
    <>
      <h1>{en.error.title}</h1>
      <p>{en.error.lead}</p>
      <p class="error">
        {error.code}: {error.description}
      </p>
    </>
  ),
})

export const brokenPage = (status: number, retry_after: string | undefined): Page => ({
  title: en.error.broken_title,
  status,
  ...(retry_after === undefined ? {} : { headers: { 'retry-after': retry_after } }),
  content: (
    <>
      <h1>{en.error.broken_title}</h1>
      <p>{en.error.broken}</p>
    </>
  ),
})
