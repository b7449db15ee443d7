import { type CorrelationSummary, correlationSummary } from './correlation.ts'
import { type DriftSummary, driftSummary } from './drift.ts'
import type { Matrix } from './matrix.ts'
import { type LabelBalance, labelBalance, labelledRows, percent } from './matrixMeta.ts'
import { countMissing } from './missing.ts'
import { type Missingness, missingness } from './missingness.ts'
import { type QualityChecks, qualityChecks } from './qualityChecks.ts'

/** What a matrix looks like before anything is trained on it, in the spelling of the API. */
export interface MatrixPreview {
  /** Whether every quality check passed and no feature is missing in 30 % of rows or more. */
  ok: boolean
  rows: number
  labelled_rows: number
  features: string[]
  label_balance: LabelBalance
  /** Percentage of missing values per feature, and of unknown `ret_fwd`. */
  nan_pct: Record<string, number>
  qa: QualityChecks
  /** Rows per New York hour; empty for daily rows. */
  coverage_by_hour: { hour: number; rows: number; labelled: number }[]
  drift_summary: DriftSummary
  correlation: CorrelationSummary
  missingness: Missingness
}

/** Looks at a matrix: sizes, balance, missing values, quality checks, hours, drift and correlation. */
export function previewMatrix(matrix: Matrix): MatrixPreview {
  const rows = matrix.ts.length
  const nanPct = Object.fromEntries(
    [...matrix.features, { name: 'ret_fwd', values: matrix.retFwd }].map(({ name, values }) => [
      name,
      percent(countMissing(values), rows),
    ]),
  )
  const qa = qualityChecks(matrix, nanPct)
  const { nan, ...checks } = qa
  return {
    ok: nan.fail.length === 0 && Object.values(checks).every(({ ok }) => ok),
    rows,
    labelled_rows: labelledRows(matrix),
    features: matrix.features.map(({ name }) => name),
    label_balance: labelBalance(matrix),
    nan_pct: nanPct,
    qa,
    coverage_by_hour: coverageByHour(matrix),
    drift_summary: driftSummary(matrix),
    correlation: correlationSummary(matrix),
    missingness: missingness(matrix),
  }
}

function coverageByHour({ hourEt, event, retFwd }: Matrix): MatrixPreview['coverage_by_hour'] {
  const hours = new Map<number, { rows: number; labelled: number }>()
  const outcome = event?.y ?? retFwd
  hourEt?.forEach((hour, row) => {
    const counted = hours.get(hour) ?? { rows: 0, labelled: 0 }
    counted.rows++
    if (!Number.isNaN(outcome[row])) counted.labelled++
    hours.set(hour, counted)
  })
  return [...hours].sort(([a], [b]) => a - b).map(([hour, counted]) => ({ hour, ...counted }))
}
