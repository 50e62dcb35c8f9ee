/**
 * Integer hashing and a counter-based generator: the dataset's only source of chance. 32-bit integer arithmetic
 * gives the same bits on every engine and CPU, which `Math.random`, `Math.sin` and friends do not.
 *
 * The mixer is `lowbias32` with the constants found by Chris Wellons' hash prospector (public domain,
 * https://github.com/skeeto/hash-prospector, "16 21f0aaad 15 d35a2d97 15"); the generator is splitmix32: a Weyl
 * sequence of the golden ratio run through that mixer.
 */
const golden = 0x9e3779b9

export function mix32(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/** A uniform unsigned 32-bit hash of integers; their order matters. */
export function hash32(...parts: readonly number[]): number {
  let state = golden
  for (const part of parts) state = mix32((state + Math.imul(part, golden)) ^ (part >>> 16))
  return state
}

/** A stream of choices that depends only on its key. */
export class Random {
  #state: number

  constructor(...key: readonly number[]) {
    this.#state = hash32(...key)
  }

  /** Uniform in 0..2^32-1. */
  next(): number {
    this.#state = (this.#state + golden) | 0
    return mix32(this.#state)
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  unit(): number {
    return this.next() / 4_294_967_296
  }

  /** Uniform integer in 0..limit-1. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** Uniform integer in from..to, both included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1)
  }

  /** Bell-shaped around 0, within -1..1, deviation 0.29: the mean of four uniforms, so no logarithm is needed. */
  bell(): number {
    return (this.unit() + this.unit() + this.unit() + this.unit()) / 2 - 1
  }

  chance(permille: number): boolean {
    return this.below(1000) < permille
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  /** An index, with the probability its weight has in the whole. */
  weighted(weights: readonly number[]): number {
    let left = this.below(weights.reduce((sum, weight) => sum + weight, 0))
    for (const [index, weight] of weights.entries()) {
      if (left < weight) return index
      left -= weight
    }
    throw new RangeError('weights must be positive')
  }
}
