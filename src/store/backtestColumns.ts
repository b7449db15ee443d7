import type { Selectable } from 'kysely'
import { type NewGate, type StoredGate, toGate } from './gate.ts'
import { fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import {
  changedRunColumns,
  type NewRun,
  newRunColumns,
  RUN_COLUMNS,
  type Run,
  type RunChanges,
  toRun,
} from './runs.ts'
import type { BacktestRunsTable } from './schema.ts'

export interface Backtest extends Run {
  /** The sweep that this run is a variant of. */
  sweepId: string | null
  /** What was asked for; null in a variant of a sweep, and in runs of before it was kept. */
  request: JsonObject | null
  statistics: JsonObject | null
  gate: StoredGate | null
  /** The same as they were when the run ended; null before that, and in runs of before it was kept. */
  atRun: { statistics: JsonObject; gate: StoredGate | null } | null
  score: number | null
  trialSha: string | null
  ledgerKey: string | null
  /** How many trials the ledger had when the run was assessed. */
  ledgerSeq: number | null
  plotsUri: string | null
  dataCsvUri: string | null
  gitSha: string | null
}

export interface BacktestChanges extends RunChanges {
  statistics?: object | null
  gate?: NewGate | null
  /** The assessment against the trials known when the run ended. */
  atRun?: { statistics: object; gate: NewGate | null }
  /** What ranks runs of equal score, more is better. */
  ties?: readonly [number | null, number | null]
  score?: number | null
  trialSha?: string | null
  ledgerKey?: string | null
  ledgerSeq?: number | null
  plotsUri?: string | null
  dataCsvUri?: string | null
  gitSha?: string | null
}

export interface NewBacktest extends NewRun, Omit<BacktestChanges, 'status'> {
  sweepId?: string | null
  request?: object
}

/** The columns that a backtest is read from; the others are for sorting and finding. */
export const BACKTEST_COLUMNS = [
  ...RUN_COLUMNS,
  'sweep_id',
  'request',
  'statistics',
  'gate',
  'statistics_at_run',
  'gate_at_run',
  'score',
  'trial_sha',
  'ledger_key',
  'ledger_seq',
  'plots_uri',
  'data_csv_uri',
  'git_sha',
] as const

type BacktestRow = Pick<Selectable<BacktestRunsTable>, (typeof BACKTEST_COLUMNS)[number]>

export function toBacktest(row: BacktestRow): Backtest {
  return {
    ...toRun(row),
    sweepId: row.sweep_id,
    request: fromOptionalJsonText(row.request),
    statistics: fromOptionalJsonText(row.statistics),
    gate: toGate(row.gate),
    atRun: toAtRun(row),
    score: row.score,
    trialSha: row.trial_sha,
    ledgerKey: row.ledger_key,
    ledgerSeq: row.ledger_seq,
    plotsUri: row.plots_uri,
    dataCsvUri: row.data_csv_uri,
    gitSha: row.git_sha,
  }
}

function toAtRun({ statistics_at_run, gate_at_run }: BacktestRow): Backtest['atRun'] {
  const statistics = fromOptionalJsonText(statistics_at_run)
  return statistics && { statistics, gate: toGate(gate_at_run) }
}

export function newBacktestColumns(run: NewBacktest) {
  return {
    ...newRunColumns(run),
    ...assessmentColumns(run),
    sweep_id: run.sweepId,
    request: toJsonText(run.request),
  }
}

export function changedBacktestColumns(changes: BacktestChanges) {
  return { ...changedRunColumns(changes), ...assessmentColumns(changes) }
}

function assessmentColumns(changes: BacktestChanges) {
  return {
    statistics: toJsonText(changes.statistics),
    gate: toJsonText(changes.gate),
    score: changes.score,
    trial_sha: changes.trialSha,
    ledger_key: changes.ledgerKey,
    ledger_seq: changes.ledgerSeq,
    plots_uri: changes.plotsUri,
    data_csv_uri: changes.dataCsvUri,
    git_sha: changes.gitSha,
    ...(changes.metrics !== undefined && metricColumns(changes.metrics)),
    ...(changes.gate !== undefined && gateColumns(changes.gate)),
    ...(changes.atRun && atRunColumns(changes.atRun)),
    ...(changes.ties && { tie_first: changes.ties[0], tie_second: changes.ties[1] }),
    ...(changes.lineage !== undefined && lineageColumns(changes.lineage)),
  }
}

// The single values that the leaderboard sorts and filters by, taken out of the documents that hold them.

function metricColumns(metrics: object | null) {
  return {
    sharpe: numberIn(metrics, 'sharpe'),
    best_sharpe_hourly: numberIn(metrics, 'sharpe_hourly'),
    best_cum_ret: numberIn(metrics, 'cum_return'),
    trades_total: numberIn(metrics, 'trades'),
    median_spread_pct: numberIn(metrics, 'median_spread_pct'),
    fill_rate: numberIn(metrics, 'fill_rate'),
    oi_min_observed: numberIn(metrics, 'oi_min_observed'),
    volume_min_observed: numberIn(metrics, 'volume_min_observed'),
  }
}

export function gateColumns(gate: NewGate | null) {
  return { gate_pass: gate && Number(gate.pass), gate_reasons: gate && JSON.stringify(gate.reasons) }
}

function atRunColumns({ statistics, gate }: NonNullable<BacktestChanges['atRun']>) {
  return {
    statistics_at_run: toJsonText(statistics),
    gate_at_run: toJsonText(gate),
    gate_pass_at_run: gate && Number(gate.pass),
  }
}

function lineageColumns(lineage: object | null) {
  return {
    matrix_sha: textIn(lineage, 'matrix_sha'),
    config_sha: textIn(lineage, 'config_sha'),
    policy_sha: textIn(lineage, 'policy_sha'),
    risk_sha: textIn(lineage, 'risk_sha'),
  }
}

function numberIn(document: object | null, name: string): number | null {
  const value: unknown = document && Reflect.get(document, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function textIn(document: object | null, name: string): string | null {
  const value: unknown = document && Reflect.get(document, name)
  return typeof value === 'string' ? value : null
}
