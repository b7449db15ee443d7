import type {
  BacktestDetail,
  BacktestRun,
  ConfigTuple,
  Gate,
  LeaderboardRow,
  Metrics,
  Statistics,
} from '../contract/types.ts'
import { plainReason } from '../core/gate/plainReason.ts'
import { verdictSentence } from '../core/gate/verdictSentence.ts'
import type { Backtest } from '../services/runs.ts'
import { stored } from './stored.ts'
import { toRun } from './wireRun.ts'

// Backtests of the store in the spelling of the contract.

export function toBacktestRun(run: Backtest): BacktestRun {
  const metrics = toMetrics(run)
  return {
    ...toRun(run),
    risk_profile:
      stored<{ risk_profile: BacktestRun['risk_profile'] } | null>(run.lineage)?.risk_profile ?? 'balanced',
    config: stored<ConfigTuple>(run.config),
    metrics,
    gate: toGate(run),
    score: run.score,
    statistics: toStatistics(run),
    ...hoursFrom(run),
    ...nonCausal(run),
    sweep_id: run.sweepId,
    trial_sha: run.trialSha,
    best_sharpe_hourly: metrics?.sharpe_hourly ?? null,
    best_cum_ret: metrics?.cum_return ?? null,
    trades_total: metrics?.trades ?? null,
    plots_uri: run.plotsUri,
    data_csv_uri: run.dataCsvUri,
  }
}

/** Of runs of before it was kept there is nothing to tell. */
function hoursFrom({ params }: Backtest): Pick<BacktestRun, 'hours_from'> {
  return 'hours_from' in params
    ? stored<Pick<BacktestRun, 'hours_from'>>({ hours_from: params.hours_from })
    : {}
}

/** Of combinatorial folds, whose models saw rows after their test folds; nothing for others. */
export function nonCausal({ config }: Backtest): { non_causal?: true } {
  return stored<ConfigTuple>(config).cv === 'cpcv' ? { non_causal: true } : {}
}

export function toMetrics({ metrics }: Backtest): Metrics | null {
  if (metrics === null) return null
  const {
    timings: _,
    costs: __,
    return_basis: ___,
    audit: ____,
    breakdown: _____,
    cost_curve: ______,
    fits: _______,
    paths: ________,
    benchmark: _________,
    random_entries: __________,
    brackets: ___________,
    options: ____________,
    ...figures
  } = metrics
  return stored<Metrics>(figures)
}

/** What a detail tells beyond a row. */
export function toBasis({ metrics }: Backtest): Pick<BacktestDetail, OnlyInDetail> {
  if (metrics === null) return {}
  const { costs, cost_curve, fits, return_basis, audit, breakdown, paths, brackets, options } = metrics
  const { benchmark = null, random_entries = null } = metrics
  return stored<Pick<BacktestDetail, OnlyInDetail>>({
    costs,
    return_basis,
    benchmark,
    random_entries,
    ...(cost_curve !== undefined && { cost_curve }),
    ...(fits !== undefined && { fits }),
    ...(audit !== undefined && { audit }),
    ...(breakdown !== undefined && { breakdown }),
    ...(brackets !== undefined && { brackets }),
    ...(options !== undefined && { options }),
    ...(paths !== undefined && { paths }),
  })
}

/** The verdict in one sentence; null before the run is done. */
export function toVerdict({ metrics, gate, statistics, risk_profile }: BacktestRun): string | null {
  if (metrics == null) return null
  return verdictSentence({
    gate: gate ?? null,
    riskProfile: risk_profile ?? null,
    sharpe: metrics.sharpe ?? null,
    cumReturn: metrics.cum_return ?? null,
    trades: metrics.trades ?? null,
    sessions: metrics.sessions ?? null,
    dsr: statistics?.dsr ?? null,
    trials: statistics?.trials ?? null,
  })
}

type OnlyInDetail =
  | 'costs'
  | 'cost_curve'
  | 'fits'
  | 'return_basis'
  | 'benchmark'
  | 'random_entries'
  | 'audit'
  | 'breakdown'
  | 'brackets'
  | 'options'
  | 'paths'

/** Each reason also as a sentence: a code says little to a newcomer. */
function toGate({ gate }: Backtest): Gate | null {
  if (gate === null) return null
  const wire = stored<Gate>(gate)
  const plain = (wire.details ?? []).map((detail) =>
    plainReason(detail.code ?? detail.limit, { code: detail.code ?? detail.limit, ...detail }),
  )
  return { ...wire, plain }
}

function toStatistics({ statistics }: Backtest): Statistics | null {
  if (statistics === null) return null
  const { basis: _, ...shown } = statistics
  return stored<Statistics>(shown)
}

export function toLeaderboardRow(run: Backtest, rank: number): LeaderboardRow {
  const wire = toBacktestRun(run)
  return {
    id: run.id,
    rank,
    pack_id: run.packId,
    model_id: run.modelId,
    started_at: run.startedAt ?? run.createdAt,
    finished_at: run.finishedAt,
    created_at: run.createdAt,
    tag: run.tag,
    sweep_id: run.sweepId,
    metrics: wire.metrics ?? {},
    config: stored<ConfigTuple>(run.config),
    lineage: stored<LeaderboardRow['lineage']>(run.lineage),
    gate: wire.gate ?? null,
    ...nonCausal(run),
    score: run.score,
    statistics: wire.statistics ?? {},
    ...(wire.risk_profile && { risk_profile: wire.risk_profile }),
    best_sharpe_hourly: wire.best_sharpe_hourly ?? null,
    best_cum_ret: wire.best_cum_ret ?? null,
    trades_total: wire.trades_total ?? null,
  }
}
