import type { FillsAnswer, SignalRecordRow } from '../contract/types.ts'
import type { ImportedFills, SignalRecord } from '../services/importFills.ts'

/** A record as the contract spells it, in the order of the columns of a file. */
export function signalRecord(record: SignalRecord): SignalRecordRow {
  return {
    ts: record.ts,
    model_id: record.modelId,
    risk_profile: record.riskProfile,
    ticker: record.ticker,
    side: record.side,
    entry_ref_px: record.entryRefPx,
    fill_px: record.fillPx,
    slippage: record.slippage,
    status: record.status,
    rr: record.rr,
    pnl: record.pnl,
    tag: record.tag,
    exit_px: record.exitPx,
    stop_px: record.stopPx ?? record.signal?.stopPx ?? null,
    signal_id: record.signal?.id ?? null,
  }
}

export function fillsAnswer({ rows, changed, unmatched }: ImportedFills): FillsAnswer {
  return {
    ok: true,
    rows,
    changed,
    unmatched: unmatched.map(({ where, modelId, ticker, ts, why }) => ({
      where,
      model_id: modelId,
      ticker,
      ts,
      why,
    })),
    warnings:
      unmatched.length === 0 ? [] : [`${unmatched.length} of ${rows} rows belong to no signal: kept without`],
  }
}
