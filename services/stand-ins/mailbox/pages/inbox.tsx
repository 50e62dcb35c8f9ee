/** The list of messages. */
import type { MessageSummary } from '../contract.ts'
import { Layout, Time } from './layout.tsx'

export interface InboxProps {
  messages: readonly MessageSummary[]
  /** The next page's address. */
  next: string | undefined
  to: string | undefined
  subject: string | undefined
  mode: string
}

export const Inbox = ({ messages, next, to, subject, mode }: InboxProps) => {
  const searched = to !== undefined || subject !== undefined
  return (
    <Layout title="Inbox" to={to} subject={subject} mode={mode}>
      <h1>{searched ? 'Found' : 'Inbox'}</h1>
      {messages.length === 0 ? (
        <p class="empty">
          {searched ? 'No message fits.' : 'No mail yet.'} {searched ? <a href="/">Show all</a> : null}
        </p>
      ) : (
        <ol class="messages">
          {messages.map((message) => (
            <Row message={message} />
          ))}
        </ol>
      )}
      {next === undefined ? null : (
        <p>
          <a class="button" href={next} rel="next">
            Older
          </a>
        </p>
      )}
    </Layout>
  )
}

const Row = ({ message }: { message: MessageSummary }) => (
  <li>
    <a href={`/messages/${message.id}`}>
      <span class="subject">{message.subject || '(no subject)'}</span>
      <span class="from">
        {message.from === null ? message.envelope.from : message.from.name || message.from.address}
      </span>
      <span class="to">{`To ${message.envelope.to.join(', ')}`}</span>
      <span class="marks">
        {message.attachments.length === 0 ? null : (
          <span class="mark">
            {message.attachments.length === 1 ? '1 file' : `${message.attachments.length} files`}
          </span>
        )}
        {message.deliveries === 1 ? null : (
          <span class="mark urgent">{`came ${message.deliveries} times`}</span>
        )}
      </span>
      <Time at={message.received_at} />
    </a>
  </li>
)
