/**
 * Choosing dates where their prices are. The form keeps the browser's own date fields, which every device knows how to
 * fill in; beside each stands a button that opens two months (ARIA Authoring Practices: date picker dialog).
 */
import { icon } from './icon.ts'
import { panel } from './panel.ts'

interface Words {
  open: string
  title: string
  arrival: string
  /** With `{date}` where the day of arrival goes. */
  departure: string
  close: string
  earlier: string
  later: string
}
export interface Fields {
  form: HTMLFormElement
  arrival: HTMLInputElement
  departure: HTMLInputElement
  words: Words
}

export function choosesDates(form: HTMLFormElement): void {
  const arrival = form.querySelector<HTMLInputElement>('input[name=check_in]')
  const departure = form.querySelector<HTMLInputElement>('input[name=check_out]')
  const words = form.dataset.words
  // Where the browser has no dialog, its own date fields are what there is.
  if (
    arrival === null ||
    departure === null ||
    words === undefined ||
    !('showModal' in HTMLDialogElement.prototype)
  )
    return
  const fields: Fields = { form, arrival, departure, words: JSON.parse(words) as Words }
  const open = panel(fields)
  for (const input of [arrival, departure]) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'open-picker'
    button.setAttribute('aria-haspopup', 'dialog')
    const label = input.labels?.[0]?.textContent ?? ''
    button.setAttribute('aria-label', `${label}: ${fields.words.open}`)
    button.append(icon('calendar'))
    button.addEventListener('click', () => open(input === departure ? 'departure' : 'arrival', button))
    const holder = document.createElement('span')
    holder.className = 'with-picker'
    input.replaceWith(holder)
    holder.append(input, button)
  }
}
