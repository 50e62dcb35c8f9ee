/** What `receipt` computes: a page of PDF by the service's own renderer. The processor works, and nobody is waited for. */
import { type MakeCore, ok } from '#bench/core'
import { notFound } from '#lib/problem'
import { receiptAt } from './documents.ts'

export const core: MakeCore = () => ({
  type: 'application/pdf',
  begin: (target) => {
    const document = receiptAt(target)
    if (document === undefined) throw notFound('not_found', 'There is no such receipt')
    return { wait: { kind: 'render', document }, finish: ({ bytes = new Uint8Array() }) => ok(bytes) }
  },
})
