/** The kinds of room a hotel sells: three to five, each dearer than the one before. */
import type { Random } from '#lib/dataset/random'
import { type CancellationPolicy, hasAmenity } from '#lib/dataset/vocabulary'

export interface DatasetRoomType {
  /** Dense, from 1. */
  room_type_id: number
  /** `rmt_` TypeID. */
  id: string
  name: string
  beds: string
  size_m2: number
  max_adults: number
  /** People in all, children included. */
  capacity: number
  /** How many rooms of this type the hotel has. */
  rooms: number
  breakfast_included: boolean
  cancellation_policy: CancellationPolicy
  /** Minor units: what an average night costs, before season, weekday and demand. */
  base_price: number
}

interface Kind {
  names: readonly string[]
  beds: readonly string[]
  max_adults: number
  capacity: number
  /** Of the standard double, in percent. */
  price_percent: number
  size_percent: number
  /** Of the house's rooms, in percent. */
  rooms_percent: number
}

const kind = (
  names: string,
  beds: string,
  people: readonly [max_adults: number, capacity: number],
  [price_percent, size_percent, rooms_percent]: readonly [number, number, number],
): Kind => ({
  names: names.split(', '),
  beds: beds.split(', '),
  max_adults: people[0],
  capacity: people[1],
  price_percent,
  size_percent,
  rooms_percent,
})

const single = kind('Single Room, Classic Single, Compact Single', '1 single bed', [1, 1], [78, 70, 14])
const double = kind(
  'Standard Double, Classic Double, Double Room, Cosy Double',
  '1 double bed',
  [2, 2],
  [100, 100, 45],
)
const twin = kind('Standard Twin, Superior Twin, Twin Room', '2 single beds', [2, 2], [108, 108, 25])
const superior = kind(
  'Superior Double, Comfort Double, Double with Balcony, Double with Courtyard View',
  '1 double bed, 1 queen bed',
  [2, 3],
  [124, 120, 25],
)
const triple = kind(
  'Triple Room, Classic Triple',
  '1 double bed and 1 single bed, 3 single beds',
  [3, 3],
  [138, 130, 12],
)
const family = kind(
  'Family Room, Family Studio, Large Family Room',
  '1 double bed and 2 single beds, 1 double bed and 1 bunk bed',
  [3, 4],
  [158, 155, 12],
)
const family_suite = kind(
  'Family Suite, Two-Bedroom Family Suite',
  '2 double beds and 1 sofa bed',
  [4, 5],
  [195, 210, 6],
)
const deluxe = kind('Deluxe King, Deluxe Double, Deluxe Room', '1 king bed', [2, 3], [150, 145, 20])
const junior = kind('Junior Suite', '1 king bed and 1 sofa bed', [3, 4], [185, 180, 9])
const suite = kind(
  'Suite, Executive Suite, One-Bedroom Suite',
  '1 king bed and 1 sofa bed',
  [3, 4],
  [260, 250, 5],
)
const dormitory = kind('Private Bunk Room', '2 bunk beds', [4, 4], [112, 105, 15])

const modest: readonly Kind[] = [single, twin, triple, family, dormitory]
const middle: readonly Kind[] = [single, twin, superior, triple, family, junior]
const grand: readonly Kind[] = [twin, superior, deluxe, family_suite, junior, suite]

/** The double, then some of those that suit the class; ascending in price. */
function choose(random: Random, stars: number, amenities: number, count: number): Kind[] {
  const pool = [...(stars <= 2 ? modest : stars === 3 ? middle : grand)]
  const chosen = [double]
  if (hasAmenity(amenities, 'family_rooms')) {
    const wanted = stars >= 4 ? family_suite : family
    chosen.push(wanted)
    pool.splice(pool.indexOf(wanted), 1)
  } else {
    // A house without family rooms does not sell one under that name.
    for (const unwanted of [family, family_suite]) {
      if (pool.includes(unwanted)) pool.splice(pool.indexOf(unwanted), 1)
    }
  }
  while (chosen.length < count && pool.length > 0) chosen.push(...pool.splice(random.below(pool.length), 1))
  return chosen.sort((a, b) => a.price_percent - b.price_percent)
}

const policy_weights = [45, 27, 13, 15]
const policies: readonly CancellationPolicy[] = ['flexible', 'moderate', 'strict', 'non_refundable']
/** A house that binds its guests sells cheaper. */
const policy_percent: Readonly<Record<CancellationPolicy, number>> = {
  flexible: 100,
  moderate: 98,
  strict: 95,
  non_refundable: 91,
}

/** About how many rooms the house has. Grand and city houses are larger; most are small. */
function houseSize(random: Random, stars: number): number {
  const typical = [16, 20, 34, 62, 78][stars - 1] ?? 30
  return Math.max(6, Math.round(typical * (0.35 + 1.3 * random.unit() * (0.4 + random.unit()))))
}

export interface RoomTypeOptions {
  random: Random
  stars: number
  amenities: number
  /** Minor units, for the standard double. */
  standard_price: number
  price_step: number
  count: number
  /** Given the position, the dense number and the id. */
  identify: (position: number) => { room_type_id: number; id: string }
}

export function roomTypes(options: RoomTypeOptions): DatasetRoomType[] {
  const { random, stars, amenities, standard_price, price_step } = options
  const house = houseSize(random, stars)
  const kinds = choose(random, stars, amenities, options.count)
  const share = kinds.reduce((sum, { rooms_percent }) => sum + rooms_percent, 0)
  const house_policy = policies[random.weighted(policy_weights)] ?? 'flexible'
  const breakfast = hasAmenity(amenities, 'breakfast')
  const all_breakfast = breakfast && random.chance(300)
  const double_m2 = ([11, 13, 17, 23, 31][stars - 1] ?? 17) + random.between(0, 4)
  let last_price = 0
  return kinds.map((found, position) => {
    const policy = random.chance(650)
      ? house_policy
      : (policies[random.weighted(policy_weights)] ?? 'flexible')
    const percent = found.price_percent * (0.96 + 0.08 * random.unit())
    const price = (standard_price * percent * policy_percent[policy]) / 10_000
    last_price = Math.max(last_price + price_step, Math.round(price / price_step) * price_step)
    return {
      ...options.identify(position),
      name: random.pick(found.names),
      beds: random.pick(found.beds),
      size_m2: Math.round((double_m2 * found.size_percent) / 100),
      max_adults: found.max_adults,
      capacity: found.capacity,
      rooms: Math.min(40, Math.max(1, Math.round((house * found.rooms_percent) / share))),
      breakfast_included: all_breakfast || (breakfast && random.chance(180)),
      cancellation_policy: policy,
      base_price: last_price,
    }
  })
}
