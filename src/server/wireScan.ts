import { parseRiskProfile } from '../contract/spellings.ts'
import type { ScanAnswer, Signal as WireSignal } from '../contract/types.ts'
import type { Scan } from '../services/runScan.ts'

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

function toSignal(signal: Scan['signals'][number]): WireSignal {
  const { scores, lineage } = signal
  const riskProfile = parseRiskProfile(signal.riskProfile)
  return {
    id: signal.id,
    ts: signal.ts,
    date: signal.date,
    pack_id: signal.packId,
    model_id: signal.modelId,
    ...(riskProfile !== undefined && { risk_profile: riskProfile }),
    ticker: signal.ticker,
    side: signal.side,
    status: signal.status,
    ...(signal.entryMode !== null && { entry_mode: signal.entryMode }),
    entry_ref_px: signal.entryRefPx,
    stop_px: signal.stopPx,
    target_px: signal.targetPx,
    time_stop_minutes: signal.timeStopMinutes,
    rr: signal.rewardRisk,
    score_total: scores?.total ?? null,
    rank: signal.rank,
    score_breakout: scores?.breakout ?? null,
    score_momentum: scores?.momentum ?? null,
    score_trend_quality: scores?.trendQuality ?? null,
    score_alignment: scores?.alignment ?? null,
    policy_version: signal.policyVersion,
    tag: signal.tag,
    lineage: {
      pack_sha: lineage.packSha,
      indicator_set_sha: lineage.indicatorSetSha,
      model_config_sha: lineage.modelConfigSha,
      policy_sha: lineage.policySha,
    },
    created_at: signal.createdAt,
  }
}
