/** The laboratory: what was measured, to be read. */
import { labPath } from '../contract.ts'
import type { LabReport } from '../lab/reports.ts'
import type { Text } from '../text/en.ts'
import type { Page, Site } from './page.ts'

export function labPage({ words }: Site, reports: readonly LabReport[]): Page {
  const { text } = words
  return {
    title: text.title(text.lab.title),
    name: 'lab',
    content: (
      <div class="wrap narrow">
        <h1>{text.lab.heading}</h1>
        <p class="lead">{text.lab.lead}</p>
        {reports.length === 0 ? (
          <p class="notice" role="status">
            {text.lab.none}
          </p>
        ) : (
          <ul class="choices reports">
            {reports.map((report) => (
              <li>
                <a href={labPath(report.name)}>
                  <strong>{report.title}</strong>
                  <time datetime={report.date} class="muted">
                    {words.date(report.date)}
                  </time>
                  <Measured report={report} text={text} />
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    ),
  }
}

/** As far as it is known: reports are of several kinds. */
function Measured({ report, text }: { report: LabReport; text: Text }) {
  const { models, workloads, machine, commit, command } = report
  const about = [
    models.length > 0 && workloads.length > 0
      ? text.lab.report(models.length, workloads.join(', '))
      : undefined,
    machine,
    commit === undefined ? undefined : text.lab.commit(commit.slice(0, 12)),
  ].filter((part) => part !== undefined)
  return (
    <>
      {about.length === 0 ? null : <span class="muted small below">{about.join(' · ')}</span>}
      {command === undefined ? null : <code class="below">{command}</code>}
    </>
  )
}
