/** One element becomes as another is, and stays the one that it was: what has the focus or is announced keeps it. */
export function become(ours: Element, theirs: Element): void {
  for (const { name } of [...ours.attributes]) if (!theirs.hasAttribute(name)) ours.removeAttribute(name)
  for (const { name, value } of theirs.attributes)
    if (ours.getAttribute(name) !== value) ours.setAttribute(name, value)
  ours.replaceChildren(...theirs.childNodes)
}
