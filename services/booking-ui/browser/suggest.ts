/** The destination field as a combobox (ARIA Authoring Practices: editable combobox with list autocomplete). */
import { fetchJson } from './fetch.ts'

interface Suggestion {
  id: string
  name: string
  detail: string
}
interface Suggestions {
  data: Suggestion[]
  label: string
}

const PAUSE_MS = 120
let boxes = 0

export function suggestPlaces(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>('input[name=q]')
  const chosen = box.querySelector<HTMLInputElement>('input[name=destination_id]')
  const address = box.dataset.suggest
  if (input === null || chosen === null || address === undefined) return

  const list = document.createElement('ul')
  list.className = 'options'
  list.id = `options-${++boxes}`
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '')
  list.hidden = true
  const status = document.createElement('span')
  status.className = 'hidden'
  status.setAttribute('role', 'status')
  box.append(list, status)
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-expanded', 'false')

  let found: Suggestion[] = []
  let active = -1
  let asking: AbortController | undefined
  let timer = 0

  const close = () => {
    list.hidden = true
    active = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const mark = (index: number) => {
    active = index
    for (const [i, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(i === index))
    const option = list.children[index]
    if (option === undefined) input.removeAttribute('aria-activedescendant')
    else {
      input.setAttribute('aria-activedescendant', option.id)
      option.scrollIntoView({ block: 'nearest' })
    }
  }
  const choose = (suggestion: Suggestion) => {
    input.value = suggestion.name
    chosen.value = suggestion.id
    status.textContent = ''
    chosen.dispatchEvent(new Event('change', { bubbles: true }))
    close()
  }
  const show = ({ data, label }: Suggestions) => {
    found = data
    status.textContent = label
    list.replaceChildren(
      ...data.map((suggestion, i) => option(`${list.id}-${i}`, suggestion, () => choose(suggestion))),
    )
    list.hidden = data.length === 0
    input.setAttribute('aria-expanded', String(data.length > 0))
    mark(-1)
  }
  const ask = async (q: string) => {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    try {
      const found = await fetchJson<Suggestions>(`${address}?q=${encodeURIComponent(q)}`, mine.signal)
      if (!mine.signal.aborted) show(found)
    } catch {
      // A suggestion is a help, not a need: without one the text is looked up when the form is sent.
      if (!mine.signal.aborted) close()
    }
  }

  input.addEventListener('input', () => {
    chosen.value = ''
    clearTimeout(timer)
    const q = input.value.trim()
    if (q === '') {
      asking?.abort()
      close()
    } else timer = window.setTimeout(() => void ask(q), PAUSE_MS)
  })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
    if (list.hidden || found.length === 0) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const from = active === -1 && step === -1 ? 0 : active
      mark((from + step + found.length) % found.length)
    }
    const suggestion = found[active]
    if (event.key === 'Enter' && suggestion !== undefined) {
      event.preventDefault()
      choose(suggestion)
    }
  })
  // What is still on its way must not open the list of a field that was left.
  input.addEventListener('blur', () => {
    clearTimeout(timer)
    asking?.abort()
    close()
  })
}

function option(id: string, { name, detail }: Suggestion, onChoose: () => void): HTMLElement {
  const item = document.createElement('li')
  item.id = id
  item.setAttribute('role', 'option')
  item.setAttribute('aria-selected', 'false')
  const words = document.createElement('span')
  words.textContent = name
  const more = document.createElement('span')
  more.className = 'muted small'
  more.textContent = detail
  item.append(words, more)
  // Before the field loses its focus, which would close the list.
  item.addEventListener('mousedown', (event) => {
    event.preventDefault()
    onChoose()
  })
  return item
}
