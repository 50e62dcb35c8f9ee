/** The whole chain on a running platform: search, quote, hold, card, payment, papers, letters, change, cancellation. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { formatMoney } from '#lib/money'
import { eventually } from '#lib/test/processes'
import { type Stack, shapes, startStack, TEST_TODAY } from '#lib/test/stack'
import { UpstreamProblem } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import type { Reservation } from './reservations/bookings/contract.ts'
import { type TestCustomer, testCustomer } from './test-customer.ts'
import { hasPoppler, paperOf } from './test-papers.ts'

const APPROVED = '4242424242424242'
const problemOf = (error: unknown) =>
  error instanceof UpstreamProblem ? `${error.problem.status} ${error.problem.code}` : String(error)

describe.each(shapes)('as a %s', (shape) => {
  let stack: Stack
  let customer: TestCustomer
  beforeAll(async () => {
    stack = await startStack({ shape, env: { VACANCY_PROFILE: 'demo', VACANCY_LOG_LEVEL: 'debug' } })
    customer = await testCustomer(stack, 'customer')
  }, 90_000)
  afterAll(async () => {
    await stack?.stop()
  }, 30_000)

  const key = () => crypto.randomUUID()
  const hold = async (nights = 2, days = 40) => {
    const quote = await customer.quote({ check_in: addDays(TEST_TODAY, days), nights })
    const guest = customer.guest()
    return { quote, guest, held: await customer.reservations.hold({ quote: quote.quote, guest }, key()) }
  }
  const pay = async (reservation_id: string, number = APPROVED) =>
    customer.payments.pay({ reservation_id, card_token: await customer.bank.cardToken(number) }, key())
  const inState = (id: string, state: string) =>
    eventually(
      `the reservation is ${state}`,
      20_000,
      async () => (await customer.reservations.reservation(id)).state === state,
    )
  const captured = async (id: string) => {
    const isCaptured = async () => (await customer.payments.payment(id)).status === 'captured'
    await eventually('the payment is captured', 20_000, isCaptured)
    return customer.payments.payment(id)
  }
  const letter = (to: string, subject: string) =>
    mailboxClient(stack.url('mailbox')).waitFor({ to, subject, wait_ms: 20_000 })
  const booked = async (days = 40, nights = 2) => {
    const one = await hold(nights, days)
    const payment = await pay(one.held.id)
    await inState(one.held.id, 'confirmed')
    return { ...one, payment: await captured(payment.id) }
  }

  const paper = async (path: string) => {
    const answer = await fetch(stack.url('payments') + path, {
      headers: { authorization: `Bearer ${await customer.tokenFor('payments')}` },
    })
    return (await paperOf(new Uint8Array(await answer.arrayBuffer()))).text
  }

  test('booked, paid, told, on paper', async () => {
    const { held, guest, quote, payment } = await booked()
    expect(held).toMatchObject({ state: 'hold', total: quote.total })
    expect(payment).toMatchObject({ amount: quote.total, card: { last4: '4242' }, reservation_id: held.id })
    expect(payment.invoice).toMatch(/^\d{4}-\d{6}$/)
    for (const subject of ['Held for you', 'Confirmed', 'Your receipt']) await letter(guest.email, subject)
    await letter(`${quote.hotel.id}@hotels.vacancy.example`, 'New booking')
    const receipt = await fetch(`${stack.url('payments')}/v1/payments/${payment.id}/receipt`, {
      headers: { authorization: `Bearer ${await customer.tokenFor('payments')}` },
    })
    expect(receipt.headers.get('content-type')).toBe('application/pdf')
    await isReadable(new Uint8Array(await receipt.arrayBuffer()), {
      held,
      guest,
      invoice: payment.invoice ?? '',
    })
    const entries = await customer.bank.statement()
    expect(entries.filter(({ reference }) => reference === payment.id)).toMatchObject([
      { type: 'capture', amount: quote.total.amount, currency: quote.total.currency },
    ])
  }, 60_000)

  test('fifty identical payments at once are one', async () => {
    const { held } = await hold()
    const card_token = await customer.bank.cardToken(APPROVED)
    const same = key()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => customer.payments.pay({ reservation_id: held.id, card_token }, same)),
    )
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    const { id } = answers[0] as Payment
    await captured(id)
    const entries = await customer.bank.statement()
    expect(entries.filter(({ reference }) => reference === id)).toHaveLength(1)
  }, 60_000)

  test('declined: the hold stays, and another card pays', async () => {
    const { held } = await hold()
    expect(await pay(held.id, '4000000000009995')).toMatchObject({
      status: 'failed',
      decline_code: 'insufficient_funds',
    })
    await inState(held.id, 'hold')
    await pay(held.id)
    await inState(held.id, 'confirmed')
  }, 60_000)

  test.each(['approve', 'decline'] as const)(
    'the bank wants a confirmation: %s',
    async (outcome) => {
      const { held } = await hold()
      const payment = await pay(held.id, '4000000000003220')
      expect(payment.status).toBe('requires_confirmation')
      await customer.bank.confirm(payment.confirmation_url ?? '', outcome)
      await inState(held.id, outcome === 'approve' ? 'confirmed' : 'hold')
    },
    60_000,
  )

  test('the bank does it and does not say so: found out, and taken once', async () => {
    const { held } = await hold()
    const payment = await pay(held.id, '4000000000002008')
    await inState(held.id, 'confirmed')
    await captured(payment.id)
    const entries = await customer.bank.statement()
    expect(entries.filter(({ reference }) => reference === payment.id)).toHaveLength(1)
  }, 60_000)

  test('changed to a dearer and to a cheaper stay, then cancelled: what was paid and paid back is what it cost', async () => {
    const { held, quote, guest, payment } = await booked(60, 3)
    const change = async (nights: number) => {
      const other = await customer.quote({
        check_in: addDays(TEST_TODAY, 60),
        nights,
        hotel_id: quote.hotel.id,
      })
      return customer.reservations.change(held.id, { quote: other.quote }, key())
    }
    const dearer = await change(5)
    expect(dearer.nights).toHaveLength(5)
    await letter(guest.email, 'Changed')
    const cheaper = await change(4)
    expect(cheaper.nights).toHaveLength(4)
    const preview = await customer.reservations.cancel(held.id, { dry_run: true })
    const cancelled = await customer.reservations.cancel(held.id, { dry_run: false })
    expect(cancelled.refund).toEqual(preview.refund)
    await eventually('all refunds are through', 15_000, async () => {
      const { refunds } = await customer.reservations.reservation(held.id)
      return refunds.every(({ done }) => done)
    })
    const { data } = await customer.payments.ofReservation(held.id)
    expect(data[0]?.id).toBe(payment.id)
    const references = new Set(data.flatMap(({ id, refunds }) => [id, ...refunds.map((one) => one.id)]))
    const balance = (await customer.bank.statement())
      .filter(({ reference }) => references.has(reference))
      .reduce((sum, { type, amount }) => sum + (type === 'capture' ? amount : -amount), 0)
    expect(balance).toBe(cheaper.total.amount - cancelled.refund.amount)
    await letter(guest.email, 'Cancelled')
    if (!hasPoppler) return
    // Each paper is about its own amount: what the change cost more, and what was paid back.
    const first = payment.invoice ?? ''
    const more = data.find(({ change_id }) => change_id !== null)
    const difference = dearer.total.amount - quote.total.amount
    const money = (amount: number) => formatMoney({ amount, currency: quote.total.currency }, 'en')
    const invoice = await paper(`/v1/invoices/${more?.invoice}`)
    for (const part of [
      'Invoice',
      dearer.total.amount,
      quote.total.amount,
      `invoice ${first}`,
      'Difference',
      difference,
    ])
      expect(invoice).toContain(typeof part === 'number' ? money(part) : part)
    const notes = data.flatMap(({ invoice, refunds }) => refunds.map((one) => ({ invoice, ...one })))
    expect(notes.length).toBeGreaterThan(0)
    for (const { credit_note, amount, invoice } of notes) {
      const text = await paper(`/v1/credit-notes/${credit_note}`)
      for (const part of [
        'Credit note',
        String(credit_note),
        `invoice ${invoice}`,
        'Credited',
        money(amount.amount),
      ])
        expect(text).toContain(part)
    }
  }, 60_000)

  test('a difference that is declined changes nothing', async () => {
    const { held, quote } = await hold(2, 70)
    await pay(held.id, '4000000000000341')
    await inState(held.id, 'confirmed')
    const other = await customer.quote({
      check_in: addDays(TEST_TODAY, 70),
      nights: 4,
      hotel_id: quote.hotel.id,
    })
    const refused = customer.reservations.change(held.id, { quote: other.quote }, key())
    expect(await refused.catch(problemOf)).toBe('402 payment_declined')
    const after = await customer.reservations.reservation(held.id)
    expect(after).toMatchObject({ state: 'confirmed', total: quote.total, pending_change: null })
  }, 60_000)

  test('paying again, for what is paid or not ours, is refused', async () => {
    const { held } = await booked(80)
    expect(await pay(held.id).catch(problemOf)).toBe('409 reservation_state')
    expect(await pay('res_00000000000000000000000000').catch(problemOf)).toBe('404 unknown_reservation')
  }, 60_000)
})

/** What a person sees on the receipt: amounts and names as text, and each of its letters drawn. */
async function isReadable(
  pdf: Uint8Array,
  { held, guest, invoice }: { held: Reservation; guest: { name: string }; invoice: string },
): Promise<void> {
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  if (!hasPoppler) return
  const { text, words, ink } = await paperOf(pdf)
  const amounts = [held.total, held.subtotal, ...held.nights.map(({ price }) => price)]
  const said = [
    guest.name,
    held.hotel.name,
    held.id,
    invoice,
    ...amounts.map((one) => formatMoney(one, 'en')),
  ]
  for (const part of said) expect(text).toContain(part)
  // A page of text is mostly white, and never all of it.
  expect(ink).toBeGreaterThan(0.005)
  expect(ink).toBeLessThan(0.3)
  const blank = words.filter(({ text, ink }) => /[\p{L}\p{N}]/u.test(text) && ink < 0.02)
  expect(blank.map(({ text }) => text)).toEqual([])
  // No two letters look alike: a font that lacks them draws the same box for each.
  const drawn = words.filter(({ text }) => guest.name.includes(text))
  expect(drawn.map(({ text }) => text).join(' ')).toContain(guest.name)
  expect(new Set(drawn.map(({ dots }) => dots)).size).toBe(new Set(drawn.map(({ text }) => text)).size)
}
