/** That a card was declined, why, and that it can be tried again. */
import { Icon } from '../components/icons.tsx'
import type { Text } from '../text/en.ts'
import type { Loaded } from './view.ts'

/** Of a room that is still held: why it is not paid. */
export function Declined({ loaded: { trip, payments }, text }: { loaded: Loaded; text: Text }) {
  const last = payments?.toSorted((a, b) => a.created_at.localeCompare(b.created_at)).at(-1)
  if (trip.state !== 'hold' || last?.status !== 'failed') return null
  return <DeclinedAlert text={text} code={last.decline_code ?? 'other'} />
}

export const DeclinedAlert = ({ text: { trips }, code }: { text: Text; code: string }) => (
  <div class="error-summary" role="alert">
    <p>
      <Icon name="alert" />
      {trips.declined}
    </p>
    <p class="more">
      {trips.declines[code] ?? trips.declines.other} {trips.declined_more}
    </p>
  </div>
)
