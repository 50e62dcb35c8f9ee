/** Another try: the same address, or the form as it was sent, so that nobody types anything twice. */
import type { Site } from '../pages/page.ts'
import type { Text } from '../text/en.ts'
import { Input, PostForm } from './fields.tsx'

interface SentForm {
  action: string
  purpose: string
  fields: ReadonlyMap<string, string>
}

/** `href` alone for a page that was asked for; of a form it is the page that the form stands on. */
export type Retry = { href: string } & (SentForm | { action?: undefined })

/** Never written into a page: they are asked for again. */
const secrets = ['password', 'current_password', 'new_password', 'closing_password'] as const
const labelOf = ({ fields }: Text['account'], name: (typeof secrets)[number]) =>
  fields[name === 'closing_password' ? 'current_password' : name]

export function RetryButton({ site, retry, label }: { site: Site; retry: Retry; label: string }) {
  if (retry.action === undefined)
    return (
      <a class="button primary" href={retry.href}>
        {label}
      </a>
    )
  const { action, purpose, fields } = retry
  const hidden = [...fields].filter(([name]) => name !== 'form_token' && !secrets.some((one) => one === name))
  return (
    <PostForm site={site} name="retry" action={action} purpose={purpose}>
      {hidden.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {secrets
        .filter((name) => fields.has(name))
        .map((name) => (
          <Input
            name={name}
            label={labelOf(site.words.text.account, name)}
            errors={new Map()}
            type="password"
          />
        ))}
      <button class="button primary" type="submit">
        {label}
      </button>
    </PostForm>
  )
}
