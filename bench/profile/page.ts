/** A profile as one page of HTML that needs nothing else: no script, no network, light and dark. */
import { percent } from '../report/numbers.ts'
import { document } from '../report/page.ts'
import { html } from '../report/svg.ts'
import { type Calls, kindsOf, ownersOf } from './calls.ts'
import type { Things } from './formats/snapshot.ts'
import { branches, icicle } from './icicle.ts'
import type { Kind } from './place.ts'
import { PROFILE_STYLE } from './style.ts'
import { functionsTable, ourFunctionsTable, type Table, thingsTable } from './tables.ts'

/** Of what, under what load. */
export interface About {
  title: string
  notices: readonly string[]
  lead: readonly string[]
  /** What was typed. */
  command: string
}

const MOST_ROWS = 30
const KEY: Readonly<Record<Kind, string>> = {
  ours: 'our own code',
  package: 'packages',
  runtime: 'JavaScript of the runtime',
  native: 'native code',
  gc: 'collecting garbage',
}

/** `said` is what is to be known of all of it. */
export function callsPage(about: About, calls: Calls, said: readonly string[]): string {
  const ours = ourFunctionsTable(calls)
  return pageOf(
    { ...about, lead: [...about.lead, ...said.map((one) => `${capital(one)}.`)] },
    `<section><h2>${calls.unit === 'bytes' ? 'Who made what is still in memory' : 'What the processor works for'}</h2>
${shareBar(calls)}
${key(calls)}
<p class="note">Who calls stands above whom it calls; as wide as its part of the whole. Point at a box for its figures.</p>
${icicle(calls)}</section>
<section><h2>Functions</h2>
<p>By what each of them cost itself, without what it calls.</p>
${table(functionsTable(calls))}
${ours.rows.length === 0 ? '' : `<h3>Our own, with all that they call</h3>\n${table(ours)}`}</section>
<section><h2>Whose code</h2>
${table(ownersTable(calls))}</section>
<section><h2>Branch by branch</h2>
<p>Open what is too narrow above; what is less than half a percent is left out.</p>
${branches(calls)}</section>`,
  )
}

export const thingsPage = (about: About, things: readonly Things[]): string =>
  pageOf(
    {
      ...about,
      lead: [
        ...about.lead,
        'What lived when the server ended, by its kind. Bun does not say who made it; the snapshot beside this page opens in the memory tools of Chromium.',
      ],
    },
    `<section><h2>What was in memory</h2>\n${table(thingsTable(things))}</section>`,
  )

const pageOf = ({ command, ...about }: About, body: string): string =>
  document({
    ...about,
    anchors: [],
    body: `${body}
<section><h2>How</h2><p>Run it again:</p><pre>${html(command)}</pre></section>`,
  }).replace('</head>', `<style>${PROFILE_STYLE}</style>\n</head>`)

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const shareBar = (calls: Calls): string =>
  `<div class="share">${kindsOf(calls)
    .filter(({ share }) => share > 0)
    .map(
      ({ kind, share }) =>
        `<span class="${kind}" style="width:${(share * 100).toFixed(2)}%" title="${KEY[kind]}: ${percent(share)}"></span>`,
    )
    .join('')}</div>`

const key = (calls: Calls): string =>
  `<p class="key">${kindsOf(calls)
    .filter(({ share }) => share > 0)
    .map(({ kind, share }) => `<span class="${kind}">${KEY[kind]} ${percent(share)}</span>`)
    .join('')}</p>`

const ownersTable = (calls: Calls): Table => ({
  head: ['itself', 'whose'],
  rows: ownersOf(calls).map(({ owner, share }) => [percent(share), owner]),
  figures: 1,
})

function table({ head, rows, figures }: Table): string {
  const whose = head.indexOf('whose')
  const classOf = (i: number) =>
    i < figures
      ? ' class="figure"'
      : i === whose
        ? ' class="whose"'
        : i === head.length - 2
          ? ' class="name"'
          : ''
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell, i) => `<${tag}${classOf(i)}>${html(cell)}</${tag.split(' ')[0]}>`).join('')
  const body = rows
    .slice(0, MOST_ROWS)
    .map((row) => `<tr${row[whose] === 'ours' ? ' class="ours"' : ''}>${cells(row, 'td')}</tr>`)
  const left = rows.length - body.length
  return `<div class="wide"><table class="found${head.length < 4 ? ' slim' : ''}">
<thead><tr>${cells(head, 'th scope="col"')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>${left > 0 ? `\n<p class="note">And ${left} more with less.</p>` : ''}`
}
