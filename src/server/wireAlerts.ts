import type { AlertRow, AlertsAnswer } from '../contract/types.ts'
import type { Alert } from '../services/alertPrices.ts'
import type { Alerts } from '../services/raiseAlerts.ts'

/** The signals of a session as the contract spells them. */
export function alertsAnswer(raised: Alerts): AlertsAnswer {
  const { model, highest } = raised
  const { id, finishedAt, gateState, promotedFrom } = model.training
  return {
    ok: true,
    rows: raised.alerts.map((alert) => alertRow(model.subject.modelId, alert, alert.id)),
    held_back: raised.heldBack.map(({ alert, reason }) => ({
      ...alertRow(model.subject.modelId, alert, null),
      reason,
    })),
    session: raised.session,
    scored: raised.scored,
    kept: raised.kept,
    highest: highest && { ...highest, threshold: Number.isNaN(highest.threshold) ? null : highest.threshold },
    training: { run_id: id, trained_at: finishedAt, gate_state: gateState, promoted_from: promotedFrom },
    brackets: raised.brackets,
    time_stop_minutes: raised.timeStopMinutes,
    entry_mode: raised.entry,
    horizon: raised.horizon,
    drift: raised.drift,
    warnings: raised.warnings,
    timings: raised.timings,
  }
}

function alertRow(modelId: string, alert: Alert, signalId: string | null): AlertRow {
  return {
    signal_id: signalId,
    ts: alert.decidedAt,
    model_id: modelId,
    ticker: alert.ticker,
    side: alert.side,
    size: alert.size,
    score: alert.score,
    threshold: alert.threshold,
    entry_ref_px: alert.entryRefPx,
    stop_px: alert.stopPx,
    target_px: alert.targetPx,
    rr: alert.rewardRisk,
    late: alert.isLate,
  }
}
