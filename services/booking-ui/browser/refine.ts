/**
 * Filters, order and further pages without leaving the page: the same addresses are fetched, and the marked parts of
 * the answer take the place of ours. What cannot be fetched is opened instead.
 */
const PAUSE_MS = 150

export function refineInPlace(): void {
  const form = document.querySelector<HTMLFormElement>('#refine')
  if (form === null) return
  let timer = 0
  let asking: AbortController | undefined

  const show = async (address: string, push: boolean) => {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    document.body.classList.add('busy')
    try {
      swap(await fetchPage(address, mine.signal))
      if (push) history.pushState({}, '', address)
      keepFilters(address)
    } catch {
      if (!mine.signal.aborted) location.assign(address)
    } finally {
      if (asking === mine) document.body.classList.remove('busy')
    }
  }

  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (form.checkValidity()) void show(addressOf(form), true)
    }, PAUSE_MS)
  }
  for (const control of form.elements) control.addEventListener('change', changed)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    changed()
  })
  document.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.more-hotels') : null
    if (link === null || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void append(link)
  })
  // The boxes must agree with the address that the visitor went back to.
  window.addEventListener('popstate', () => location.reload())
}

function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string' || value === '') continue
    const before = query.get(name)
    query.set(name, before === null ? value : `${before},${value}`)
  }
  return `${form.action.split('?')[0]}?${query.toString().replaceAll('%2C', ',')}`
}

async function fetchPage(address: string, signal?: AbortSignal): Promise<Document> {
  const response = await fetch(address, { signal: signal ?? null, headers: { accept: 'text/html' } })
  if (!response.ok) throw new Error(String(response.status))
  return new DOMParser().parseFromString(await response.text(), 'text/html')
}

function swap(page: Document): void {
  for (const ours of document.querySelectorAll('[data-swap]')) {
    const theirs = page.getElementById(ours.id)
    if (theirs === null) throw new Error(`the page has no #${ours.id}`)
    ours.replaceChildren(...theirs.childNodes)
  }
  document.title = page.title
}

/** New dates keep the filters that are on now. */
function keepFilters(address: string): void {
  const query = new URL(address, location.href).searchParams
  const form = document.querySelector<HTMLFormElement>('.search-bar .search-form')
  if (form === null) return
  for (const name of ['stars', 'amenities', 'min_price', 'max_price', 'sort']) {
    form.querySelector(`input[type=hidden][name=${name}]`)?.remove()
    const value = query.get(name)
    if (value === null) continue
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = name
    field.value = value
    form.append(field)
  }
}

async function append(link: HTMLAnchorElement): Promise<void> {
  const list = document.querySelector<HTMLElement>('#hotels')
  const paging = document.querySelector('#paging')
  if (list === null || paging === null) return
  link.setAttribute('aria-busy', 'true')
  document.body.classList.add('busy')
  try {
    const page = await fetchPage(link.href)
    const more = page.querySelector<HTMLElement>('#hotels')
    const next = page.querySelector('#paging a.more-hotels')
    const [first] = more?.children ?? []
    list.append(...(more?.children ?? []))
    paging.replaceChildren(...(next === null ? [] : [next]))
    const count = document.querySelector('#count')
    if (count !== null && more?.dataset.appended !== undefined) announce(more.dataset.appended)
    first?.querySelector<HTMLAnchorElement>('h3 a')?.focus({ preventScroll: true })
  } catch {
    location.assign(link.href)
  } finally {
    document.body.classList.remove('busy')
  }
}

function announce(words: string): void {
  let status = document.querySelector<HTMLElement>('#announcement')
  if (status === null) {
    status = document.createElement('p')
    status.id = 'announcement'
    status.className = 'hidden'
    status.setAttribute('role', 'status')
    document.body.append(status)
  }
  status.textContent = words
}
