/** What a house offers, by its stars and where it stands. */
import type { Setting } from '#lib/dataset/places'
import type { Random } from '#lib/dataset/random'
import { type Amenity, amenityBit } from '#lib/dataset/vocabulary'

/** Permille of hotels with one to five stars that have it. `beachfront` depends on the place instead. */
const chances: readonly (readonly [Amenity, readonly [number, number, number, number, number]])[] = [
  ['wifi', [960, 980, 990, 1000, 1000]],
  ['breakfast', [350, 550, 750, 880, 970]],
  ['parking', [350, 450, 520, 600, 750]],
  ['pool', [10, 40, 130, 330, 720]],
  ['gym', [10, 40, 200, 600, 930]],
  ['spa', [0, 10, 60, 300, 850]],
  ['restaurant', [120, 220, 400, 780, 980]],
  ['bar', [200, 300, 550, 850, 990]],
  ['air_conditioning', [250, 450, 700, 900, 990]],
  ['pet_friendly', [250, 300, 320, 340, 350]],
  ['airport_shuttle', [50, 80, 130, 250, 480]],
  ['family_rooms', [350, 450, 520, 550, 600]],
  ['wheelchair_accessible', [150, 250, 450, 650, 850]],
  ['ev_charging', [20, 50, 130, 300, 520]],
  ['beachfront', [0, 0, 0, 0, 0]],
  ['kitchen', [250, 150, 120, 80, 50]],
  ['laundry', [350, 350, 450, 650, 900]],
  ['workspace', [150, 250, 420, 650, 800]],
  ['rooftop', [20, 40, 90, 200, 320]],
  ['sauna', [5, 20, 80, 260, 600]],
]

export function amenityMask(random: Random, stars: number, setting: Setting, near_shore: boolean): number {
  let mask = 0
  for (const [name, by_stars] of chances) {
    let chance = by_stars[stars - 1] ?? 0
    if (setting === 'beach' && name === 'pool') chance = Math.min(950, chance * 2 + 120)
    if (setting === 'mountain' && name === 'sauna') chance = Math.min(950, chance * 2 + 100)
    if (name === 'beachfront' && near_shore) chance = [80, 150, 260, 380, 550][stars - 1] ?? 0
    if (random.chance(chance)) mask |= amenityBit(name)
  }
  return mask
}
