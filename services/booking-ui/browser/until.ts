/** What is left of a time that ends: counted down, and what to do when it is over. */
export function countDown(line: HTMLElement): void {
  const given_s = Number(line.dataset.left)
  const left = line.querySelector('.until-left')
  const words = line.querySelector('.until-words')
  if (line.dataset.left === undefined || Number.isNaN(given_s) || left === null || words === null) return
  // What was left when the page came, by the server: what time it is, this machine may be wrong about by hours.
  const came_ms = Date.now() - (performance.now() - responseStart())
  const show = () => {
    const left_s = Math.max(0, Math.round(given_s - (Date.now() - came_ms) / 1_000))
    left.textContent = `${Math.floor(left_s / 60)}:${String(left_s % 60).padStart(2, '0')}`
    line.classList.toggle('soon', left_s < 120)
    if (left_s > 0) return
    clearInterval(timer)
    left.textContent = ''
    words.textContent = line.dataset.over ?? ''
    line.setAttribute('role', 'status')
    const after = line.parentElement?.querySelector<HTMLElement>('.after-time')
    if (after) after.hidden = false
  }
  const timer = setInterval(show, 1_000)
  show()
}

const responseStart = () => {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return entry?.responseStart ?? 0
}
