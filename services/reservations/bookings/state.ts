/** The life of a booking: which state follows from which by what cause. Everything else is refused. */

export const states = [
  /** Rooms are taken for some minutes. */
  'hold',
  /** A payment is under way; the rooms stay taken until it is through, or too old. */
  'paying',
  /** Paid, or to be paid from an amount that the bank has reserved. */
  'confirmed',
  'completed',
  'no_show',
  'cancelled',
  'expired',
] as const
export type State = (typeof states)[number]

export const causes = [
  'held',
  'payment_begun',
  'payment_failed',
  'payment_authorized',
  'time_over',
  'cancelled_by_guest',
  /** The bank took its promise back: what was confirmed is not paid. */
  'payment_lost',
  'changed',
  'stay_over',
  'guest_missing',
] as const
export type Cause = (typeof causes)[number]

const following: Readonly<Record<State, Readonly<Partial<Record<Cause, State>>>>> = {
  hold: { payment_begun: 'paying', time_over: 'expired', cancelled_by_guest: 'cancelled' },
  paying: {
    payment_failed: 'hold',
    payment_authorized: 'confirmed',
    time_over: 'expired',
    cancelled_by_guest: 'cancelled',
  },
  confirmed: {
    changed: 'confirmed',
    cancelled_by_guest: 'cancelled',
    payment_lost: 'cancelled',
    stay_over: 'completed',
    guest_missing: 'no_show',
  },
  completed: {},
  no_show: {},
  cancelled: {},
  expired: {},
}

/** `undefined`: this cannot happen to it. */
export const nextState = (state: State, cause: Cause): State | undefined => following[state][cause]

/** Whether its rooms count as booked. Those of a stay that is over stay booked: the night was sold. */
export const holdsRooms = (state: State): boolean => state !== 'cancelled' && state !== 'expired'

export const isOver = (state: State): boolean => Object.keys(following[state]).length === 0
