/** What partners did, for operators. */
import { Counter, Histogram } from 'prom-client'
import type { PartnerAnswer } from './ask.ts'

export function partnerMetrics() {
  const answers = new Counter({
    name: 'search_partner_answers_total',
    help: 'Searches that a partner took part in, by how',
    labelNames: ['partner', 'status'],
    registers: [],
  })
  const seconds = new Histogram({
    name: 'search_partner_seconds',
    help: 'How long a partner was waited for, where it was asked',
    labelNames: ['partner'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5],
    registers: [],
  })
  return {
    metrics: [answers, seconds],
    onAnswer: ({ partner, status, took_ms }: PartnerAnswer) => {
      answers.inc({ partner, status })
      if (status !== 'skipped' && status !== 'open_circuit') seconds.observe({ partner }, took_ms / 1_000)
    },
  }
}
