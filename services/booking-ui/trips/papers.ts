/** What a guest takes along: receipts, credit notes, and the stay for a calendar. */
import type { Asked } from '../answer.ts'
import { tripPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { security_headers } from '../document.ts'
import type { Site } from '../pages/page.ts'
import type { Person } from '../session/people.ts'
import { away } from '../session/sign-in.ts'
import { calendarOf } from './calendar.ts'
import { known } from './known.ts'

/** Of the payment that the address names, or of the first: a change that cost more was paid by itself. */
export async function receiptFile(
  { clientsOf }: Pick<Deps, 'clientsOf'>,
  { request, id }: Asked,
  person: Person,
): Promise<Response> {
  const { payments } = clientsOf(person)
  const wanted = new URL(request.url).searchParams.get('payment')
  const { data } = await payments.ofReservation(known(id))
  const paid = data.find(
    ({ id: one, status }) => status === 'captured' && (wanted === null || one === wanted),
  )
  if (paid === undefined) return away(tripPath(id))
  return pdfFile(await payments.receipt(paid.id), `receipt-${paid.invoice ?? id}.pdf`)
}

/** Of the refund that the address names. */
export async function creditNoteFile(
  { clientsOf }: Pick<Deps, 'clientsOf'>,
  { request, id }: Asked,
  person: Person,
): Promise<Response> {
  const { payments } = clientsOf(person)
  const wanted = new URL(request.url).searchParams.get('refund')
  const { data } = await payments.ofReservation(known(id))
  const number = data.flatMap(({ refunds }) => refunds).find((one) => one.id === wanted)?.credit_note
  if (!number) return away(tripPath(id))
  return pdfFile(await payments.creditNote(number), `credit-note-${number}.pdf`)
}

export async function calendarFile(
  { clientsOf, site_url }: Pick<Deps, 'clientsOf' | 'site_url'>,
  site: Site,
  { id }: Asked,
  person: Person,
): Promise<Response> {
  const trip = await clientsOf(person).reservations.reservation(known(id))
  const text = calendarOf(trip, site.words, site_url + tripPath(id))
  return file(text, 'text/calendar; charset=utf-8', `stay-${id}.ics`)
}

const pdfFile = (pdf: Uint8Array, name: string) => file(new Uint8Array(pdf), 'application/pdf', name)

function file(body: string | Uint8Array<ArrayBuffer>, type: string, name: string): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
      ...security_headers,
    },
  })
}
