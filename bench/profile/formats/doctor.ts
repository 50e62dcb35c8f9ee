/** What clinic doctor makes of what it saw. */

/** The part of the data in its page that it says in words. */
export interface Diagnosis {
  readonly analysis: {
    readonly issueCategory: string
    readonly issues: Readonly<Record<string, unknown>>
  }
}

/** As its page has them. */
const CATEGORIES = new Map(
  Object.entries({
    none: 'it sees nothing wrong',
    io: 'something is waited for (I/O) while the processor has time: bubbleprof says what for',
    'event-loop': 'the event loop is held up by what is computed on it: flame says by what',
    gc: 'collecting garbage holds it up: heapprofiler says who makes it',
    data: 'too little was seen to say anything: a longer --duration may help',
    unknown: 'something is wrong, and it does not know what',
  }),
)

export function wordsOf({ analysis }: Diagnosis): string[] {
  const { issueCategory, issues } = analysis
  const noticed = flat(issues)
  return [
    `doctor: ${CATEGORIES.get(issueCategory) ?? issueCategory} (${issueCategory})`,
    noticed.length === 0 ? 'no curve looks wrong to it' : `what looks wrong to it: ${noticed.join(', ')}`,
  ]
}

/** `cpu: performance`, `memory heapUsed: data`. */
const flat = (issues: Readonly<Record<string, unknown>>, above = ''): string[] =>
  Object.entries(issues).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null)
      return flat(value as Readonly<Record<string, unknown>>, `${above}${name} `)
    return value === 'none' || value === undefined ? [] : [`${above}${name}: ${String(value)}`]
  })
