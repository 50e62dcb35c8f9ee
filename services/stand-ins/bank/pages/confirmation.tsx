/** Where a person confirms a payment, as 3-D Secure has it. */
import { formatMoney } from '#lib/money'
import type { Brand } from '../contract.ts'
import type { AuthorizationRow } from '../sql.ts'
import { Layout } from './layout.tsx'

const brand_names: Readonly<Record<Brand, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
}
const words: Readonly<Record<string, string>> = {
  authorized: 'You have confirmed this payment.',
  captured: 'You have confirmed this payment.',
  declined: 'You have declined this payment.',
  voided: 'The shop no longer asks for this payment.',
  expired: 'The time for confirming this payment is over.',
}

export const Confirmation = ({ row }: { row: AuthorizationRow }) => {
  const open = row.status === 'requires_confirmation'
  return (
    <Layout title={open ? 'Confirm your payment' : 'Your payment'}>
      <h1>{open ? 'Is this payment yours?' : 'Your payment'}</h1>
      <dl>
        <div>
          <dt>Amount</dt>
          <dd class="amount">{formatMoney({ amount: row.amount, currency: row.currency }, 'en')}</dd>
        </div>
        <div>
          <dt>Card</dt>
          <dd>{`${brand_names[row.brand]} ending in ${row.last4}`}</dd>
        </div>
        {row.return_url === null ? null : (
          <div>
            <dt>To</dt>
            <dd>{new URL(row.return_url).host}</dd>
          </div>
        )}
      </dl>
      {open ? (
        <form method="post" class="choice">
          <button type="submit" name="outcome" value="approve">
            Confirm
          </button>
          <button type="submit" name="outcome" value="decline" class="second">
            Decline
          </button>
        </form>
      ) : (
        <p class="lead" role="status">
          {words[row.status]}
          {row.return_url === null ? ' You can close this page.' : null}
        </p>
      )}
      {!open && row.return_url !== null ? (
        <p>
          <a class="button" href={row.return_url}>
            Back to the shop
          </a>
        </p>
      ) : null}
    </Layout>
  )
}
