/** `GET /v1/receipts/{n}`: a receipt as PDF, some 30 ms of a processor each, and nothing to wait for. */
import type { Expected } from '#bench/ask'
import type { Workload } from '#bench/workload'
import { nobody } from '#lib/token/caller'
import { guard } from '#lib/token/guard'
import type { NewDocument } from '#service/pdf-reports/contract'
import { pdfReports } from '#service/pdf-reports/http'
import { render } from '#service/pdf-reports/render'
import { RECEIPTS, receiptAt, receiptTarget } from './documents.ts'

/** There is no authorization server here: whoever asks may. */
const renderer = { ...nobody, subject: 'bench', scopes: new Set(['pdf-reports:render']) }

export const receipt: Workload = {
  name: 'receipt',
  core_file: 'bench/workloads/receipt/core.ts',
  title: 'GET /v1/receipts/{n}, a page of PDF: nothing but computing',
  prepare: async () => undefined,
  asks: () => Array.from({ length: RECEIPTS }, (_, n) => receiptTarget(n)),
  // By the product's route. Not compressed: the zlibs of the runtimes make different bytes of the same.
  golden: async (_database_url, asks) => {
    const pool = { render: (document: NewDocument) => render(document, { compress: false }) }
    const app = pdfReports({ pool, guard: guard({ verifier: { verify: async () => renderer } }) })
    const answers = new Map<string, Expected>()
    for (const ask of asks) {
      const request = new Request('http://pdf-reports/v1/documents', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer laboratory' },
        body: JSON.stringify(receiptAt(ask)),
      })
      const response = await app.handle(request)
      if (response.status !== 200) throw new Error(`golden answer of ${ask} has status ${response.status}`)
      answers.set(ask, { status: 200, body: new Uint8Array(await response.arrayBuffer()) })
    }
    return answers
  },
}
