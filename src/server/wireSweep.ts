import type { ConfigTuple, SweepLog, SweepRow, Sweep as WireSweep } from '../contract/types.ts'
import type { Backtest, Sweep, SweepResult } from '../services/runs.ts'
import { stored, storedError, storedLineage } from './stored.ts'
import { nonCausal, toBacktestRun } from './wireBacktest.ts'
import { objectIn } from './wireRun.ts'

// Sweeps of the store in the spelling of the contract.

/** @param rungs of the sweep's runs, where it halves */
export function toSweepRow(run: Backtest, rungs: ReadonlyMap<string, number>): SweepRow {
  const wire = toBacktestRun(run)
  const config = stored<ConfigTuple>(run.config)
  return {
    id: run.id,
    pack_id: run.packId,
    model_id: run.modelId,
    kind: config.kind,
    rung: rungs.get(run.id) ?? null,
    features: stored<{ features?: string[] | null } | null>(objectIn(run.params, 'config'))?.features ?? null,
    config,
    metrics: wire.metrics ?? {},
    lineage: stored<SweepRow['lineage']>(run.lineage),
    gate: wire.gate ?? null,
    ...nonCausal(run),
    score: run.score,
    statistics: wire.statistics ?? {},
    backtest_run_id: run.id,
    error: storedError(run.error),
    created_at: run.createdAt,
  }
}

export function toSweep(sweep: Sweep): WireSweep {
  return {
    id: sweep.id,
    pack_id: sweep.packId,
    model_id: sweep.modelId,
    tag: sweep.tag,
    status: sweep.status,
    progress: { completed: sweep.progressDone, total: sweep.progressTotal },
    spec: sweep.spec,
    lineage: storedLineage(sweep.lineage),
    statistics: sweepStatistics(sweep),
    timings: sweepTimings(sweep),
    error: storedError(sweep.error),
    created_at: sweep.createdAt,
    started_at: sweep.startedAt,
    finished_at: sweep.finishedAt,
  }
}

export function toSweepLog(variant: SweepResult & { value: string | null }): SweepLog {
  const { position, rung, kind, value, status, metrics } = variant
  const figure = (name: string): number | null => {
    const value = metrics?.[name]
    return typeof value === 'number' ? value : null
  }
  return {
    ...{ position, rung, kind, value, status },
    trial_sha: variant.trialSha,
    backtest_run_id: variant.runId,
    sharpe: figure('sharpe'),
    trades: figure('trades'),
    error: storedError(variant.error),
    created_at: variant.createdAt,
  }
}

export function sweepStatistics({ statistics }: Sweep): WireSweep['statistics'] {
  if (statistics === null) return null
  const { timings: _, ...figures } = statistics
  return stored<NonNullable<WireSweep['statistics']>>(figures)
}

export function sweepTimings({ statistics }: Sweep): Record<string, number> {
  return stored<Record<string, number> | null>(objectIn(statistics, 'timings')) ?? {}
}
