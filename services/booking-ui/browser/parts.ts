/** Links that show another state of one part of a page: the same address is fetched, and that part becomes as it is there. */
import { become } from './become.ts'
import { fetchPage } from './fetch.ts'

export function swapParts(): void {
  // Results have a script of their own, which needs no page for it.
  if (document.getElementById('refine') !== null) return
  let asking: AbortController | undefined
  document.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-part]') : null
    const part = link === null ? null : document.getElementById(link.dataset.part ?? '')
    if (link === null || part === null || event.defaultPrevented) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    // Of two months that were asked for the later one is shown, however slow the earlier.
    asking?.abort()
    asking = new AbortController()
    void swap(part, link, asking.signal)
  })
}

async function swap(part: HTMLElement, link: HTMLAnchorElement, signal: AbortSignal): Promise<void> {
  const name = link.getAttribute('aria-label')
  part.setAttribute('aria-busy', 'true')
  try {
    const page = await fetchPage(link.href, signal)
    const fresh = page.getElementById(part.id)
    if (fresh === null) throw new Error(`the page has no #${part.id}`)
    if (signal.aborted) return
    become(part, fresh)
    history.replaceState({}, '', link.href)
    // Where the visitor was, so that the next press goes on from there; at an end, the first of its links.
    const again = [...part.querySelectorAll<HTMLElement>('a[data-part]')].find(
      (one) => one.getAttribute('aria-label') === name,
    )
    const target = again ?? part.querySelector<HTMLElement>('a[data-part]')
    target?.focus({ preventScroll: true })
  } catch {
    if (!signal.aborted) location.assign(link.href)
  } finally {
    if (!signal.aborted) part.removeAttribute('aria-busy')
  }
}
