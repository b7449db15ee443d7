import type { ScanAnswer } from '../contract/types.ts'
import type { Scan } from '../services/runScan.ts'
import { toSignal } from './wireSignals.ts'

/** Signals that an answer shows apart. */
const shownApart = 5

export function toScanned(scan: Scan): ScanAnswer {
  const rows = scan.signals.map(toSignal)
  return {
    ok: true,
    model_id: scan.modelId,
    pack_id: scan.packId,
    preset: scan.preset,
    date: scan.date,
    count: rows.length,
    signals_csv: scan.signalsCsv,
    top: rows.slice(0, shownApart),
    rows,
    scanned: scan.scanned,
    gated: scan.gated,
    written: scan.written,
    kept: scan.kept,
    warnings: scan.warnings,
    timings: scan.timings,
  }
}
