/** For tests: the forms of a page as a browser would send them, read out of the HTML that we write. */

export interface Form {
  action: string
  method: string
  /** As they stand in the page: what a browser sends when nobody touches anything. */
  values: Record<string, string>
  /** Names of fields that a person fills in. */
  typed: string[]
}

export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', body = '']) => {
    const fields = [...fieldsIn(body)]
    return {
      action: attribute(head, 'action') ?? '',
      method: attribute(head, 'method') ?? 'get',
      values: Object.fromEntries(
        fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
      ),
      typed: [...new Set(fields.filter(({ is_hidden }) => !is_hidden).map(({ name }) => name))],
    }
  })
}

/** The form with this field, or the only one that is sent to this address. */
export function formTo(html: string, action: string): Form {
  const form = formsOf(html).find((one) => one.action === action)
  if (form === undefined) throw new Error(`no form to ${action}: ${headingOf(html)}`)
  return form
}

export const headingOf = (html: string): string => decoded(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '')

interface FieldOf {
  name: string
  /** Undefined for a box that is not checked. */
  value: string | undefined
  is_hidden: boolean
}

function* fieldsIn(body: string): Generator<FieldOf> {
  const all = /<input([^>]*)>|<select([^>]*)>([\s\S]*?)<\/select>|<textarea([^>]*)>([\s\S]*?)<\/textarea>/g
  for (const [, input, select, options = '', textarea, text = ''] of body.matchAll(all)) {
    const attributes = input ?? select ?? textarea ?? ''
    const name = attribute(attributes, 'name')
    if (name === undefined) continue
    const type = attribute(attributes, 'type')
    const is_hidden = type === 'hidden'
    if (select !== undefined) yield { name, value: chosen(options), is_hidden }
    else if (textarea !== undefined) yield { name, value: decoded(text), is_hidden }
    else if (type === 'checkbox' && !/\schecked\b/.test(attributes))
      yield { name, value: undefined, is_hidden }
    else yield { name, value: attribute(attributes, 'value') ?? '', is_hidden }
  }
}

function chosen(options: string): string {
  const all = [...options.matchAll(/<option([^>]*)>/g)].map(([, attributes = '']) => attributes)
  const one = all.find((attributes) => /\sselected\b/.test(attributes)) ?? all[0] ?? ''
  return attribute(one, 'value') ?? ''
}

const attribute = (text: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1]
  return value === undefined ? undefined : decoded(value)
}

const entities: Readonly<Record<string, string>> = { amp: '&', quot: '"', '#39': "'", lt: '<', gt: '>' }
export const decoded = (text: string): string =>
  text.replace(/&(amp|quot|#39|lt|gt);/g, (_, name: string) => entities[name] ?? '')
