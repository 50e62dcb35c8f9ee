/**
 * Two or three sentences about a hotel. Every sentence about a facility is guarded by the amenity it speaks of, so
 * that a description never promises what the mask does not have.
 */
import type { Setting } from '#lib/dataset/places'
import type { Random } from '#lib/dataset/random'
import { type Amenity, hasAmenity } from '#lib/dataset/vocabulary'

export interface Described {
  stars: number
  amenities: number
  city: string
  setting: Setting
  distance_km: number
  district: string | undefined
  rooms: number
}

const openings: Readonly<Record<number, readonly string[]>> = {
  1: [
    'A plain and friendly house',
    'Simple, clean rooms',
    'A no-frills stay',
    'An easy-going budget address',
  ],
  2: [
    'A small, family-run hotel',
    'A cheerful house with simple rooms',
    'Good-value rooms',
    'An unfussy, welcoming hotel',
  ],
  3: [
    'A comfortable hotel',
    'Bright, well-kept rooms',
    'A relaxed mid-size hotel',
    'A traditional house with refreshed rooms',
  ],
  4: [
    'A polished hotel with generous rooms',
    'Elegant rooms and attentive service',
    'A stylish house',
    'A modern hotel of quiet good taste',
  ],
  5: [
    'A grand hotel of understated luxury',
    'Spacious rooms and impeccable service',
    'A landmark of hospitality',
    'An exquisite hotel',
  ],
}

function where({ city, distance_km, district }: Described, random: Random): string {
  if (distance_km < 0.6) {
    return random.pick([
      `in the very centre of ${city}`,
      `in the heart of ${city}`,
      `a few steps from the centre of ${city}`,
    ])
  }
  if (district !== undefined)
    return random.pick([`in ${district}`, `in the ${district} district`, `in ${district}, ${city}`])
  if (distance_km < 1.8) {
    const minutes = Math.round(distance_km * 13)
    return random.pick([
      `within walking distance of the centre of ${city}`,
      `about ${minutes} minutes on foot from the centre of ${city}`,
      `on a side street near the centre of ${city}`,
    ])
  }
  const km = Math.round(distance_km)
  return random.pick([
    `in a residential part of ${city}`,
    `${km} km from the centre of ${city}`,
    `in a quiet neighbourhood of ${city}, about ${km} km from the centre`,
  ])
}

/** The first of each line's amenities is the one that must be there, and so must all the others named. */
const facilities: readonly (readonly [readonly Amenity[], readonly string[]])[] = [
  [
    ['beachfront'],
    ['The beach begins right outside the door.', 'Step from the terrace straight onto the sand.'],
  ],
  [
    ['spa', 'pool'],
    [
      'The spa and the pool are a good end to a long day.',
      'Guests have the run of a spa and a swimming pool.',
    ],
  ],
  [['spa', 'sauna'], ['The spa has a sauna and a calm room to rest in.']],
  [
    ['rooftop', 'bar'],
    ['The rooftop bar looks out over the roofs of the city.', 'Evenings end on the rooftop, drink in hand.'],
  ],
  [['rooftop'], ['A rooftop terrace is open to all guests.']],
  [['pool'], ['There is a pool to cool off in.', 'A swimming pool is at guests’ disposal all season.']],
  [
    ['restaurant', 'bar'],
    [
      'The restaurant cooks with the seasons, and the bar stays open late.',
      'Dinner is served in the house restaurant, followed by a nightcap at the bar.',
    ],
  ],
  [['restaurant'], ['The restaurant serves regional dishes.', 'A small restaurant serves lunch and dinner.']],
  [['gym', 'sauna'], ['A gym and a sauna are open from early morning.']],
  [['sauna'], ['A sauna warms up cold evenings.']],
  [
    ['kitchen'],
    [
      'There is a kitchen for guests who like to cook for themselves.',
      'Guests may use a well-equipped kitchen.',
    ],
  ],
  [['workspace', 'wifi'], ['Those who work on the road find a proper desk and fast Wi-Fi.']],
  [['airport_shuttle'], ['A shuttle runs to the airport and back.']],
  [
    ['breakfast', 'bar'],
    ['Mornings start with a generous breakfast, and the bar is a pleasant place to end the day.'],
  ],
  [['breakfast'], ['Breakfast is served until late in the morning.', 'A breakfast buffet starts the day.']],
  [['bar'], ['The bar is a favourite of guests and neighbours alike.']],
]

const practical: readonly (readonly [readonly Amenity[], readonly string[]])[] = [
  [['parking', 'ev_charging'], ['Parking is on site, with charging points for electric cars.']],
  [['parking'], ['There is parking on site.', 'Drivers can park at the house.']],
  [['family_rooms', 'laundry'], ['Families get larger rooms, and there is a laundry service.']],
  [['family_rooms'], ['Families are welcome and get larger rooms.']],
  [['pet_friendly'], ['Dogs are welcome too.', 'Pets may stay with their owners.']],
  [['wheelchair_accessible'], ['Entrance and lift are accessible by wheelchair.']],
  [['air_conditioning', 'wifi'], ['All rooms have air conditioning and Wi-Fi.']],
  [['gym'], ['A gym is open around the clock.']],
  [['laundry'], ['Laundry is done within a day.']],
  [['wifi'], ['Wi-Fi is free throughout the house.']],
]

function pickOne(
  random: Random,
  mask: number,
  lines: readonly (readonly [readonly Amenity[], readonly string[]])[],
): string | undefined {
  const fitting = lines.filter(([needed]) => needed.every((name) => hasAmenity(mask, name)))
  // The first lines tell most about a house: prefer them, without always saying the same.
  const found = fitting[Math.min(random.below(3), random.below(Math.max(1, fitting.length)))]
  return found === undefined ? undefined : random.pick(found[1])
}

export function describe(random: Random, hotel: Described): string {
  const opening = random.pick(openings[hotel.stars] ?? ['A hotel'])
  const sentences = [`${opening} ${where(hotel, random)}.`]
  const facility = pickOne(random, hotel.amenities, facilities)
  if (facility !== undefined) sentences.push(facility)
  else if (hotel.rooms <= 20) sentences.push(`With only ${hotel.rooms} rooms, it stays quiet and personal.`)
  if (facility === undefined || random.chance(650)) {
    const more = pickOne(random, hotel.amenities, practical)
    if (more !== undefined) sentences.push(more)
  }
  if (sentences.length === 1) sentences.push('The staff know the city well and are glad to help.')
  return sentences.join(' ')
}
