import type { MatrixPreview } from '../contract/types.ts'
import type { MatrixRecord } from '../services/matrixRecord.ts'
import type { Preview } from '../services/previewData.ts'
import { stored } from './stored.ts'

/** A preview in the spelling of the contract. */
export function toWirePreview({ preview, leakage, warnings, window }: Preview): MatrixPreview {
  const columns = Object.entries(preview.nan_pct)
  const features = columns.filter(([name]) => name !== 'ret_fwd')
  const mean = features.length === 0 ? 0 : features.reduce((sum, [, pct]) => sum + pct, 0) / features.length
  const share = (name: string): number => (preview.label_balance[name]?.pct ?? 0) / 100
  return {
    ok: true,
    rows: preview.rows,
    labelled_rows: preview.labelled_rows,
    columns: columns.map(([name]) => name),
    features: preview.features,
    label_balance: { pos: share('1'), neg: share('0'), classes: preview.label_balance },
    nan_pct: mean,
    qa: { ...preview.qa, ok: preview.ok },
    nan_stats: columns.map(([column, nan_pct]) => ({ column, nan_pct })),
    leakage_flags: leakage.findings,
    leakage,
    coverage_by_hour: preview.coverage_by_hour,
    drift_summary: preview.drift_summary,
    correlation: preview.correlation,
    missingness: preview.missingness,
    warn: preview.qa.nan.warn,
    fail: preview.qa.nan.fail,
    window,
    warnings,
  }
}

/** The preview that is kept with a matrix. */
export function storedPreview({ preview, leakage, warnings, window }: MatrixRecord): MatrixPreview {
  return toWirePreview({
    preview: stored<Preview['preview']>(preview),
    leakage: stored<Preview['leakage']>(leakage),
    warnings,
    window: window ?? { start: null, end: null },
  })
}
