import { parseRiskProfile } from '../contract/spellings.ts'
import type {
  SignalPerformance,
  LiveMetrics as WireMetrics,
  Signal as WireSignal,
} from '../contract/types.ts'
import type { LivePerformance, Period } from '../services/livePerformance.ts'
import type { ListedSignal } from '../services/signals.ts'

// Signals and what became of them in the spelling of the contract.

export function toSignal(signal: ListedSignal): WireSignal {
  const { scores, lineage } = signal
  return {
    id: signal.id,
    ts: signal.ts,
    date: signal.date,
    pack_id: signal.packId,
    model_id: signal.modelId,
    risk_profile: profileOf(signal),
    ticker: signal.ticker,
    side: signal.side,
    status: signal.status,
    entry_mode: signal.entryMode,
    entry_ref_px: signal.entryRefPx,
    fill_px: signal.fillPx,
    slippage: signal.slippage,
    stop_px: signal.stopPx,
    target_px: signal.targetPx,
    time_stop_minutes: signal.timeStopMinutes,
    rr: signal.rewardRisk,
    rr_result: signal.rr,
    pnl: signal.pnl,
    score: signal.score,
    threshold: signal.threshold,
    weight: signal.weight,
    training_run_id: signal.trainingRunId,
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

/** A log that was imported may name none. */
function profileOf({ riskProfile }: { riskProfile: string | null }) {
  return parseRiskProfile(riskProfile ?? undefined) ?? null
}

export function toPerformance(
  { modelId, packId, riskProfile, metrics }: LivePerformance,
  period: Period,
): SignalPerformance {
  return {
    model_id: modelId,
    pack_id: packId,
    risk_profile: profileOf({ riskProfile }),
    period: { start: period.start, end: period.end },
    metrics: metrics && toLiveMetrics(metrics),
  }
}

function toLiveMetrics({ reasons, ...figures }: NonNullable<LivePerformance['metrics']>): WireMetrics {
  const known = Object.entries(reasons).flatMap(([name, why]) => (why === undefined ? [] : [[name, why]]))
  return { ...figures, reasons: Object.fromEntries(known) }
}
