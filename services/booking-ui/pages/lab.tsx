/** The laboratory: what was measured, to be read. */
import { labPath } from '../contract.ts'
import type { LabReport } from '../lab.ts'
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
          <ul class="choices">
            {reports.map(({ name, workloads, models, commit, started_at, machine }) => (
              <li>
                <a href={labPath(name)}>
                  <strong>{text.lab.report(models, workloads.join(', '))}</strong>
                  <span class="muted">
                    <time datetime={started_at}>{started_at.slice(0, 10)}</time> · {machine} ·{' '}
                    {text.lab.commit(commit)}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    ),
  }
}
