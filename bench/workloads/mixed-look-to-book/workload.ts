/** Five hundred looks to one booking, as sites of travel have them: searches, then hotels, then a hold. */
import { destinations } from '#lib/dataset/destinations'
import { availabilityAsks } from '../availability/workload.ts'
import { calendarAsks } from '../calendar/workload.ts'
import { holdAsks } from '../hold/workload.ts'
import { mixed } from '../mix.ts'
import { searchTarget, zipf } from '../targets.ts'

const LOOKS = 500
const ROUNDS = 4

export const mixedLookToBook = mixed({
  name: 'mixed-look-to-book',
  title: `${LOOKS} looks (searches, availability, calendars) to one hold`,
  parts: (options, random) => {
    const places = destinations(options.profile)
    const pick = zipf(places.length, random)
    return [
      {
        count: 0.6 * LOOKS * ROUNDS,
        ask: () => searchTarget(random, places[pick()]?.destination_id ?? 0, options),
      },
      { count: 0.25 * LOOKS * ROUNDS, ask: availabilityAsks(options, random) },
      { count: 0.15 * LOOKS * ROUNDS, ask: calendarAsks(options, random) },
      { count: ROUNDS, ask: holdAsks(options, random) },
    ]
  },
})
