/** Requests of several kinds in fixed parts, in one order for everybody. */
import { type Expected, type Golden, readAsk } from '#bench/ask'
import { shuffled } from '#bench/shuffle'
import type { Workload, WorkloadOptions } from '#bench/workload'
import { Random } from '#lib/dataset/random'
import { availability } from './availability/workload.ts'
import { HOLD_PATH } from './hold/core.ts'
import { goldenHold, hold, prepareInventory } from './hold/workload.ts'
import { productAnswersFromIndex } from './product.ts'
import { goldenSignIn, prepareAccounts } from './sign-in/accounts.ts'
import { SIGN_IN_PATH } from './sign-in/core.ts'

/** So many requests of a kind, drawn one after the other. */
export interface Part {
  count: number
  ask: () => string
}

interface Mix {
  name: string
  title: string
  parts(options: WorkloadOptions, random: Random): Part[]
}

export const mixed = ({ name, title, parts }: Mix): Workload => ({
  name,
  title,
  ...{ in_memory: true, writes: true, whole: true },
  core_file: 'bench/workloads/mixed-hotel/core.ts',
  prepare: async (database_url, options) => {
    await availability.prepare(database_url, options)
    await prepareInventory(database_url, options)
    await prepareAccounts(database_url)
  },
  asks: (options) => {
    const random = new Random(options.seed, 0x3117)
    const all = parts(options, random).flatMap(({ count, ask }) => Array.from({ length: count }, ask))
    return shuffled(all, random)
  },
  golden: async (database_url, asks, options) => {
    const golden = new Map<string, Expected>()
    const looks: string[] = []
    for (const ask of asks) {
      const { method, target } = readAsk(ask)
      if (method === 'GET') looks.push(ask)
      else if (target === HOLD_PATH) golden.set(ask, goldenHold(ask))
      else if (target === SIGN_IN_PATH) golden.set(ask, goldenSignIn(ask))
    }
    const looked: Golden = await productAnswersFromIndex(database_url, looks, options)
    return new Map([...looked, ...golden])
  },
  ...(hold.reset && { reset: hold.reset }),
  ...(hold.broken && { broken: hold.broken }),
})
