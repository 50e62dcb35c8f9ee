/** What is left of a time that ends: counted down, and what to do when it is over. */
export function countDown(line: HTMLElement): void {
  const until_ms = Date.parse(line.dataset.until ?? '')
  const left = line.querySelector('.until-left')
  const words = line.querySelector('.until-words')
  if (Number.isNaN(until_ms) || left === null || words === null) return
  const show = () => {
    const left_s = Math.max(0, Math.round((until_ms - Date.now()) / 1000))
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
