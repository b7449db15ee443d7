import type { ScanAnswer } from '../../contract/types.ts'
import { fixed } from './format.ts'
import type { Column } from './table.ts'

/** Columns of signals: where to enter and to leave, then why. */
export const scanColumns: Column[] = [
  { field: 'rank', title: '#', align: 'right', rank: 0 },
  { field: 'ticker', rank: 0 },
  { field: 'score_total', title: 'score', align: 'right', rank: 0, show: fixed(3) },
  { field: 'entry_ref_px', title: 'close', align: 'right', rank: 1, show: fixed(2) },
  { field: 'stop_px', title: 'stop', align: 'right', rank: 1, show: fixed(2) },
  { field: 'target_px', title: 'target', align: 'right', rank: 1, show: fixed(2) },
  { field: 'rr', align: 'right', rank: 3, show: fixed(2) },
  { field: 'score_breakout', title: 'setup', align: 'right', rank: 4, show: fixed(2) },
  { field: 'score_momentum', title: 'momentum', align: 'right', rank: 4, show: fixed(2) },
  { field: 'score_trend_quality', title: 'quality', align: 'right', rank: 5, show: fixed(2) },
  { field: 'score_alignment', title: 'alignment', align: 'right', rank: 5, show: fixed(2) },
  { field: 'date', rank: 6 },
  { field: 'status', rank: 7 },
]

/** What was done, in a line. */
export function scanSummary({
  preset,
  date,
  scanned,
  gated,
  count,
  written,
  kept,
  signals_csv,
}: ScanAnswer): string {
  return [
    `${preset} on ${date}: ${scanned} tickers judged, ${gated} passed, ${count} kept as signals`,
    `${written} new, ${kept} known before`,
    signals_csv,
  ].join('; ')
}
