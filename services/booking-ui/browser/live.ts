/** A page that follows what it shows: an event says that it is old, and the marked part is fetched again. */
import { fetchPage } from './fetch.ts'

/** Where no stream is to be had: as often as a person would look. */
const LOOK_AGAIN_MS = 4_000

export function follow(): void {
  const part = document.querySelector<HTMLElement>('[data-live]')
  const address = part?.dataset.live
  if (part === null || address === undefined) return
  const events = new EventSource(address)
  const stop = () => events.close()
  events.addEventListener('changed', () => {
    stop()
    void renew(part, () => location.reload())
  })
  events.addEventListener('error', () => {
    // Lost, it comes back by itself; refused, it never does.
    if (events.readyState !== EventSource.CLOSED) return
    setTimeout(() => void renew(part, follow), LOOK_AGAIN_MS)
  })
  // A page that is kept for the way back holds no connection.
  window.addEventListener('pagehide', stop, { once: true })
}

async function renew(part: HTMLElement, otherwise: () => void): Promise<void> {
  try {
    const page = await fetchPage(location.pathname)
    const fresh = page.getElementById(part.id)
    if (fresh === null) throw new Error(`the page has no #${part.id}`)
    await released
    part.replaceWith(fresh)
    document.title = page.title
  } catch {
    otherwise()
    return
  }
  follow()
}

/** A press that begins on a link has to end on it, or it is no click: until then the link stays. */
let released = Promise.resolve()
let release = () => {}
window.addEventListener('pointerdown', () => {
  release()
  released = new Promise((done) => (release = done))
})
// The click comes after that, as a task of its own.
for (const type of ['pointerup', 'pointercancel']) window.addEventListener(type, () => setTimeout(release, 0))

/** Back by the browser's own cache, a page that was waiting goes on. */
export function followAgain(): void {
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) follow()
  })
}
