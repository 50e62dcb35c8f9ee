/** Prometheus metrics of one service. Each service has its own registry: in a monolith several live in one process. */
import { Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  registry: Registry
  /** `route` is the pattern (`/v1/hotels/:id`), never the path: its values must be few. */
  observe(method: string, route: string, status: number, seconds: number): void
}

export function metrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of the request to the answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  // prom-client's default collectors lean on Node internals that Bun answers with zeros; these two are true on both.
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process',
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  new Gauge({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time of the process',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage()
      this.set((user + system) / 1e6)
    },
  })
  return {
    registry,
    observe: (method, route, status, seconds) =>
      duration.observe({ method, route, status: String(status) }, seconds),
  }
}
