import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Meters } from '../services/meters.ts'
import type { StoreFacts } from '../services/storeFacts.ts'

/** Seconds; most requests take milliseconds, and one that builds or fits takes minutes. */
const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30, 120]

/** Meters of a server, for Prometheus. Each server has its own. */
export function prometheusMeters(version: string, facts: () => Promise<StoreFacts>): Meters {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  gauge('sigma_info', 'the version that runs', ['version']).set({ version }, 1)
  const seconds = new Histogram({
    name: 'sigma_request_seconds',
    help: 'how long requests took, by operation of the contract',
    labelNames: ['operation', 'method', 'status'],
    buckets,
    registers,
  })
  const matrices = counter('sigma_matrices_asked_total', 'matrices that were asked for', ['cached'])
  const rows = counter('sigma_rows_built_total', 'rows of matrices that were computed')
  const fits = counter('sigma_fits_total', 'models that were fitted, those of folds included')
  const work = gauge('sigma_work', 'work of the store that runs and waits', ['kind', 'status'])
  const gates = gauge('sigma_runs_gate', 'completed runs by what their gate says now', ['verdict'])
  const pool = gauge('sigma_database_connections', 'connections to PostgreSQL, and who waits for one', [
    'state',
  ])

  function tell(told: StoreFacts): void {
    for (const { kind, status, count } of told.open) work.set({ kind, status }, count)
    for (const [verdict, count] of Object.entries(told.gates)) gates.set({ verdict }, count)
    for (const [state, count] of Object.entries(told.pool ?? {})) pool.set({ state }, count)
  }

  return {
    requestDone({ operation, method, status }, took) {
      seconds.observe({ operation, method, status }, took)
    },
    matrixAsked(cached) {
      matrices.inc({ cached: String(cached) })
    },
    rowsBuilt(count) {
      rows.inc(count)
    },
    fitDone() {
      fits.inc()
    },
    async matricesAsked() {
      const { values } = await matrices.get()
      const asked = (cached: boolean): number =>
        values.find(({ labels }) => labels.cached === String(cached))?.value ?? 0
      return { hits: asked(true), misses: asked(false) }
    },
    async text() {
      tell(await facts())
      return { type: registry.contentType, text: await registry.metrics() }
    },
  }
}
