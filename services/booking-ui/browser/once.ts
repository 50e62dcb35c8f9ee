/** A form is sent once, however often its button is pressed. Nothing is lost without this: the server does it once, too. */
export function sendOnce(form: HTMLFormElement): void {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent === 'true') {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'true'
    for (const button of form.querySelectorAll('button[type=submit]'))
      button.setAttribute('aria-busy', 'true')
  })
  // Back by the browser's own cache, the page is as it was left.
  window.addEventListener('pageshow', () => {
    delete form.dataset.sent
    for (const button of form.querySelectorAll('button[aria-busy]')) button.removeAttribute('aria-busy')
  })
}
