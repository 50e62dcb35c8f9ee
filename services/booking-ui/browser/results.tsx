/**
 * Filters, order, other dates and further pages without leaving the page. The same address is asked for as JSON, and the
 * components that made the page make its parts anew. What cannot be had so is opened instead.
 */
import { KeptFilters } from '../components/filters.tsx'
import { type FoundJson, Results } from '../components/results.tsx'
import type { ListText } from '../text/en/list.ts'
import { words } from '../words.ts'
import { become } from './become.ts'
import { fetchJson } from './fetch.ts'
import { addressOf, restore } from './results-form.ts'

const PAUSE_MS = 150

export function startResults(text: ListText): void {
  const form = document.querySelector<HTMLFormElement>('#refine')
  if (form === null) return
  let timer = 0
  let asking: AbortController | undefined
  /** As the page shows it: a link to a part of the page changes the address, too, and nothing of what is found. */
  let shown = location.pathname + location.search

  /** Of several questions the last one counts. */
  const ask = async (address: string, work: (made: Made) => void): Promise<void> => {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    document.body.classList.add('busy')
    try {
      const found = await fetchJson<FoundJson>(address, mine.signal)
      // One that came in the very moment in which another was asked for.
      if (!mine.signal.aborted) work(made(text, found))
    } catch {
      if (!mine.signal.aborted) location.assign(address)
    } finally {
      if (asking === mine) document.body.classList.remove('busy')
    }
  }
  const show = (address: string, { remember, is_typed = false }: Shown = {}) =>
    ask(address, ({ parts, title }) => {
      for (const ours of document.querySelectorAll('[data-swap]')) {
        const theirs = parts.querySelector(`[id="${ours.id}"]`)
        if (theirs !== null) become(ours, theirs)
      }
      document.title = title
      if (remember === 'push') history.pushState({}, '', address)
      if (remember === 'replace') history.replaceState({}, '', address)
      shown = pathOf(address)
      if (!is_typed) restore(form, parts)
    })
  const append = (link: HTMLAnchorElement) => {
    link.setAttribute('aria-busy', 'true')
    return ask(link.href, ({ parts }) => {
      const more = [...(parts.querySelector('#hotels')?.children ?? [])]
      const next = parts.querySelector('#paging a.more-hotels')
      document.querySelector('#hotels')?.append(...more)
      document.querySelector('#paging')?.replaceChildren(...(next === null ? [] : [next]))
      announce(text.results.appended(more.length))
      more[0]?.querySelector<HTMLElement>('h3 a')?.focus({ preventScroll: true })
    })
  }

  const changed = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      if (form.checkValidity()) void show(addressOf(form), { remember: 'push', is_typed: true })
    }, PAUSE_MS)
  }
  for (const control of form.elements) control.addEventListener('change', changed)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    changed()
  })
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a') : null
    if (link === null || event.defaultPrevented || isElsewhere(event)) return
    if (link.matches('.more-hotels')) {
      event.preventDefault()
      // More of a list that is about to be another.
      if (!document.body.classList.contains('busy')) void append(link)
    } else if (link.dataset.part === 'calendar') {
      event.preventDefault()
      const name = link.getAttribute('aria-label')
      void show(link.href, { remember: 'replace' }).then(() => focusCalendar(name))
    } else if (link.closest('.active-filters, .suggestions') !== null && isSameStay(link)) {
      event.preventDefault()
      // The link itself is gone then.
      void show(link.href, { remember: 'push' }).then(() =>
        document.querySelector<HTMLElement>('#count')?.focus({ preventScroll: true }),
      )
    }
  })
  window.addEventListener('popstate', () => {
    const here = location.pathname + location.search
    if (here !== shown) void show(here)
  })
}

interface Shown {
  /** In the browser's history. */
  remember?: 'push' | 'replace'
  /** By the form itself, which says already what it is to say. */
  is_typed?: boolean
}
interface Made {
  parts: DocumentFragment
  title: string
}

/** The page's own components, as text whose every value is escaped, and then as elements. */
function made(text: ListText, { now, ...found }: FoundJson): Made {
  const clock = () => new Date(now)
  const said = words(text, clock)
  const template = document.createElement('template')
  template.innerHTML = String(
    <>
      <KeptFilters form={found.form} />
      <Results {...found} words={said} clock={clock} />
    </>,
  )
  return {
    parts: template.content,
    title: text.title(text.results.title(found.place.name, said.stay(found.form))),
  }
}

const pathOf = (address: string) => {
  const { pathname, search } = new URL(address, location.href)
  return pathname + search
}
const isElsewhere = ({ metaKey, ctrlKey, shiftKey, altKey, button }: MouseEvent) =>
  metaKey || ctrlKey || shiftKey || altKey || button !== 0

/** Other dates are another page: its form and heading say so. */
function isSameStay(link: HTMLAnchorElement): boolean {
  const [one, other] = [link.href, location.href].map((address) => new URL(address).searchParams)
  return Object.entries(stay).every(
    ([name, fallback]) => (one?.get(name) ?? fallback) === (other?.get(name) ?? fallback),
  )
}
/** What an address means that does not say it. */
const stay = {
  destination_id: '',
  check_in: '',
  check_out: '',
  adults: '2',
  children: '0',
  rooms: '1',
} as const

/** Where the visitor was, so that the next press goes on from there; at an end, the first of its links. */
function focusCalendar(name: string | null): void {
  const links = [...document.querySelectorAll<HTMLElement>('#calendar a[data-part]')]
  const again = links.find((one) => one.getAttribute('aria-label') === name)
  const target = again ?? links[0]
  target?.focus({ preventScroll: true })
}

function announce(said: string): void {
  let status = document.querySelector<HTMLElement>('#announcement')
  if (status === null) {
    status = document.createElement('p')
    status.id = 'announcement'
    status.className = 'hidden'
    status.setAttribute('role', 'status')
    document.body.append(status)
  }
  status.textContent = said
}
