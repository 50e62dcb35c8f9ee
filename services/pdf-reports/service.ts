/** `pdf-reports` put together: a pool of threads behind one route. */
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { ServiceContext } from '#lib/topology'
import { pdfReports } from './http.ts'
import { pdfPool } from './pool.ts'

export function build(context: ServiceContext) {
  const { config, log } = context
  const { guard } = identityOf('pdf-reports', context)
  const pool = pdfPool()
  return service({
    name: 'pdf-reports',
    description: 'A template and data in, a PDF out.',
    routes: pdfReports({ pool, guard }),
    issuer: config.issuer,
    log,
    close: () => pool.close(),
  })
}
