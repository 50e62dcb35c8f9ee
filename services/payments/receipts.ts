/** Receipts: the paper, and the letter that brings it. Neither ever undoes a payment. */
import { EmailError } from '#lib/email/error'
import type { Mailer } from '#lib/email/mailer'
import { notFound } from '#lib/problem'
import type { NewDocument, TemplateName } from '#service/pdf-reports/contract'
import * as books from './books/sql.ts'
import type { PaymentsDeps } from './deps.ts'
import { receiptLetter } from './letters/receipt.ts'
import { taxesOfChange, taxesOfCredit } from './part.ts'
import { amountOf, known } from './read.ts'
import { unknown } from './refusals.ts'
import * as sql from './sql.ts'
import { receipt_queue } from './tasks.ts'

/** The same data each time, and so the same bytes. */
async function documentOf(
  deps: PaymentsDeps,
  payment: sql.PaymentRow,
  template: TemplateName,
): Promise<NewDocument> {
  const [invoice] = await books.invoicesOf(deps.db, [payment.id])
  const { document, card_brand, card_last4, captured_at } = payment
  if (invoice === undefined || document === null || captured_at === null)
    throw notFound('receipt_not_ready', 'There is no receipt yet')
  const { language, ...guest } = document.guest
  const part = await partOf(deps, payment)
  return {
    template,
    ...(language === undefined ? {} : { language }),
    data: {
      ...document,
      guest: { name: guest.name, email: guest.email },
      number: invoice.number,
      issued_at: invoice.issued_at.toISOString(),
      payment: {
        id: payment.id,
        card_brand: card_brand ?? '',
        card_last4: card_last4 ?? '',
        amount: amountOf(payment),
        paid_at: captured_at.toISOString(),
      },
      ...(part === undefined ? {} : { part }),
      qr: `${deps.site_url}/trips/${payment.reservation_id}`,
    },
  }
}

/** A change is charged by its difference, beside the invoice that has charged the rest. */
async function partOf({ db }: PaymentsDeps, payment: sql.PaymentRow): Promise<Part | undefined> {
  const { document, before, change_id, reservation_id } = payment
  if (change_id === null || document === null || before === null) return undefined
  const first = await books.firstInvoice(db, reservation_id)
  return {
    ...(first === undefined ? {} : { invoice: first.number }),
    before: before.total,
    amount: amountOf(payment),
    taxes: taxesOfChange(document.taxes, before.taxes),
  }
}
type Part = NonNullable<NewDocument['data']['part']>

export async function receiptOf(deps: PaymentsDeps, id: string, owner: string): Promise<Uint8Array> {
  const payment = await known(deps, id)
  if (payment.owner !== owner) throw unknown()
  return deps.pdf.render(await documentOf(deps, payment, 'receipt'))
}

export async function invoiceOf(deps: PaymentsDeps, number: string, owner: string): Promise<Uint8Array> {
  const invoice = await books.invoiceByNumber(deps.db, number)
  const payment = invoice && (await sql.paymentById(deps.db, invoice.payment_id))
  if (payment === undefined || payment.owner !== owner)
    throw notFound('unknown_invoice', 'There is no such invoice')
  return deps.pdf.render(await documentOf(deps, payment, 'invoice'))
}

/** What is paid back is credited against the invoice that charged it. */
export async function creditNoteOf(deps: PaymentsDeps, number: string, owner: string): Promise<Uint8Array> {
  const note = await books.creditNoteByNumber(deps.db, number)
  const refund = note && (await sql.refundById(deps.db, note.refund_id))
  const payment = refund && (await sql.paymentById(deps.db, refund.payment_id))
  if (note === undefined || refund === undefined || payment?.owner !== owner)
    throw notFound('unknown_credit_note', 'There is no such credit note')
  const invoice = await documentOf(deps, payment, 'invoice')
  const { payment: _, part: charged, ...data } = invoice.data
  const invoiced = amountOf(payment)
  const credited = { amount: refund.amount, currency: invoiced.currency }
  const taxes = taxesOfCredit(charged?.taxes ?? data.taxes, credited, invoiced)
  return deps.pdf.render({
    ...invoice,
    template: 'credit_note',
    data: {
      ...data,
      number,
      issued_at: note.issued_at.toISOString(),
      part: { invoice: invoice.data.number, amount: credited, taxes },
    },
  })
}

export function sendReceipts(deps: PaymentsDeps, mailer: Mailer): void {
  deps.jobs.work<{ payment_id: string }>(receipt_queue.name, async ({ data }) => {
    const payment = await known(deps, data.payment_id)
    if (payment.receipt_sent_at !== null || payment.document === null) return
    const document = await documentOf(deps, payment, 'receipt')
    const content = await deps.pdf.render(document)
    const { number } = document.data
    const { guest, hotel, reservation_id } = payment.document
    try {
      await mailer.send({
        ...receiptLetter({
          reservation_id,
          guest,
          hotel,
          number,
          amount: amountOf(payment),
          last4: payment.card_last4,
          site_url: deps.site_url,
        }),
        // The same for every attempt: whoever gets it twice, because an answer was lost, sees it once.
        message_id: `<${payment.id}.receipt@vacancy.example>`,
        attachments: [{ filename: `receipt-${number}.pdf`, content_type: 'application/pdf', content }],
      })
    } catch (error) {
      // An address that does not exist stays so: the receipt can be fetched.
      if (!(error instanceof EmailError && error.kind === 'permanent')) throw error
    }
    await sql.markReceiptSent(deps.db, payment.id, deps.now())
  })
}
