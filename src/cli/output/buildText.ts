import type { LeakageFlag, MatrixPreview, MatrixProfile } from '../../contract/types.ts'
import type { BuildResult } from '../work.ts'
import { count, day, duration, fixed, percent, plural, wrap } from './format.ts'
import type { Output } from './output.ts'

/** A build in a few lines. */
export function buildText(run: BuildResult, output: Output): string {
  const { profile, matrix_sha, matrix_cached, timings, out_csv_uri } = run
  const origin = matrix_cached ? 'taken from the store, an equal one was built before' : 'built'
  return [
    `${output.paint.bold(run.model_id)}  matrix ${matrix_sha?.slice(0, 16) ?? '-'}, ${origin}`,
    ...(profile
      ? [
          `${plural(profile.rows, 'row')}, ${plural(profile.features, 'feature')}, ${fixed(1)(profile.nan_pct)} % missing; ${balanceText(profile)}`,
        ]
      : []),
    ...(run.leakage ? leakageLines(run.leakage.findings, output) : []),
    ...(out_csv_uri ? [`copy: ${out_csv_uri.replace(/^file:/, '')}`] : []),
    ...(matrix_cached || timings?.total_ms === undefined
      ? []
      : [throughput(profile?.rows ?? 0, timings.total_ms)]),
  ].join('\n')
}

/** What a build would give, on one screen. */
export function previewText(preview: MatrixPreview, output: Output): string {
  const { rows, labelled_rows, features, window: period, nan_stats, qa, leakage } = preview
  const span = period?.start ? ` from ${day(period.start)} to ${day(period.end)}` : ''
  const labelled = labelled_rows === undefined ? '' : `, ${count(labelled_rows)} of them labelled`
  const missing = [...nan_stats].sort((a, b) => b.nan_pct - a.nan_pct).filter(({ nan_pct }) => nan_pct > 0)
  const { green, red } = output.paint
  return [
    `${plural(rows, 'row')}${span}${labelled}; ${plural(features.length, 'feature')}`,
    wrap(features.join(', '), output.width),
    '',
    `checks: ${qa.ok ? green('ok') : red('not ok')}`,
    ...preview.fail.map((fault) => `  ${red('fail')} ${wrap(fault, output.width - 7, '       ')}`),
    ...preview.warn.map((warning) => `  warn ${wrap(warning, output.width - 7, '       ')}`),
    `labels: ${balanceText(preview)}`,
    missing.length === 0
      ? 'missing: none'
      : `missing: ${missing
          .slice(0, 5)
          .map(({ column, nan_pct }) => `${column} ${fixed(1)(nan_pct)} %`)
          .join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`,
    ...leakageLines(preview.leakage_flags, output),
    ...(leakage ? [wrap(leakage.checked, output.width)] : []),
  ].join('\n')
}

function balanceText({ label_balance }: Pick<MatrixProfile, 'label_balance'>): string {
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

function leakageLines(flags: LeakageFlag[], { paint }: Output): string[] {
  if (flags.length === 0) return ['leakage: nothing flagged']
  return flags.map(({ column, verdict, check, rho, m, limit, accepted }) => {
    const word =
      verdict === 'red' ? paint.red(verdict) : verdict === 'yellow' ? paint.yellow(verdict) : verdict
    const why =
      check === 'truncation'
        ? 'its values change when later bars are taken away'
        : `rank correlation ${fixed(2)(rho)} with the return to come (limit ${fixed(2)(limit)}, ${count(m)} rows)`
    return `leakage ${word}: ${column}, ${why}${accepted ? `; accepted: ${accepted}` : ''}`
  })
}

function throughput(rows: number, ms: number): string {
  const rate = ms > 0 && rows > 0 ? ` (${count((1_000 * rows) / ms)} rows/s)` : ''
  return `done in ${duration(ms)}${rate}`
}
