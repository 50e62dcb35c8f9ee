/** What the parts of the site are given. */
import type { Guard } from '#lib/token/guard'
import type { SearchClient } from '#service/search/client'
import type { UsersClient } from '#service/users/client'
import type { Answers, AnswersOptions } from './answer.ts'
import type { SharePictures } from './art/share.ts'
import type { ClientsOf } from './session/clients.ts'
import type { SignIns } from './session/sign-in.ts'

export interface SiteParts extends AnswersOptions {
  guard: Guard
  share: SharePictures
  /** Public: asked with or without a token. */
  search: SearchClient
  /** With a token of our own. */
  quotes: Pick<SearchClient, 'quote' | 'hotel' | 'rates' | 'changeRates'>
  users: UsersClient
  clientsOf: ClientsOf
  sign_ins: SignIns
  /** Throws when there is nobody to sign in at. */
  checkSignIn: () => Promise<void>
  /** Where reports of the laboratory are published. */
  lab_folder: string
  /** As browsers reach it. */
  bank_pages_url: string
}

export interface Deps extends SiteParts {
  answers: Answers
}
