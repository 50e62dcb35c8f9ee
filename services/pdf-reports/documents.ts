/** From data to pages. Pure: the same data gives the same pages. */
import { formatMoney, type Money } from '#lib/money'
import type { DocumentData, Language, NewDocument, TemplateName } from './contract.ts'
import {
  amountRow,
  type Block,
  box,
  gap,
  heading,
  ink,
  type Node,
  page,
  pairs,
  paragraph,
  text,
} from './layout.ts'
import { de } from './text/de.ts'
import { en, type Words } from './text/en.ts'
import { zh } from './text/zh.ts'

const languages: Readonly<Record<Language, Words>> = { en, de, zh }

export interface Laid {
  title: string
  lang: string
  pages: Node[]
}

/** `qr` is the picture of the code as a data URL; undefined for none. */
export function layOut({ template, language = 'en', data }: NewDocument, qr: string | undefined): Laid {
  const words = languages[language]
  const blocks = [head(template, words, data, qr), ...body(template, words, data)]
  const pages = paged(blocks)
  return {
    title: `${words.titles[template]} ${data.number}`,
    lang: words.lang,
    pages: pages.map((on_it, i) => sheet(on_it, words, data, { n: i + 1, of: pages.length })),
  }
}

const FOOT = 28

/** Blocks in order; a page ends before the block that does not fit. */
function paged(blocks: readonly Block[]): Block[][] {
  const room = page.height - 2 * page.margin - FOOT
  const pages: Block[][] = [[]]
  let used = 0
  for (const block of blocks) {
    if (used + block.height > room && used > 0) {
      pages.push([])
      used = 0
    }
    pages.at(-1)?.push(block)
    used += block.height
  }
  return pages
}

function sheet(
  blocks: readonly Block[],
  words: Words,
  data: DocumentData,
  at: { n: number; of: number },
): Node {
  return box(
    {
      flexDirection: 'column',
      width: page.width,
      height: page.height,
      padding: page.margin,
      backgroundColor: '#ffffff',
      fontFamily: 'noto-sans-latin',
    },
    ...blocks.map(({ node }) => node),
    box({ flexGrow: 1 }),
    box(
      { width: '100%', height: FOOT, justifyContent: 'space-between', alignItems: 'flex-end' },
      text(data.reservation_id, { size: 8, color: ink.muted }),
      text(words.page(at.n, at.of), { size: 8, color: ink.muted }),
    ),
  )
}

function head(template: TemplateName, words: Words, data: DocumentData, qr: string | undefined): Block {
  const { number, issued_at, reservation_id } = data
  const line = (label: string, value: string) =>
    box(
      { flexDirection: 'row', columnGap: 6 },
      text(label, { size: 9, color: ink.muted }),
      text(value, { size: 9 }),
    )
  return {
    height: 122,
    node: box(
      {
        width: '100%',
        height: 122,
        justifyContent: 'space-between',
        borderBottom: `2px solid ${ink.accent}`,
      },
      box(
        { flexDirection: 'column', flexShrink: 1 },
        text(words.subtitle, { size: 9, weight: 700, color: ink.accent }),
        text(words.titles[template], { size: 24, weight: 700 }),
        box({ height: 8 }),
        line(words.number, number),
        line(words.date, dateIn(words, issued_at.slice(0, 10))),
        line(words.reservation, reservation_id),
      ),
      ...(qr === undefined
        ? []
        : [
            {
              type: 'img',
              props: { src: qr, width: 96, height: 96, style: { width: 96, height: 96 } },
            } as Node,
          ]),
    ),
  }
}

function body(template: TemplateName, words: Words, data: DocumentData): Block[] {
  const { guest, hotel, room_type, special_requests } = data
  const money = (value: Money) => formatMoney(value, words.lang)
  const date = (value: string) => dateIn(words, value)
  const party = [
    words.adults(data.adults),
    ...(data.children > 0 ? [words.children(data.children)] : []),
    words.rooms(data.rooms),
  ].join(', ')
  const room = [room_type.name, room_type.beds, ...(room_type.breakfast_included ? [words.breakfast] : [])]
  const blocks: Block[] = [
    heading(words.guest),
    pairs([
      [words.guest, guest.name],
      ...(special_requests == null || special_requests === ''
        ? []
        : [[words.requests, special_requests] as const]),
    ]),
    heading(words.stay),
    pairs([
      [words.hotel, hotel.name],
      ['', [hotel.address, hotel.city, hotel.country].join(', ')],
      [words.room, room.join(', ')],
      [words.arrival, words.from(date(data.check_in), hotel.check_in_from)],
      [words.departure, words.until(date(data.check_out), hotel.check_out_until)],
      [words.guests, party],
    ]),
    heading(words.price),
    ...data.nights.map(({ night, price }) =>
      amountRow(words.night(date(night)), money(price), {
        note: data.rooms > 1 ? words.times_rooms(data.rooms) : '',
      }),
    ),
    amountRow(words.subtotal, money(data.subtotal)),
    ...data.taxes.map((tax) => taxRow(words, tax)),
    amountRow(words.total, money(data.total), { strong: data.part === undefined }),
    ...(data.part === undefined ? [] : part(template, words, data.part)),
  ]
  if (data.payment !== undefined && template !== 'cancellation' && template !== 'credit_note') {
    const { card_brand, card_last4, amount, paid_at } = data.payment
    const by = words.paid_by(brandOf(card_brand), card_last4, date(paid_at.slice(0, 10)))
    blocks.push(gap(6), amountRow(words.paid, money(amount), { note: by }))
  }
  if (data.refund !== undefined) {
    const { amount, percent } = data.refund
    blocks.push(gap(6), amountRow(words.refunded, money(amount), { note: words.refund_percent(percent) }))
  }
  if (template === 'confirmation' || template === 'receipt') {
    blocks.push(heading(words.policy), ...policy(words, data).map((line) => paragraph(line)))
  }
  if (data.taxes.some(({ source }) => source === 'generated'))
    blocks.push(gap(6), paragraph(words.generated, ink.muted))
  return blocks
}

/** What this paper is about, where that is not the whole price: with the taxes of that part alone. */
function part(template: TemplateName, words: Words, about: NonNullable<DocumentData['part']>): Block[] {
  const { invoice, before, amount, taxes } = about
  const money = (value: Money) => formatMoney(value, words.lang)
  const note = invoice === undefined ? '' : words.of_invoice(invoice)
  return [
    gap(6),
    ...(before === undefined ? [] : [amountRow(words.before, money(before), { note })]),
    amountRow(template === 'credit_note' ? words.credited : words.difference, money(amount), {
      strong: true,
      note: before === undefined ? note : '',
    }),
    ...taxes.map((tax) => taxRow(words, tax, words.of_which)),
  ]
}

function taxRow(words: Words, tax: DocumentData['taxes'][number], of_which = ''): Block {
  const rate = tax.rate_basis_points === null ? '' : ` ${percentIn(words, tax.rate_basis_points / 100)}`
  const mark = tax.source === 'generated' ? ' *' : ''
  const label = `${words.taxes[tax.kind]}${rate}${mark}`
  const note = of_which === '' && tax.included ? words.included : of_which
  return amountRow(label, formatMoney(tax.amount, words.lang), { note })
}

function policy(words: Words, { cancellation }: DocumentData): string[] {
  return cancellation.timeline.map(({ until, refund_percent, refund }) => {
    const amount = formatMoney(refund, words.lang)
    if (until !== null) {
      const when = `${dateIn(words, until.slice(0, 10))}, ${until.slice(11, 16)}`
      return words.until_refund(when, refund_percent, amount)
    }
    return cancellation.timeline.length === 1
      ? words.always_refund(refund_percent, amount)
      : words.after_refund(refund_percent, amount)
  })
}

/** A calendar date, of no time zone. */
const dateIn = ({ lang }: Words, date: string) =>
  new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
const percentIn = ({ lang }: Words, percent: number) =>
  `${new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(percent)} %`

const brands: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
}
const brandOf = (brand: string) => brands[brand] ?? brand
