import type { BacktestDetail } from '../contract/types.ts'
import { backtestDetail } from '../services/backtestDetail.ts'
import type { Parts } from '../services/parts.ts'
import { toChoice, toFold, toResult } from './folds.ts'
import { toArtifact } from './wire.ts'
import { toBacktestRun, toBasis, toVerdict } from './wireBacktest.ts'

/** A backtest as the contract tells of it. */
export async function detailOf(parts: Parts, id: string): Promise<BacktestDetail> {
  const { run, folds, equity, sharpeInterval, artifacts } = await backtestDetail(parts, id)
  const wire = toBacktestRun(run)
  const periodsPerYear = wire.metrics?.periods_per_year ?? null
  const kind = wire.config?.kind ?? 'thr'
  return {
    ok: true,
    run_id: run.id,
    ...wire,
    ...toBasis(run),
    verdict: toVerdict(wire),
    statistics: wire.statistics ? { ...wire.statistics, sharpe_interval: sharpeInterval } : null,
    chosen: folds.map((fold) => toChoice(fold, kind)),
    folds: folds.map((fold) => toFold(fold, periodsPerYear)),
    result: run.status === 'completed' ? toResult(folds, kind, periodsPerYear) : null,
    equity,
    artifacts: artifacts.map(toArtifact),
    report: artifacts.find(({ kind, uri }) => kind === 'report' && uri.endsWith('.html'))?.uri ?? null,
  }
}
