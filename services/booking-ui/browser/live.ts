/** A page that follows what it shows: an event says that it is old, and the marked part is fetched again. */
export function follow(): void {
  const part = document.querySelector<HTMLElement>('[data-live]')
  const address = part?.dataset.live
  if (part === null || address === undefined) return
  const events = new EventSource(address)
  events.addEventListener('changed', () => {
    events.close()
    void renew(part)
  })
}

async function renew(part: HTMLElement): Promise<void> {
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const fresh = page.getElementById(part.id)
    if (!response.ok || fresh === null) throw new Error(String(response.status))
    part.replaceWith(fresh)
    document.title = page.title
    follow()
  } catch {
    location.reload()
  }
}
