/** What a workload is: requests, the true answers to them, and a pure core (`core.ts`) that every model shares. */
import type { ProfileName } from '#lib/dataset/profiles'
import { availability } from './workloads/availability/workload.ts'
import { calendar } from './workloads/calendar/workload.ts'
import { hotel } from './workloads/hotel/workload.ts'
import { searchIndex } from './workloads/search-index/workload.ts'
import { searchIndexCached } from './workloads/search-index-cached/workload.ts'
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
  /** Path of its core from the root of the checkout. */
  readonly core_file: string
  /** Brings the database to where the workload can run. Safe to run again. */
  prepare(database_url: string, options: WorkloadOptions): Promise<void>
  /** Request targets in the order in which they are sent; the same options give the same ones. */
  targets(options: WorkloadOptions): string[]
  /** What the product itself answers, by another way than the core: the truth that every model is held to. */
  golden(
    database_url: string,
    targets: readonly string[],
    options: WorkloadOptions,
    partner_url?: string,
  ): Promise<ReadonlyMap<string, string>>
  /** Somebody else whom every answer waits for, in a process of its own. */
  partner?(options: WorkloadOptions): Promise<{ partner_url: string; stop(): Promise<unknown> }>
}

export const workloads: readonly Workload[] = [
  searchSql,
  searchIndex,
  searchIndexCached,
  searchPartners,
  availability,
  calendar,
  hotel,
  time,
]

export function workloadOf(name: string): Workload | undefined {
  return workloads.find((workload) => workload.name === name)
}
