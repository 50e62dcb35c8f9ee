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
    'Modest rooms at a fair price',
    'A hotel for those who are out all day',
  ],
  2: [
    'A small, family-run hotel',
    'A cheerful house with simple rooms',
    'Good-value rooms',
    'An unfussy, welcoming hotel',
    'Tidy rooms and a helpful front desk',
    'A long-standing favourite of travellers on a budget',
  ],
  3: [
    'A comfortable hotel',
    'Bright, well-kept rooms',
    'A relaxed mid-size hotel',
    'A traditional house with refreshed rooms',
    'A well-run hotel with a loyal following',
    'Quiet rooms and a warm welcome',
    'A converted town house',
  ],
  4: [
    'A polished hotel with generous rooms',
    'Elegant rooms and attentive service',
    'A stylish house',
    'A modern hotel of quiet good taste',
    'Large, light-filled rooms',
    'A carefully restored building with contemporary rooms',
    'A hotel with a sense of place',
  ],
  5: [
    'A grand hotel of understated luxury',
    'Spacious rooms and impeccable service',
    'A landmark of hospitality',
    'An exquisite hotel',
    'A house where every detail counts',
    'Lavish rooms and suites',
    'One of the finest addresses',
  ],
}

function where({ city, distance_km, district, amenities }: Described, random: Random): string {
  if (hasAmenity(amenities, 'beachfront')) {
    return random.pick([
      `on the seafront of ${city}`,
      `right on the beach in ${city}`,
      `on the shore at ${city}`,
    ])
  }
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

/** All the amenities of a line must be there for any of its sentences. */
const facilities: readonly (readonly [readonly Amenity[], readonly string[]])[] = [
  [
    ['beachfront'],
    [
      'The beach begins right outside the door.',
      'Step from the terrace straight onto the sand.',
      'Most rooms look out over the water.',
    ],
  ],
  [
    ['spa', 'pool'],
    [
      'The spa and the pool are a good end to a long day.',
      'Guests have the run of a spa and a swimming pool.',
      'Unwind by the pool or book an hour in the spa.',
    ],
  ],
  [
    ['spa', 'sauna'],
    [
      'The spa has a sauna and a calm room to rest in.',
      'After a day out, the sauna and the spa are waiting.',
    ],
  ],
  [
    ['rooftop', 'bar'],
    [
      'The rooftop bar looks out over the city.',
      'Evenings end on the rooftop, drink in hand.',
      'From the rooftop bar you see half the city.',
    ],
  ],
  [
    ['rooftop'],
    ['A rooftop terrace is open to all guests.', 'The rooftop terrace catches the last of the sun.'],
  ],
  [
    ['pool'],
    [
      'There is a pool to cool off in.',
      'A swimming pool is at guests’ disposal.',
      'The pool is open from early morning.',
    ],
  ],
  [
    ['restaurant', 'bar'],
    [
      'The restaurant cooks with the seasons, and the bar stays open late.',
      'Dinner is served in the house restaurant, followed by a nightcap at the bar.',
      'Both the restaurant and the bar draw as many locals as guests.',
      'The kitchen is proud of its short menu, the bar of its long list.',
    ],
  ],
  [
    ['restaurant'],
    [
      'The restaurant serves regional dishes.',
      'A small restaurant serves lunch and dinner.',
      'The restaurant buys from the market every morning.',
    ],
  ],
  [
    ['gym', 'sauna'],
    ['A gym and a sauna are open from early morning.', 'Start the day in the gym and end it in the sauna.'],
  ],
  [['sauna'], ['A sauna warms up cold evenings.', 'There is a sauna for the end of the day.']],
  [
    ['kitchen'],
    [
      'There is a kitchen for guests who like to cook for themselves.',
      'Guests may use a well-equipped kitchen.',
    ],
  ],
  [
    ['workspace', 'wifi'],
    [
      'Those who work on the road find a proper desk and fast Wi-Fi.',
      'Every floor has a quiet corner to work in, with good Wi-Fi.',
    ],
  ],
  [
    ['airport_shuttle'],
    ['A shuttle runs to the airport and back.', 'The house’s own shuttle meets guests at the airport.'],
  ],
  [
    ['breakfast', 'bar'],
    [
      'Mornings start with a generous breakfast, and the bar is a pleasant place to end the day.',
      'Breakfast is fresh and plentiful, and the bar mixes a good drink at night.',
    ],
  ],
  [
    ['breakfast'],
    [
      'Breakfast is served until late in the morning.',
      'A breakfast buffet starts the day.',
      'Bread and pastries for breakfast come from the bakery nearby.',
    ],
  ],
  [
    ['bar'],
    [
      'The bar is a favourite of guests and neighbours alike.',
      'The bar downstairs is good for a quiet drink.',
    ],
  ],
]

const practical: readonly (readonly [readonly Amenity[], readonly string[]])[] = [
  [
    ['parking', 'ev_charging'],
    [
      'Parking is on site, with charging points for electric cars.',
      'The car park has chargers for electric cars.',
    ],
  ],
  [
    ['parking'],
    [
      'There is parking on site.',
      'Drivers can park at the house.',
      'Guests who come by car can leave it in the car park.',
    ],
  ],
  [
    ['family_rooms', 'laundry'],
    [
      'Families get larger rooms, and there is a laundry service.',
      'Travelling with children is easy: rooms for the whole family, and laundry done overnight.',
    ],
  ],
  [
    ['family_rooms'],
    ['Families are welcome and get larger rooms.', 'Some rooms are large enough for the whole family.'],
  ],
  [
    ['pet_friendly'],
    ['Dogs are welcome too.', 'Pets may stay with their owners.', 'Four-legged guests are welcome.'],
  ],
  [
    ['wheelchair_accessible'],
    ['Entrance and lift are accessible by wheelchair.', 'The house has step-free access throughout.'],
  ],
  [
    ['air_conditioning', 'wifi'],
    ['All rooms have air conditioning and Wi-Fi.', 'Air conditioning and fast Wi-Fi are standard.'],
  ],
  [['gym'], ['A gym is open around the clock.', 'There is a gym for those who train early.']],
  [['laundry'], ['Laundry is done within a day.', 'A laundry service saves space in the suitcase.']],
  [['wifi'], ['Wi-Fi is free throughout the house.', 'Wi-Fi is fast and free.']],
]

/** A sentence that is true of the house; `said` learns what it spoke of, which no other may repeat. */
function pickOne(
  random: Random,
  mask: number,
  lines: readonly (readonly [readonly Amenity[], readonly string[]])[],
  said: Set<Amenity>,
): string | undefined {
  const fitting = lines.filter(([needed]) =>
    needed.every((name) => hasAmenity(mask, name) && !said.has(name)),
  )
  // The first lines tell most about a house; the last are for those that have nothing better to tell.
  const found = fitting[random.below(Math.min(5, Math.max(1, fitting.length)))]
  for (const name of found?.[0] ?? []) said.add(name)
  return found === undefined ? undefined : random.pick(found[1])
}

export function describe(random: Random, hotel: Described): string {
  const opening = random.pick(openings[hotel.stars] ?? ['A hotel'])
  const sentences = [`${opening} ${where(hotel, random)}.`]
  const said = new Set<Amenity>()
  const facility = pickOne(random, hotel.amenities, facilities, said)
  if (facility !== undefined) sentences.push(facility)
  else if (hotel.rooms <= 20) sentences.push(`With only ${hotel.rooms} rooms, it stays quiet and personal.`)
  if (facility === undefined || random.chance(650)) {
    const more = pickOne(random, hotel.amenities, practical, said)
    if (more !== undefined) sentences.push(more)
  }
  if (sentences.length === 1) sentences.push('The staff know the city well and are glad to help.')
  return sentences.join(' ')
}
