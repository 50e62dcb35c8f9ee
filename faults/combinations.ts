/** Everything that may go wrong once: each step, before and after it, each thing that happens there. */
import { Random } from '#lib/dataset/random'
import { type Step, stallMs, steps } from './steps.ts'

export const victims = ['reservations', 'payments', 'bank', 'pdf-reports', 'mailbox', 'postgres'] as const
export type Victim = (typeof victims)[number]

/** Before the step has its effect, or after it, when only its answer is still to be told. */
export type Phase = 'before' | 'after'

export type Action =
  | { kind: 'cut' }
  /** Late; and so late that nobody waits for it any more. */
  | { kind: 'delay' | 'stall'; ms: number }
  | { kind: 'kill'; victim: Victim }

export interface Fault {
  step: Step
  /** Which occurrence of the step. */
  nth: number
  phase: Phase
  action: Action
}

type Kind = 'cut' | 'delay' | 'stall' | Victim
export interface Combination {
  step: Step
  phase: Phase
  kind: Kind
}

const kinds: readonly Kind[] = ['cut', 'delay', 'stall', ...victims]
export const combinations: readonly Combination[] = steps.flatMap((step) =>
  (['before', 'after'] as const).flatMap((phase) => kinds.map((kind) => ({ step, phase, kind }))),
)

/** In an order of chance, always the same: those of one seed have nothing in common. */
const shuffled = (() => {
  const random = new Random(0xfa017)
  const all = [...combinations]
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const [a, b] = [all[i], all[j]]
    if (a !== undefined && b !== undefined) [all[i], all[j]] = [b, a]
  }
  return all
})()

/** So many of each seed: two hundred seeds that follow each other have every one of them twice. */
const OF_A_SEED = 6

export const combinationsOf = (seed: number): Combination[] =>
  Array.from({ length: OF_A_SEED }, (_, i) => shuffled[(seed * OF_A_SEED + i) % shuffled.length]).filter(
    (one) => one !== undefined,
  )

/** Which occurrence it is to be: of steps that are rare the first. */
export function faultOf({ step, phase, kind }: Combination, random: Random): Fault {
  const often = step.startsWith('commit') ? 20 : /^(job|letter)/.test(step) ? 6 : 1
  return { step, phase, nth: random.between(1, often), action: actionOf(step, kind, random) }
}

function actionOf(step: Step, kind: Kind, random: Random): Action {
  switch (kind) {
    case 'cut':
      return { kind }
    case 'delay':
      return { kind, ms: random.between(20, 900) }
    case 'stall':
      return { kind, ms: stallMs(step) + random.between(0, 300) }
    default:
      return { kind: 'kill', victim: kind }
  }
}

export const combinationText = ({ step, phase, kind }: Combination) => `${kind} ${phase} ${step}`
export const combinationOf = ({ step, phase, action }: Fault): Combination => ({
  ...{ step, phase, kind: action.kind === 'kill' ? action.victim : action.kind },
})
