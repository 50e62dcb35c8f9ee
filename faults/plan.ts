/** What a seed stands for: what some customers want, and what goes wrong meanwhile. Pure: the same seed, the same plan. */
import { Random } from '#lib/dataset/random'
import type { CardBehaviour } from '#service/stand-ins/bank/contract'
import { combinations, combinationsOf, type Fault, faultOf } from './combinations.ts'
import type { Step } from './steps.ts'

export interface Script {
  /** Chooses rooms: the same for those who want the same ones. */
  rooms_key: number
  /** Nights from the first that the seed sells, and how many. */
  offset: number
  nights: number
  cards: CardBehaviour[]
  /** Pays a second time at once, by another request. */
  pays_twice: boolean
  confirms: 'approve' | 'decline' | 'never'
  /** After the payment, or instead of one; in this order. */
  wishes: ('longer' | 'shorter' | 'cancel')[]
  /** Of one who pays and cancels at the same time. */
  cancels_after_ms: number
  /** Before saying something to the bank that asks. */
  thinks_ms: number
  ends_as: 'paid' | 'abandoned' | 'cancelled_hold' | 'cancelled_while_paying'
  /** Begins again, a few times, where the rooms were not held for long enough to be paid. */
  comes_again: boolean
}

export interface Plan {
  seed: number
  /** Days from today to the first night. */
  begins_in: number
  /** Rooms of the wanted type that the hotel still gives. */
  capacity: number
  scripts: Script[]
  faults: Fault[]
}

/**
 * The day of these runs. What can be booked depends on it, and a seed is to be the same on every day; far ahead, so that
 * no stay is over by the clock of the machine.
 */
export const TODAY = '2040-06-11'
/** Rooms are held so long in these runs, and a payment is waited for so long. */
export const HOLD_S = 6

/** In permille, the rest approves at once. The slow ones take seconds. */
const CARDS: readonly [CardBehaviour, number][] = [
  ['insufficient_funds', 90],
  ['card_declined', 40],
  ['decline_later', 130],
  ['confirm', 180],
  ['duplicate_webhook', 60],
  ['out_of_order_webhook', 60],
  ['slow', 12],
  ['timeout_after_effect', 12],
]
/** A seed in so many has no fault: whatever is wrong then is wrong without any. */
const UNTROUBLED = 40

export function planOf(seed: number): Plan {
  const random = new Random(0xfa017, seed)
  const rooms_key = random.next()
  const faults = seed % UNTROUBLED === 0 ? [] : faultsOf(seed, random)
  const scripts = Array.from({ length: random.between(2, 4) }, () => scriptOf(random, rooms_key))
  // Somebody goes where something is to happen, by rooms that nobody else wants.
  const wanted = [...new Set(faults.map(({ step }) => step))].flatMap((step) => roads[step] ?? [])
  for (const road of new Set(wanted)) scripts.push({ ...easy(random), ...road })
  // One who says yes to the bank at about the moment at which everybody else gives up.
  if (random.chance(150))
    scripts.push({
      ...easy(random),
      cards: ['confirm'],
      thinks_ms: HOLD_S * 1_000 + random.between(-500, 1_200),
    })
  const begins_in = random.between(1, 20)
  return { seed, begins_in, capacity: random.between(1, 3), scripts, faults }
}

function faultsOf(seed: number, random: Random): Fault[] {
  const more = Array.from({ length: random.between(0, 3) }, () => random.pick(combinations))
  return [...combinationsOf(seed), ...more].map((one) => faultOf(one, random))
}

/** Whose money comes, and who changes nothing. */
const easy = (random: Random): Script => ({
  rooms_key: random.next(),
  offset: random.between(0, 2),
  nights: random.between(1, 2),
  cards: ['approve'],
  pays_twice: false,
  confirms: 'approve',
  wishes: [],
  cancels_after_ms: random.between(50, 250),
  thinks_ms: random.between(0, 200),
  ends_as: 'paid',
  comes_again: true,
})

const longer: Partial<Script> = { wishes: ['longer'] }
const shorter: Partial<Script> = { wishes: ['longer', 'shorter'] }
const cancelled: Partial<Script> = { nights: 2, wishes: ['shorter', 'cancel'] }
const gives_up: Partial<Script> = { cards: ['confirm'], confirms: 'never', ends_as: 'cancelled_while_paying' }
const forgets: Partial<Script> = { cards: ['confirm'], confirms: 'never' }

/** How a step is come to that not everybody comes by. */
const roads: Readonly<Partial<Record<Step, Partial<Script>>>> = {
  change: shorter,
  difference: longer,
  cancel: cancelled,
  refund: cancelled,
  'refund marked': cancelled,
  'bank refund': cancelled,
  void: gives_up,
  'bank void': gives_up,
  outcome: forgets,
  // Whom the bank asks, it tells of, and is then asked.
  webhook: { cards: ['confirm'] },
  'bank look': { cards: ['confirm'] },
}

function scriptOf(random: Random, shared_key: number): Script {
  const ends_as = random.chance(760)
    ? 'paid'
    : random.pick([
        'abandoned',
        'cancelled_hold',
        'cancelled_while_paying',
        'cancelled_while_paying',
      ] as const)
  // Whoever cancels while paying is to meet a payment that takes its time.
  const cards: CardBehaviour[] = [
    ends_as === 'cancelled_while_paying'
      ? random.pick(['confirm', 'confirm', 'slow'] as const)
      : cardOf(random),
  ]
  // After a refusal people try another card.
  if (random.chance(700)) cards.push(random.chance(800) ? 'approve' : cardOf(random))
  return {
    rooms_key: random.chance(600) ? shared_key : random.next(),
    offset: random.between(0, 2),
    nights: random.between(1, 3),
    cards,
    pays_twice: random.chance(120),
    confirms: random.pick(['approve', 'approve', 'approve', 'decline', 'never'] as const),
    wishes: wishesOf(random),
    cancels_after_ms: random.between(0, 150),
    thinks_ms: random.between(0, 200),
    ends_as,
    comes_again: false,
  }
}

function wishesOf(random: Random): Script['wishes'] {
  const wishes: Script['wishes'] = []
  if (random.chance(450)) wishes.push(random.pick(['longer', 'longer', 'shorter'] as const))
  if (random.chance(120)) wishes.push(random.pick(['longer', 'shorter'] as const))
  if (random.chance(300)) wishes.push('cancel')
  return wishes
}

function cardOf(random: Random): CardBehaviour {
  let left = random.below(1000)
  for (const [card, permille] of CARDS) {
    left -= permille
    if (left < 0) return card
  }
  return 'approve'
}
