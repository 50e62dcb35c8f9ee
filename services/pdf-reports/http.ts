/** Routes of `pdf-reports`. */
import { Elysia } from 'elysia'
import { bodyParser } from '#lib/body'
import type { Guard } from '#lib/token/guard'
import { NewDocument } from './contract.ts'
import type { PdfPool } from './pool.ts'

const readDocument = bodyParser(NewDocument)

export const pdfReports = ({ pool, guard }: { pool: Pick<PdfPool, 'render'>; guard: Guard }) =>
  new Elysia({ name: 'pdf-reports' }).use(guard).post(
    '/v1/documents',
    async ({ request }) => {
      const bytes = await pool.render(await readDocument(request))
      return new Response(bytes as Uint8Array<ArrayBuffer>, {
        headers: { 'content-type': 'application/pdf', 'cache-control': 'no-store' },
      })
    },
    {
      requires: 'pdf-reports:render',
      parse: 'none',
      detail: {
        tags: ['documents'],
        summary: 'A template and its data as a PDF',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: NewDocument as object } },
        },
        responses: { 200: { description: 'The PDF', content: { 'application/pdf': {} } } },
      },
    },
  )
