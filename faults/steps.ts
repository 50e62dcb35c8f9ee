/** The steps of the booking chain at which something may go wrong: calls between processes, letters, and commits. */

export const edges = ['search', 'reservations', 'payments', 'bank', 'pdf-reports'] as const
export type Edge = (typeof edges)[number]

interface CallStep {
  edge: Edge
  method: 'GET' | 'POST'
  path: RegExp
}

const reservation = '^/v1/reservations'
const payment = '^/v1/payments'
const authorization = '^/v1/authorizations'

/** By who is called. Of one that fits several the first counts. */
export const calls = {
  quote: { edge: 'search', method: 'POST', path: /^\/v1\/quotes$/ },
  'quote keys': { edge: 'search', method: 'GET', path: /jwks\.json$/ },
  hold: { edge: 'reservations', method: 'POST', path: new RegExp(`${reservation}$`) },
  change: { edge: 'reservations', method: 'POST', path: new RegExp(`${reservation}/\\w+/changes$`) },
  cancel: { edge: 'reservations', method: 'POST', path: new RegExp(`${reservation}/\\w+/cancellation$`) },
  attempt: { edge: 'reservations', method: 'POST', path: /\/payment-attempts$/ },
  event: { edge: 'reservations', method: 'POST', path: /^\/v1\/events$/ },
  pay: { edge: 'payments', method: 'POST', path: new RegExp(`${payment}$`) },
  capture: { edge: 'payments', method: 'POST', path: new RegExp(`${payment}/\\w+/capture$`) },
  void: { edge: 'payments', method: 'POST', path: new RegExp(`${payment}/\\w+/void$`) },
  refund: { edge: 'payments', method: 'POST', path: new RegExp(`${payment}/\\w+/refunds$`) },
  difference: { edge: 'payments', method: 'POST', path: new RegExp(`${payment}/\\w+/differences$`) },
  outcome: { edge: 'payments', method: 'GET', path: /\/settlement$/ },
  webhook: { edge: 'payments', method: 'POST', path: /^\/v1\/bank\/webhooks$/ },
  'bank card': { edge: 'bank', method: 'GET', path: /^\/v1\/card-tokens\/\w+$/ },
  'bank authorize': { edge: 'bank', method: 'POST', path: new RegExp(`${authorization}$`) },
  'bank look': { edge: 'bank', method: 'GET', path: new RegExp(`${authorization}/\\w+$`) },
  'bank capture': { edge: 'bank', method: 'POST', path: new RegExp(`${authorization}/\\w+/capture$`) },
  'bank void': { edge: 'bank', method: 'POST', path: new RegExp(`${authorization}/\\w+/void$`) },
  'bank refund': { edge: 'bank', method: 'POST', path: new RegExp(`${authorization}/\\w+/refunds$`) },
  pdf: { edge: 'pdf-reports', method: 'POST', path: /^\/v1\/documents$/ },
} as const satisfies Record<string, CallStep>

/** A letter handed over, and a transaction that ends. */
const transfers = ['letter', 'commit of reservations', 'commit of payments'] as const

/** Single statements that end something without a transaction around them: what they say is said there alone. */
export const statements = {
  'refund marked': { owner: 'reservations', text: /update reservations\.refunds set done_at/i },
  'receipt marked': { owner: 'payments', text: /update payments\.payments set receipt_sent_at/i },
  'job of reservations ended': {
    owner: 'reservations',
    text: /update reservations_jobs\.\S+\s+set completed_on/i,
  },
  'job of payments ended': { owner: 'payments', text: /update payments_jobs\.\S+\s+set completed_on/i },
} as const

export type Step = keyof typeof calls | (typeof transfers)[number] | keyof typeof statements
export const steps: readonly Step[] = [
  ...(Object.keys(calls) as (keyof typeof calls)[]),
  ...transfers,
  ...(Object.keys(statements) as (keyof typeof statements)[]),
]

/** Longer than whoever waits there waits: what is passed on then has its effect after they have given up. */
export function stallMs(step: Step): number {
  if (step === 'pdf') return 20_500
  if (step.startsWith('commit') || step in statements) return 6_500
  if (step === 'letter' || step === 'webhook' || step === 'event') return 5_400
  if (['quote', 'hold', 'change', 'cancel', 'pay'].includes(step)) return waits_ms.customer + 300
  if (step === 'quote keys') return 2_300
  return waits_ms.service + 300
}
/** How long customers, and services of the chain, wait for an answer in these runs. */
export const waits_ms = { customer: 3_000, service: 1_500 } as const

export function stepOf(edge: Edge, method: string, path: string): Step | undefined {
  for (const [name, call] of Object.entries(calls))
    if (call.edge === edge && call.method === method && call.path.test(path)) return name as Step
  return undefined
}
