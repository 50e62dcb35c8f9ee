/** Plural forms by the language's own rules, so that a message file has one entry per form that its language has. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** `plural(3, { one: '# night', other: '# nights' })` is `3 nights`; `#` is the number as the language writes it. */
export function pluralOf(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale)
  const number = new Intl.NumberFormat(locale)
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', number.format(count))
}
