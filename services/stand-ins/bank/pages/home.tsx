/** What the bank is, and its test cards. */
import { type CardBehaviour, test_cards } from '../contract.ts'
import { Layout } from './layout.tsx'

const explained: Readonly<Record<CardBehaviour, string>> = {
  approve: 'approved',
  insufficient_funds: 'declined: insufficient funds',
  stolen_card: 'declined: stolen card',
  expired_card: 'declined: expired card',
  card_declined: 'declined, without a reason',
  decline_later: 'approved; declined when the merchant asks for more later',
  confirm: 'has to be confirmed by the person',
  slow: 'approved after four seconds',
  timeout_after_effect: 'approved, but the answer does not arrive',
  duplicate_webhook: 'approved; every webhook comes twice',
  out_of_order_webhook: 'approved; the first webhook comes after the next one',
}

const grouped = (number: string) =>
  number.length === 15
    ? number.replace(/(.{4})(.{6})(.{5})/, '$1 $2 $3')
    : number.replace(/(.{4})(?=.)/g, '$1 ')

export const Home = ({ try_url }: { try_url: string }) => (
  <Layout title="Test cards">
    <h1>Test cards</h1>
    <p class="lead">Any month to come, any security code: three digits, four for American Express.</p>
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Is</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(test_cards).map(([number, behaviour]) => (
            <tr>
              <td>
                <code>{grouped(number)}</code>
              </td>
              <td>{explained[behaviour]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <p>
      <a class="button" href={try_url}>
        Try the card form
      </a>{' '}
      <a href="/openapi">The API</a>
    </p>
  </Layout>
)

export const Nothing = ({ title, text }: { title: string; text: string }) => (
  <Layout title={title}>
    <h1>{title}</h1>
    <p class="lead">{text}</p>
  </Layout>
)
