/** The code of an email, out of the fragment of its link: no server and no log ever sees that. */
export function fillInCode(): void {
  const code = /^#code=([\w.-]{1,200})$/.exec(location.hash)?.[1]
  const input = document.querySelector<HTMLInputElement>('input[name=code]')
  if (code === undefined || input === null) return
  input.value = code
  history.replaceState({}, '', location.pathname + location.search)
  input.form?.querySelector<HTMLButtonElement>('button[type=submit]')?.focus()
}
