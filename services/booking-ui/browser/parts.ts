/** Links that show another state of one part of the page: the same address is fetched, and that part takes its place. */
export function swapParts(): void {
  document.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-part]') : null
    const part = link === null ? null : document.getElementById(link.dataset.part ?? '')
    if (link === null || part === null || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void swap(part, link)
  })
}

async function swap(part: HTMLElement, link: HTMLAnchorElement): Promise<void> {
  const name = link.getAttribute('aria-label')
  part.setAttribute('aria-busy', 'true')
  try {
    const response = await fetch(link.href, { headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const fresh = page.getElementById(part.id)
    if (!response.ok || fresh === null) throw new Error(String(response.status))
    part.replaceChildren(...fresh.childNodes)
    history.replaceState({}, '', link.href)
    // Where the visitor was, so that the next press goes on from there; at an end, the heading.
    const again = [...part.querySelectorAll<HTMLElement>('a[data-part]')].find(
      (one) => one.getAttribute('aria-label') === name,
    )
    const target = again ?? part.querySelector<HTMLElement>('a[data-part]')
    target?.focus({ preventScroll: true })
  } catch {
    location.assign(link.href)
  } finally {
    part.removeAttribute('aria-busy')
  }
}
