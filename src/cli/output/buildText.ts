import type { MatrixProfile } from '../../contract/types.ts'
import type { BuildResult } from '../work.ts'
import { count, duration, fixed, percent, plural } from './format.ts'
import { leakageLines } from './leakageText.ts'
import type { Output } from './output.ts'

/** A build in a few lines. */
export function buildText(run: BuildResult, output: Output): string {
  const { profile, matrix_sha, matrix_cached, timings, out_csv_uri } = run
  const { bars, bars_computed, continued_from } = run
  const grown = continued_from ? `, ${count(bars_computed)} of ${plural(bars ?? 0, 'bar')} anew` : ''
  const origin = matrix_cached ? 'taken from the store, an equal one was built before' : `built${grown}`
  return [
    `${output.paint.bold(run.model_id)}  matrix ${matrix_sha?.slice(0, 16) ?? '-'}, ${origin}`,
    ...(profile
      ? [
          `${plural(profile.rows, 'row')}, ${plural(profile.features, 'feature')}, ${fixed(1)(profile.nan_pct)} % missing; ${balanceText(profile)}`,
        ]
      : []),
    ...(run.leakage ? leakageLines(run.leakage, output) : []),
    ...(out_csv_uri ? [`copy: ${out_csv_uri.replace(/^file:/, '')}`] : []),
    ...(matrix_cached || timings?.total_ms === undefined
      ? []
      : [throughput(profile?.rows ?? 0, timings.total_ms)]),
  ].join('\n')
}

/** Shares of the classes in a few words. */
export function balanceText({ label_balance }: Pick<MatrixProfile, 'label_balance'>): string {
  const { pos, neg, classes = {} } = label_balance
  const names = Object.keys(classes)
  // Without classes of its own a pack's label is 1 for a return of at least 0, else 0.
  if (names.every((name) => name === '0' || name === '1')) {
    const up = pos ?? (classes['1']?.pct ?? 0) / 100
    const down = neg ?? (classes['0']?.pct ?? 0) / 100
    return `${percent(up)} up, ${percent(down)} down`
  }
  return names
    .map((name) => `${name} ${count(classes[name].rows)} (${fixed(1)(classes[name].pct)} %)`)
    .join(', ')
}

function throughput(rows: number, ms: number): string {
  const rate = ms > 0 && rows > 0 ? ` (${count((1_000 * rows) / ms)} rows/s)` : ''
  return `done in ${duration(ms)}${rate}`
}
