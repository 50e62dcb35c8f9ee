/** What a signed-in person changes of their account. */
import type { User } from '#service/users/contract'
import type { Asked, Fields } from '../answer.ts'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import type { Person } from '../session/people.ts'
import { codeOf, refusalOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { isLanguage } from '../text/languages.ts'
import { closedPage, resetDonePage } from './pages.tsx'
import { type ProfileState, profilePage } from './profile.tsx'

type Section = NonNullable<ProfileState['sent']>['section']
type Sent = (site: Site, asked: Asked, fields: Fields, person: Person) => Promise<Page | Response>

export function own({ clientsOf }: Pick<Deps, 'clientsOf'>) {
  const wrong = ({ words: { text } }: Site, field: string) =>
    ({ wrong_password: [field, text.account.profile.wrong_password] }) as const

  /** The page again, with what was sent and what is wrong with it. */
  const again = async (
    site: Site,
    person: Person,
    section: Section,
    values: Fields,
    errors: Fields,
  ): Promise<Page> =>
    profilePage(site, { ...(await clientsOf(person).me.user()), sent: { section, values, errors } })

  const profile: Sent = async (site, _, fields, person) => {
    const { text } = site.words
    const { me } = clientsOf(person)
    const locale = fields.get('locale')
    const wanted = {
      name: fields.get('name') ?? '',
      phone: fields.get('phone') ?? null,
      locale: isLanguage(locale) ? locale : site.language,
    }
    const saved = () => away(`${paths.account}?done=profile`)
    try {
      await me.change(wanted, etagIn(fields))
      return saved()
    } catch (error) {
      // Sent again after an answer that never came: it was this very change.
      if (codeOf(error) === 'precondition_failed' && isAs((await me.user()).user, wanted)) return saved()
      const codes = { precondition_failed: ['_etag', text.account.profile.conflict] } as const
      return again(site, person, 'profile', fields, refusalOf(text, error, { codes }))
    }
  }
  const email: Sent = async (site, _, fields, person) => {
    const { text } = site.words
    try {
      await clientsOf(person).me.changeEmail(fields.get('email') ?? '', fields.get('password') ?? '')
      return away(`${paths.verify}?for=email`)
    } catch (error) {
      const codes = {
        ...wrong(site, 'password'),
        email_taken: ['email', text.field_errors.email?.taken ?? ''],
      } as const
      return again(site, person, 'email', fields, refusalOf(text, error, { codes }))
    }
  }
  const password: Sent = async (site, _, fields, person) => {
    const field = (name: string) => fields.get(name) ?? ''
    try {
      await clientsOf(person).me.changePassword(field('current_password'), field('new_password'))
      person.leave()
      return resetDonePage(site)
    } catch (error) {
      const options = { codes: wrong(site, 'current_password'), names: { password: 'new_password' } }
      return again(site, person, 'password', fields, refusalOf(site.words.text, error, options))
    }
  }
  const close: Sent = async (site, _, fields, person) => {
    try {
      await clientsOf(person).me.erase(fields.get('closing_password') ?? '')
      person.leave()
      return closedPage(site)
    } catch (error) {
      const options = { codes: wrong(site, 'closing_password'), names: { password: 'closing_password' } }
      return again(site, person, 'close', fields, refusalOf(site.words.text, error, options))
    }
  }
  return { profile, email, password, close }
}

const isAs = (user: User, wanted: Pick<User, 'name' | 'phone' | 'locale'>) =>
  user.name === wanted.name && user.phone === wanted.phone && user.locale === wanted.locale

/** As our page had it; anything else is no tag that a header can carry, and matches none. */
function etagIn(fields: Fields): string {
  const etag = fields.get('etag') ?? ''
  return /^"[\w+/=-]{1,100}"$/.test(etag) ? etag : '"none"'
}
