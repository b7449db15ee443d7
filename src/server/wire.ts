import type { components } from '../contract/generated/schema.ts'
import type {
  BacktestDetail,
  BacktestRun,
  BuildRun,
  ConfigTuple,
  Gate,
  LeaderboardRow,
  MatrixProfile,
  Metrics,
  Statistics,
  SweepRow,
  TrainingRun,
  TrainingRunDetail,
  TrainJob,
  Artifact as WireArtifact,
  Sweep as WireSweep,
} from '../contract/types.ts'
import { plainReason } from '../core/gate/plainReason.ts'
import { verdictSentence } from '../core/gate/verdictSentence.ts'
import type { Artifact, Backtest, Build, Run as StoredRun, Sweep, Training } from '../services/runs.ts'
import type { MatrixRecord } from '../services/storedMatrix.ts'
import { stored, storedError, storedLineage } from './stored.ts'

type Run = components['schemas']['Run']

// Rows of the store in the spelling of the contract.

function toRun(run: StoredRun): Run {
  return {
    id: run.id,
    pack_id: run.packId,
    model_id: run.modelId,
    status: run.status,
    progress: run.status === 'completed' ? 100 : run.progress,
    tag: run.tag,
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    params: run.params,
    lineage: storedLineage(run.lineage),
    timings: stored<Run['timings']>(objectIn(run.metrics, 'timings')) ?? {},
    error: storedError(run.error),
  }
}

export function toBuildRun(build: Build, record: MatrixRecord | null): BuildRun {
  return {
    ...toRun(build),
    matrix_sha: build.matrixSha,
    matrix_cached: build.metrics?.matrix_cached === true,
    metrics: build.metrics,
    out_csv_uri: build.outCsvUri,
    ...growthOf(build),
    ...(record && { profile: toProfile(record), leakage: toLeakage(record), warnings: record.warnings }),
  }
}

/** How much of the matrix was computed, where this build computed it. */
function growthOf({ metrics }: Build): Pick<BuildRun, 'bars' | 'bars_computed' | 'continued_from'> {
  const { bars, bars_computed, continued_from } = metrics ?? {}
  if (typeof bars !== 'number' || typeof bars_computed !== 'number') return {}
  return { bars, bars_computed, continued_from: typeof continued_from === 'string' ? continued_from : null }
}

export function toLeakage({ leakage }: MatrixRecord): NonNullable<BuildRun['leakage']> {
  return stored<NonNullable<BuildRun['leakage']>>(leakage)
}

export function toProfile({ features, rows, label_balance, preview }: MatrixRecord): MatrixProfile {
  const share = (name: string): number => (label_balance[name]?.pct ?? 0) / 100
  const missing = features.map((name) => preview.nan_pct[name] ?? 0)
  return {
    features: features.length,
    rows,
    label_balance: { pos: share('1'), neg: share('0'), classes: label_balance },
    nan_pct: missing.length === 0 ? 0 : missing.reduce((sum, pct) => sum + pct, 0) / missing.length,
  }
}

export function toTrainingRun(run: Training): TrainingRun {
  const {
    rows,
    classes,
    calibration,
    gate_state,
    metrics_basis,
    warnings,
    timings: _,
    importance: __,
    reliability: ___,
    ...metrics
  } = run.metrics ?? {}
  return {
    ...toRun(run),
    metrics: run.metrics && stored<TrainingRun['metrics']>(metrics),
    features: run.features,
    rows: typeof rows === 'number' ? rows : null,
    ...(run.metrics &&
      stored<Pick<TrainingRun, 'classes' | 'calibration' | 'gate_state' | 'metrics_basis' | 'warnings'>>({
        classes,
        calibration,
        gate_state,
        metrics_basis,
        warnings,
      })),
    model_out_uri: run.modelOutUri,
    model_sha: typeof run.lineage?.model_sha === 'string' ? run.lineage.model_sha : null,
  }
}

/** What a list leaves out, since it is long. */
export function toExplanation({ metrics }: Training): Pick<TrainingRunDetail, 'importance' | 'reliability'> {
  const { importance, reliability } = metrics ?? {}
  return stored<Pick<TrainingRunDetail, 'importance' | 'reliability'>>({
    ...(importance && { importance }),
    ...(reliability && { reliability }),
  })
}

export function toTrainJob(run: Training): TrainJob {
  const { importance: _, reliability: __, ...metrics } = run.metrics ?? {}
  return {
    job_id: run.id,
    model_id: run.modelId,
    pack_id: run.packId,
    status: run.status,
    progress: run.status === 'completed' ? 100 : run.progress,
    submitted_at: run.createdAt,
    started_at: run.startedAt,
    completed_at: run.finishedAt,
    tag: run.tag,
    lineage: storedLineage(run.lineage),
    metrics: run.metrics && metrics,
    training_run_id: run.id,
    error: storedError(run.error),
  }
}

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
function nonCausal({ config }: Backtest): { non_causal?: true } {
  return stored<ConfigTuple>(config).cv === 'cpcv' ? { non_causal: true } : {}
}

function toMetrics({ metrics }: Backtest): Metrics | null {
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

export function toSweepRow(run: Backtest): SweepRow {
  const wire = toBacktestRun(run)
  const config = stored<ConfigTuple>(run.config)
  return {
    id: run.id,
    pack_id: run.packId,
    model_id: run.modelId,
    kind: config.kind,
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

export function sweepStatistics({ statistics }: Sweep): WireSweep['statistics'] {
  if (statistics === null) return null
  const { timings: _, ...figures } = statistics
  return stored<NonNullable<WireSweep['statistics']>>(figures)
}

export function sweepTimings({ statistics }: Sweep): Record<string, number> {
  return stored<Record<string, number> | null>(objectIn(statistics, 'timings')) ?? {}
}

function objectIn(json: object | null, name: string): object | null {
  const value: unknown = json && Reflect.get(json, name)
  return typeof value === 'object' ? value : null
}

export function toArtifact(artifact: Artifact): WireArtifact {
  return {
    id: artifact.id,
    kind: artifact.kind,
    uri: artifact.uri,
    sha256: artifact.sha256,
    size_bytes: artifact.size,
    build_run_id: artifact.buildRunId,
    training_run_id: artifact.trainingRunId,
    backtest_run_id: artifact.backtestRunId,
    created_at: artifact.createdAt,
  }
}
