/** What a workload is: requests, the true answers to them, and a pure core (`core.ts`) that every model shares. */
import type { ProfileName } from '#lib/dataset/profiles'
import type { Golden } from './ask.ts'
import { availability } from './workloads/availability/workload.ts'
import { calendar } from './workloads/calendar/workload.ts'
import { hold } from './workloads/hold/workload.ts'
import { hotel } from './workloads/hotel/workload.ts'
import { mixedHotel } from './workloads/mixed-hotel/workload.ts'
import { mixedLookToBook } from './workloads/mixed-look-to-book/workload.ts'
import { receipt } from './workloads/receipt/workload.ts'
import { searchIndex } from './workloads/search-index/workload.ts'
import { searchIndexCached } from './workloads/search-index-cached/workload.ts'
import { searchIndexUniform } from './workloads/search-index-uniform/workload.ts'
import { searchPartners } from './workloads/search-partners/workload.ts'
import { searchSql } from './workloads/search-sql/workload.ts'
import { time } from './workloads/time/workload.ts'

export interface WorkloadOptions {
  seed: number
  profile: ProfileName
  today: string
}

export interface Workload {
  readonly name: string
  readonly title: string
  /** Its core brings the catalogue into memory first: nothing for a process that answers one request. */
  readonly in_memory?: true
  /** It changes something: every request is another one, and what it changed is looked at afterwards. */
  readonly writes?: true
  /** Its requests are parts of a whole: a quick look asks all of them, too. */
  readonly whole?: true
  /** Path of its core from the root of the checkout. */
  readonly core_file: string
  /** Brings the database to where the workload can run. Safe to run again. */
  prepare(database_url: string, options: WorkloadOptions): Promise<void>
  /** Requests in the order in which they are sent (`ask.ts`); the same options give the same ones. */
  asks(options: WorkloadOptions): string[]
  /** What the product itself answers, by another way than the core: the truth that every model is held to. */
  golden(
    database_url: string,
    asks: readonly string[],
    options: WorkloadOptions,
    partner_url?: string,
  ): Promise<Golden>
  /** Somebody else whom every answer waits for, in a process of its own. */
  partner?(options: WorkloadOptions): Promise<{ partner_url: string; stop(): Promise<unknown> }>
  /** Before each fresh server: as if nothing had been written. */
  reset?(database_url: string): Promise<void>
  /** After it: what is wrong in the database, if so many requests that write were answered rightly. */
  broken?(database_url: string, written: number): Promise<string | undefined>
}

export const workloads: readonly Workload[] = [
  searchSql,
  searchIndex,
  searchIndexUniform,
  searchIndexCached,
  searchPartners,
  availability,
  calendar,
  hotel,
  hold,
  receipt,
  mixedHotel,
  mixedLookToBook,
  time,
]

export function workloadOf(name: string): Workload | undefined {
  return workloads.find((workload) => workload.name === name)
}
