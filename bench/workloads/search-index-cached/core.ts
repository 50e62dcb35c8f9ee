/** What `search-index-cached` computes: as search-index, with a cache that holds a part of the answers. */
import type { MakeCore } from '#bench/core'
import { coreFromIndex } from '../from-index.ts'
import { searched } from '../search-index/core.ts'

/** Some 300 answers of 2,000: what people ask for is always more than what is kept. */
const CACHE_BYTES = 4_000_000

export const core: MakeCore = (options) => coreFromIndex(options, CACHE_BYTES, searched)
