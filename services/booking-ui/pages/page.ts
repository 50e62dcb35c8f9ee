/** What a page gives back: the document, and the status that it is sent with. */
import type { Child } from 'hono/jsx'
import type { Clock } from '#lib/dates'
import type { AssetName, Assets } from '../assets.ts'
import type { Language } from '../text/languages.ts'
import type { Words } from '../words.ts'

export interface Page {
  title: string
  /** A class for the body. */
  name: string
  content: Child
  /** 200 unless said otherwise. */
  status?: number
  headers?: Readonly<Record<string, string>>
  /** Kept out of search engines. */
  private_page?: boolean
  /** Without a script the page asks for itself again after so long. */
  refresh_s?: number
  /** For networks that show a picture beside a link. */
  social?: { description: string; picture: string }
  /** An origin whose pages this one holds in a frame. */
  frames?: string
  /** Beside the one that every page has. */
  scripts?: readonly AssetName[]
}

/** What every page is made with. */
export interface Site {
  words: Words
  language: Language
  clock: Clock
  assets: Assets
  readonly signed_in: boolean
  /** For the hidden field of a form: it can be sent from this browser, and for this purpose alone. */
  formToken(purpose: string): string
}
