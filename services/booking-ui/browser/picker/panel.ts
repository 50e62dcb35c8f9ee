/** The dialog: which of the two days is being chosen, which months are shown, and what comes of a choice. */
import type { Prices } from '#service/booking-ui/contract'
import { fetchJson } from '../fetch.ts'
import { icon } from './icon.ts'
import { moved } from './keys.ts'
import { element, monthsOf } from './months.ts'
import type { Fields } from './picker.ts'

type Which = 'arrival' | 'departure'
const MAX_NIGHTS = 30
const DAY_MS = 86_400_000

/** Opens it; the focus goes back to `opener` at the end. */
export function panel(fields: Fields): (which: Which, opener: HTMLElement) => void {
  const { form, arrival, departure, words } = fields
  const dialog = element('dialog', 'picker')
  dialog.setAttribute('aria-label', words.title)
  const status = element('p', 'picker-status')
  status.setAttribute('role', 'status')
  const [earlier, later, close] = [
    iconButton(words.earlier, 'back'),
    iconButton(words.later, 'forward'),
    iconButton(words.close, 'cross'),
  ]
  const months = element('div', 'months')
  const note = element('p', 'muted small')
  const head = element('div', 'picker-head')
  head.append(status, earlier, later, close)
  dialog.append(head, months, note)
  form.append(dialog)

  let which: Which = 'arrival'
  let shown: Prices | undefined
  let asking: AbortController | undefined
  let back: HTMLElement | undefined

  const selectable = (date: string, is_open: boolean) =>
    which === 'arrival' ? is_open : date > arrival.value && nights(arrival.value, date) <= MAX_NIGHTS

  const draw = (focused?: string) => {
    if (shown === undefined) return
    const chosen = { arrival: arrival.value, departure: departure.value }
    months.replaceChildren(...monthsOf(shown, chosen, selectable))
    note.textContent = shown.note
    status.textContent =
      which === 'arrival' ? words.arrival : words.departure.replace('{date}', shortly(arrival, shown))
    for (const [button, month] of [
      [earlier, shown.earlier],
      [later, shown.later],
    ] as const)
      button.disabled = month === null
    focusDay(focused ?? (which === 'arrival' ? arrival.value : departure.value))
  }
  const days = () => [...months.querySelectorAll<HTMLButtonElement>('button[data-date]')]
  /** One day alone is reached by Tab; arrows lead to the others. */
  const focusDay = (date: string, is_taken = true) => {
    const all = days()
    const target =
      all.find((day) => day.dataset.date === date) ??
      all.find((day) => day.getAttribute('aria-disabled') !== 'true') ??
      all[0]
    for (const day of all) day.tabIndex = day === target ? 0 : -1
    if (is_taken) target?.focus()
  }

  const ask = async (month: string | undefined, focused?: string) => {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    months.setAttribute('aria-busy', 'true')
    try {
      shown = await fetchJson<Prices>(addressOf(form, month), mine.signal)
      if (!mine.signal.aborted) draw(focused ?? focusedDay())
    } catch {
      // The fields are there all the same.
      if (!mine.signal.aborted) dialog.close()
    } finally {
      if (asking === mine) months.removeAttribute('aria-busy')
    }
  }

  const choose = (date: string) => {
    const input = which === 'arrival' ? arrival : departure
    input.value = date
    input.dispatchEvent(new Event('change', { bubbles: true }))
    if (which === 'departure') return dialog.close()
    which = 'departure'
    draw()
  }

  months.addEventListener('click', (event) => {
    const day =
      event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-date]') : null
    if (day?.dataset.date !== undefined && day.getAttribute('aria-disabled') !== 'true')
      choose(day.dataset.date)
  })
  months.addEventListener('keydown', (event) => {
    const from = event.target instanceof HTMLElement ? event.target.dataset.date : undefined
    const to = from === undefined ? undefined : moved(from, event.key, shown?.first_weekday ?? 1)
    if (to === undefined) return
    event.preventDefault()
    if (days().some((day) => day.dataset.date === to)) return focusDay(to)
    const month = from !== undefined && to < from ? shown?.earlier : shown?.later
    if (month !== null && month !== undefined) void ask(month, to)
  })
  earlier.addEventListener('click', () => void ask(shown?.earlier ?? undefined).then(() => earlier.focus()))
  later.addEventListener('click', () => void ask(shown?.later ?? undefined).then(() => later.focus()))
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => {
    asking?.abort()
    back?.focus()
  })
  // Beside it is out of it.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })

  return (wanted, opener) => {
    which = wanted === 'departure' && arrival.value !== '' ? 'departure' : 'arrival'
    back = opener
    dialog.showModal()
    // As it was seen last, until it is known anew: nobody's keys wait for that.
    draw()
    void ask(undefined)
  }
}

/** With the place, or the hotel, and the party of the form as it is now. */
function addressOf(form: HTMLFormElement, month: string | undefined): string {
  const data = new FormData(form)
  const query = new URLSearchParams()
  for (const name of ['destination_id', 'check_in', 'adults', 'children', 'rooms']) {
    const value = data.get(name)
    if (typeof value === 'string' && value !== '') query.set(name, value)
  }
  if (form.dataset.hotel !== undefined) query.set('hotel_id', form.dataset.hotel)
  if (month !== undefined) query.set('month', month)
  return `${form.dataset.prices}?${query}`
}

const focusedDay = () =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset.date : undefined

const nights = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** As the calendar says it, where it shows the day. */
function shortly({ value }: HTMLInputElement, { months }: Prices): string {
  const day = months.flatMap(({ weeks }) => weeks.flat()).find((one) => one?.date === value)
  return day?.name ?? value
}

function iconButton(label: string, name: Parameters<typeof icon>[0]): HTMLButtonElement {
  const button = element('button', 'button')
  button.type = 'button'
  button.setAttribute('aria-label', label)
  button.append(icon(name))
  return button
}
