/** One message. Its HTML stands in a frame of its own, without scripts and without our origin. */
import type { Child } from 'hono/jsx'
import type { Address, Message } from '../contract.ts'
import { Layout, size, Time } from './layout.tsx'

export const MessagePage = ({ message, mode }: { message: Message; mode: string }) => {
  const { id, html, text, attachments, headers } = message
  return (
    <Layout title={message.subject || '(no subject)'} mode={mode}>
      <article>
        <p>
          <a href="/">Inbox</a>
        </p>
        <h1>{message.subject || '(no subject)'}</h1>
        <dl>
          <Fact label="From">{message.from === null ? message.envelope.from : person(message.from)}</Fact>
          <Fact label="To">{message.to.map(person).join(', ') || '–'}</Fact>
          {message.cc.length === 0 ? null : <Fact label="Cc">{message.cc.map(person).join(', ')}</Fact>}
          <Fact label="Delivered to">{message.envelope.to.join(', ')}</Fact>
          <Fact label="Received">
            <Time at={message.received_at} /> UTC
          </Fact>
          {message.deliveries === 1 ? null : (
            <Fact label="Deliveries">{`${message.deliveries} with this Message-ID`}</Fact>
          )}
        </dl>
        {attachments.length === 0 ? null : (
          <ul class="files">
            {attachments.map(({ n, filename, content_type, size_bytes }) => (
              <li>
                <a href={`/v1/messages/${id}/attachments/${n}`}>{filename ?? `file ${n}`}</a>{' '}
                <span>{`${content_type}, ${size(size_bytes)}`}</span>
              </li>
            ))}
          </ul>
        )}
        {html === null ? null : (
          <iframe
            src={`/messages/${id}/html`}
            title="The message as HTML"
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            referrerpolicy="no-referrer"
          />
        )}
        {text === null ? null : (
          <details open={html === null}>
            <summary>Text</summary>
            <pre>{linked(text)}</pre>
          </details>
        )}
        {html === null && text === null ? <p class="empty">It has no text.</p> : null}
        <details>
          <summary>{`Headers (${headers.length})`}</summary>
          <dl class="headers">
            {headers.map(({ name, value }) => (
              <Fact label={name}>{value}</Fact>
            ))}
          </dl>
        </details>
        <p>
          <a href={`/v1/messages/${id}/raw`}>Source</a> · <a href={`/v1/messages/${id}`}>JSON</a> ·{' '}
          {size(message.size_bytes)}
        </p>
      </article>
    </Layout>
  )
}

export const NothingPage = ({ mode }: { mode: string }) => (
  <Layout title="Nothing here" mode={mode}>
    <h1>Nothing here</h1>
    <p class="empty">
      There is no such message: it was never here, or it made room for newer ones. <a href="/">Inbox</a>
    </p>
  </Layout>
)

const Fact = ({ label, children }: { label: string; children?: Child }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

const person = ({ name, address }: Address) => (name === '' ? address : `${name} <${address}>`)

/** Web addresses in a text, as links: confirming an address should be one click here too. */
const linked = (text: string): Child[] =>
  text.split(/(https?:\/\/[^\s<>"]+)/).map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      <a href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ),
  )
