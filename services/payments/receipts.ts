/** Receipts: the paper, and the letter that brings it. Neither ever undoes a payment. */
import { EmailError } from '#lib/email/error'
import { renderEmail } from '#lib/email/layout'
import type { Mailer } from '#lib/email/mailer'
import { formatMoney } from '#lib/money'
import { notFound } from '#lib/problem'
import type { NewDocument, TemplateName } from '#service/pdf-reports/contract'
import type { PaymentsDeps } from './deps.ts'
import { amountOf, known, unknown } from './payments.ts'
import * as sql from './sql.ts'
import { receipt_queue } from './tasks.ts'

/** The same data each time, and so the same bytes. */
async function documentOf(
  { db, site_url }: PaymentsDeps,
  payment: sql.PaymentRow,
  template: TemplateName,
): Promise<NewDocument> {
  const [invoice] = await sql.invoicesOf(db, [payment.id])
  const { document, card_brand, card_last4, captured_at } = payment
  if (invoice === undefined || document === null || captured_at === null)
    throw notFound('receipt_not_ready', 'There is no receipt yet')
  const { language, ...guest } = document.guest
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
      qr: `${site_url}/trips/${payment.reservation_id}`,
    },
  }
}

export async function receiptOf(deps: PaymentsDeps, id: string, owner: string): Promise<Uint8Array> {
  const payment = await known(deps, id)
  if (payment.owner !== owner) throw unknown()
  return deps.pdf.render(await documentOf(deps, payment, 'receipt'))
}

export async function invoiceOf(deps: PaymentsDeps, number: string, owner: string): Promise<Uint8Array> {
  const invoice = await sql.invoiceByNumber(deps.db, number)
  const payment = invoice && (await sql.paymentById(deps.db, invoice.payment_id))
  if (payment === undefined || payment.owner !== owner)
    throw notFound('unknown_invoice', 'There is no such invoice')
  return deps.pdf.render(await documentOf(deps, payment, 'invoice'))
}

export function sendReceipts(deps: PaymentsDeps, mailer: Mailer): void {
  deps.jobs.work<{ payment_id: string }>(receipt_queue.name, async ({ data }) => {
    const payment = await known(deps, data.payment_id)
    if (payment.receipt_sent_at !== null || payment.document === null) return
    const document = await documentOf(deps, payment, 'receipt')
    const content = await deps.pdf.render(document)
    const { guest, hotel } = payment.document
    const total = formatMoney(amountOf(payment), 'en')
    const { number } = document.data
    try {
      await mailer.send({
        to: { name: guest.name, address: guest.email },
        subject: `Your receipt ${number}: ${total}`,
        ...renderEmail({
          title: `Your receipt ${number}`,
          paragraphs: [
            `Hello ${guest.name},`,
            `thank you. ${total} was charged to your card ending in ${payment.card_last4 ?? '····'} for your stay at ${hotel.name}. The receipt is attached.`,
          ],
          facts: [
            { label: 'Reservation', value: payment.reservation_id },
            { label: 'Receipt', value: number },
            { label: 'Paid', value: total },
          ],
          button: {
            label: 'See the reservation',
            url: `${deps.site_url}/trips/${payment.reservation_id}`,
          },
          footer: 'Vacancy sends this because of a payment. Nobody reads answers to it.',
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
