/** What a page gives back: the document, and the status that it is sent with. */
import type { Child } from 'hono/jsx'
import type { Clock } from '#lib/dates'
import type { Assets } from '../assets.ts'
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
}

/** What every page is made with. */
export interface Site {
  words: Words
  clock: Clock
  assets: Assets
}
