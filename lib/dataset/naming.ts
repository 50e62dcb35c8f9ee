/** Names and street addresses. */

import type { NameStyle } from '#lib/dataset/names/style'
import type { Setting } from '#lib/dataset/places'
import type { Random } from '#lib/dataset/random'

/** Chains of our own invention, by the stars they build for. */
const chains: Readonly<Record<number, readonly string[]>> = {
  1: ['Pipkin', 'Nap & Nook'],
  2: ['Pipkin', 'Calbrook Inn', 'Staybright'],
  3: ['Calbrook', 'Norvane', 'Tarvik', 'Quillon'],
  4: ['Osterlin', 'Norvane Plus', 'Averleigh', 'Lumorra'],
  5: ['Velmonde', 'Averleigh Grand', 'Serapha'],
}

export interface Naming {
  style: NameStyle
  city: string
  country_code: string
  setting: Setting
}

/** What a name may promise. */
export interface Standing {
  stars: number
  has_spa: boolean
}

/** Swiss spelling has no ß, and a French article loses its vowel before another. */
function spell(text: string, country_code: string): string {
  const spelled = text.replace(/\bLe (?=[AEIOUÉÈ])/u, 'L’')
  return country_code === 'CH' || country_code === 'LI' ? spelled.replaceAll('ß', 'ss') : spelled
}

function compose(random: Random, { style, city, setting }: Naming, stars: number): string {
  if (random.chance(110)) return `${random.pick(chains[stars] ?? ['Norvane'])} ${city}`
  if (setting === 'beach' && random.chance(220)) return random.pick(style.beach)
  if (setting === 'mountain' && random.chance(400)) return random.pick(style.mountain)
  const special = stars <= 2 ? style.budget : stars >= 4 ? style.grand : style.plain
  const template = random.pick(random.chance(600) ? special : style.plain)
  return template
    .replace('{a}', () => random.pick(style.a))
    .replace('{b}', () => random.pick(style.b))
    .replace('{city}', city)
}

/** Two words in a row are one: "Grand Palace Palace". */
const stutters = /\b(\p{L}{4,})\b.*\b\1\b/iu

const spa_words = /\b(Spa|Onsen|Yumoto)\b/u

/** A name that no other hotel of the city has; `taken` learns it. */
export function hotelName(
  random: Random,
  naming: Naming,
  { stars, has_spa }: Standing,
  taken: Set<string>,
): string {
  const { style, country_code } = naming
  for (let attempt = 0; attempt < 200; attempt++) {
    const plain = spell(compose(random, naming, stars), country_code)
    // In a small city two names seldom meet; a big one needs a suffix, as its real hotels do.
    let name = plain
    if (attempt >= 3) name = `${plain} ${random.pick(style.parts)}`
    if (attempt >= 60) name = `${plain} – ${spell(random.pick(style.streets), country_code)}`
    if (taken.has(name) || stutters.test(name) || (!has_spa && spa_words.test(name))) continue
    taken.add(name)
    return name
  }
  throw new Error(`${naming.city}: out of names`)
}

/** Streets have more low numbers than high ones. */
export function streetAddress(random: Random, { style, country_code }: Naming): string {
  const number = 1 + Math.floor(random.unit() * random.unit() * style.max_number)
  const block = `${random.between(1, 6)}-${random.between(1, 24)}-${random.between(1, 18)}`
  return spell(
    style.address
      .replace('{n}', String(number))
      .replace('{b3}', block)
      .replace('{s}', () => random.pick(style.streets)),
    country_code,
  )
}
