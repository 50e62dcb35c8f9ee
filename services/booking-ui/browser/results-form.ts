/** The form of filters: the address that it makes, and how an address puts it back. */

export function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string' || value === '') continue
    const before = query.get(name)
    query.set(name, before === null ? value : `${before},${value}`)
  }
  return `${form.action.split('?')[0]}?${query.toString().replaceAll('%2C', ',')}`
}

/** Boxes, amounts and order as in `fresh`, which is the same form of another address. Some stand beside the form. */
export function restore(form: HTMLFormElement, fresh: ParentNode): void {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement) {
      const selector =
        control.type === 'checkbox'
          ? `input[name="${control.name}"][value="${control.value}"]`
          : `input[name="${control.name}"]`
      const theirs = fresh.querySelector<HTMLInputElement>(selector)
      if (theirs === null) continue
      if (control.type === 'checkbox') control.checked = theirs.checked
      else control.value = theirs.value
    } else if (control instanceof HTMLSelectElement) {
      const theirs = fresh.querySelector<HTMLSelectElement>(`select[name="${control.name}"]`)
      if (theirs !== null) control.value = theirs.value
    }
  }
}
