/** What a seed stands for: what some customers want, and what goes wrong meanwhile. Pure: the same seed, the same plan. */
import { Random } from '#lib/dataset/random'
import type { CardBehaviour } from '#service/stand-ins/bank/contract'
import { type Step, steps } from './steps.ts'

export const victims = ['reservations', 'payments', 'bank', 'pdf-reports', 'mailbox', 'postgres'] as const
export type Victim = (typeof victims)[number]

/** Before the step has its effect, or after it, when only its answer is still to be told. */
export type Phase = 'before' | 'after'

export type Action = { kind: 'cut' } | { kind: 'delay'; ms: number } | { kind: 'kill'; victim: Victim }

export interface Fault {
  step: Step
  /** Which occurrence of the step. */
  nth: number
  phase: Phase
  action: Action
}

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
}

export interface Plan {
  seed: number
  /** Days from today to the first night. */
  begins_in: number
  /** Rooms of the wanted type that the hotel still gives. */
  capacity: number
  scripts: Script[]
  faults: Fault[]
  /** Whether the fifteen minutes of holds pass while the jobs are still at work. */
  time_is_short: boolean
}

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

export function planOf(seed: number): Plan {
  const random = new Random(0xfa017, seed)
  const rooms_key = random.next()
  const scripts = Array.from({ length: random.between(2, 5) }, () => scriptOf(random, rooms_key))
  return {
    seed,
    begins_in: random.between(1, 20),
    capacity: random.between(1, 3),
    scripts,
    faults: Array.from({ length: faultCount(random) }, () => faultOf(random)),
    time_is_short: random.chance(200),
  }
}

const faultCount = (random: Random) => (random.chance(30) ? 0 : random.between(4, 9))

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

/** Rare steps have fewer occasions. */
function faultOf(random: Random): Fault {
  const step = random.pick(steps)
  const is_commit = step.startsWith('commit')
  const nth = is_commit
    ? random.between(1, 30)
    : step === 'letter'
      ? random.between(1, 6)
      : random.between(1, 2)
  return { step, nth, phase: random.pick(['before', 'after'] as const), action: actionOf(random) }
}

function actionOf(random: Random): Action {
  if (random.chance(400)) return { kind: 'cut' }
  if (random.chance(250)) return { kind: 'delay', ms: random.between(20, 900) }
  return { kind: 'kill', victim: random.pick(victims) }
}
