import type { SweepEstimate } from '../../contract/types.ts'
import { bytes, count, duration, plural } from './format.ts'
import type { Output } from './output.ts'

/** What a sweep would take, as a table. */
export function planText(estimate: SweepEstimate, output: Output): string {
  const { trials, fit_keys, fits, seconds, memory_bytes, disk_bytes, probe_ms, threads } = estimate
  const rows = [
    { what: 'trials', estimate: count(trials) },
    { what: 'fits', estimate: `${count(fits)}, of ${plural(fit_keys, 'combination')} of fit settings` },
    { what: 'time', estimate: `${duration(1_000 * seconds)} on ${plural(threads, 'thread')}` },
    { what: 'memory', estimate: `${bytes(memory_bytes)} at the peak` },
    { what: 'disk', estimate: bytes(disk_bytes) },
  ]
  const columns = [
    { field: 'what', rank: 0 },
    { field: 'estimate', rank: 0 },
  ]
  return [
    output.table(rows, columns),
    '',
    `from a probe of ${duration(probe_ms)}; nothing was started or stored. Early stopping may spare a part of the time.`,
  ].join('\n')
}
