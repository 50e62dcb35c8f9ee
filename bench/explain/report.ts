/** The claims as a text for the terminal and as a page of HTML. */
import { columns } from '../report/columns.ts'
import { document, manifest } from '../report/page.ts'
import { html } from '../report/svg.ts'
import type { Explained, Finding } from './claim.ts'
import type { ExplainResult } from './explain.ts'

const verdict = ({ holds }: Finding, valid: boolean): string => {
  if (!valid) return 'INVALID'
  if (holds === null) return ''
  return holds ? 'holds' : 'DOES NOT HOLD'
}

export function text({ explained, ended, environment }: ExplainResult): string {
  const { cores, cpu, bun, postgresql, commit, uncommitted } = environment
  return [
    ...(ended === null ? [] : [`NOT ALL OF IT: ${ended}`, '']),
    `${cores} x ${cpu}, Bun ${bun}, PostgreSQL ${postgresql}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
    ...explained.flatMap((one) => [
      '',
      `## ${one.title}`,
      one.says,
      '',
      ...columns(
        ['', 'expected', 'measured', ''],
        one.findings.map((finding) => [
          finding.what,
          finding.expected,
          // What is INVALID would be quoted.
          one.invalid_reasons.length === 0 ? finding.measured : '–',
          verdict(finding, one.invalid_reasons.length === 0),
        ]),
      ),
      ...one.invalid_reasons.map((reason) => `  INVALID: ${reason}`),
      one.so,
    ]),
  ].join('\n')
}

export function page(result: ExplainResult): string {
  const { explained, ended, environment } = result
  return document({
    title: 'What is said of servers, and what is true here',
    notices: [
      ...(ended === null ? [] : [`Not all of it was measured: ${ended}.`]),
      ...(environment.quick ? ['A quick look, not a measurement: one fresh server each.'] : []),
      ...(environment.uncommitted
        ? ['Measured with uncommitted changes: nobody can run exactly this again.']
        : []),
    ],
    lead: [
      'The classic claims about how servers wait: what must follow from each in numbers, and what was measured. Every answer was compared with the golden one; only right ones count.',
    ],
    anchors: [],
    body: `${explained.map(section).join('\n')}\n${manifest(result)}`,
  })
}

function section(one: Explained): string {
  const valid = one.invalid_reasons.length === 0
  const rows = one.findings
    .map((finding) => {
      const says = verdict(finding, valid)
      const style = says === 'holds' ? 'holds' : says === '' ? '' : 'invalid'
      return `<tr><th scope="row">${html(finding.what)}</th><td data-is="expected">${html(finding.expected)}</td><td class="wrap" data-is="measured">${valid ? html(finding.measured) : '–'}</td><td class="${style}">${html(says.toLowerCase() === 'invalid' ? 'INVALID' : says.toLowerCase())}</td></tr>`
    })
    .join('\n')
  const reasons = one.invalid_reasons.map((reason) => `<li>${html(reason)}</li>`).join('')
  return `<section id="${html(one.id)}">
<h2>${html(one.title)}</h2>
<p>${html(one.says)}</p>
<div class="wide"><table class="claim"><thead><tr><th scope="col"></th><th scope="col">expected</th><th scope="col">measured</th><th scope="col"></th></tr></thead><tbody>${rows}</tbody></table></div>
${reasons === '' ? '' : `<p class="note">INVALID because:</p><ul class="note">${reasons}</ul>`}
<p>${html(one.so)}</p>
</section>`
}
