/** Months as tables of buttons. All their words come from the server. */
import type { PricedDay, PricedMonth, Prices } from '#service/booking-ui/contract'

interface Chosen {
  arrival: string
  departure: string
}
type Selectable = (date: string, is_open: boolean) => boolean

export function monthsOf(prices: Prices, chosen: Chosen, selectable: Selectable): HTMLElement[] {
  return prices.months.map((month) =>
    monthTable(month, prices.weekdays, (day) => dayCell(day, chosen, selectable)),
  )
}

function monthTable(
  { name, weeks }: PricedMonth,
  weekdays: Prices['weekdays'],
  cell: (day: PricedDay) => HTMLElement,
): HTMLElement {
  const table = element('table', '')
  table.setAttribute('role', 'grid')
  const caption = element('caption', '')
  caption.textContent = name
  const head = element('tr', '')
  for (const { short, long } of weekdays) {
    const th = element('th', '')
    th.scope = 'col'
    th.abbr = long
    th.textContent = short
    head.append(th)
  }
  const [thead, tbody] = [element('thead', ''), element('tbody', '')]
  thead.append(head)
  for (const week of weeks) {
    const row = element('tr', '')
    row.append(...week.map((day) => (day === null ? element('td', '') : cell(day))))
    tbody.append(row)
  }
  table.append(caption, thead, tbody)
  return table
}

function dayCell(day: PricedDay, { arrival, departure }: Chosen, selectable: Selectable): HTMLElement {
  const { date, label, note, is_open } = day
  const td = element('td', date >= arrival && date <= departure ? 'stay' : '')
  const button = element('button', '')
  button.type = 'button'
  button.dataset.date = date
  button.tabIndex = -1
  button.setAttribute('aria-label', label)
  if (!selectable(date, is_open)) button.setAttribute('aria-disabled', 'true')
  if (date === arrival || date === departure) button.setAttribute('aria-pressed', 'true')
  const price = element('span', 'day-note')
  price.textContent = note
  button.append(String(Number(date.slice(8))), price)
  td.append(button)
  return td
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  kind: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  if (kind !== '') made.className = kind
  return made
}
